"""What services were worth, drawn for the office and for the Board."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from cluster_portal.toolkit.charts.drawing import Chart, Number, bar_chart
from cluster_portal.toolkit.templatetags.portal import money
from members.services.worth import CategoryRow


def saved_charts(rows: Iterable[CategoryRow]) -> list[Chart]:
    """What was saved, by category and tier; a chart a currency, none converted."""
    found, rows = [], list(rows)
    for currency in sorted({row.currency for row in rows}):
        own = [row for row in rows if row.currency == currency]

        def shown(value: Number, currency: str = currency) -> str:
            return money(Decimal(value), currency)

        found.append(
            bar_chart(
                f"saved-{currency.lower()}",
                _("Saved, by category and tier, in %(currency)s") % {"currency": currency},
                [", ".join(filter(None, [str(row.category.label), row.tier])) for row in own],
                [row.saved for row in own],
                head=(_("Category and tier"), _("Saved")),
                shown=shown,
                note=_("Market price less the price for members, of what has a market price."),
            )
        )
    return found
