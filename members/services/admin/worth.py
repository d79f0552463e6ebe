"""What services were worth to members, by category: the Board's page."""

from decimal import Decimal

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.charts.drawing import Chart, Number, bar_chart
from cluster_portal.toolkit.templatetags.portal import money
from members.organisations.models import Organisation
from members.services import policies
from members.services.models import ServiceRequest
from members.services.worth import CategoryRow, by_category


def worth_page(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    if not policies.can_see_worth(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    delivered = ServiceRequest.objects.filter(delivered_on__isnull=False)
    years = {day.year for day in delivered.dates("delivered_on", "year")} | {today.year}
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else today.year
    members = Organisation.objects.active_members().counted_by_category()
    rows = by_category(year)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("What services were worth to members in %(year)s") % {"year": year},
        "year": year,
        "years": sorted(years, reverse=True),
        "rows": [(row, members.get(row.category, 0)) for row in rows],
        "charts": saved_charts(rows),
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
                note=_("Market price less what was paid, of what has a market price."),
            )
        )
    return found
