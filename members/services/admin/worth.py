"""What services were worth to members, by category: the page of the office."""

from decimal import Decimal

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cluster_portal.toolkit.charts.drawing import Chart, Number, bar_chart
from cluster_portal.toolkit.templatetags.portal import money
from members.services import policies
from members.services.worth import CategoryRow, year_of_worth


def worth_page(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    if not policies.can_see_worth(request.user):
        raise PermissionDenied
    found = year_of_worth(request.GET.get("year", ""))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("What services were worth to members in %(year)s") % {"year": found.year},
        "year": found.year,
        "years": found.years,
        "rows": found.rows,
        "charts": saved_charts([row for row, _members in found.rows]),
    }
    return TemplateResponse(request, "members/services/admin/worth.html", context)


def saved_charts(rows: list[CategoryRow]) -> list[Chart]:
    """What was saved, by category and tier; a chart a currency, none converted."""
    found = []
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
