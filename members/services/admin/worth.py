"""What services were worth to members, by category: the Board's page."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from members.organisations.models import Organisation
from members.services import policies
from members.services.models import ServiceRequest
from members.services.worth import by_category


def worth_page(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    if not policies.can_see_worth(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    delivered = ServiceRequest.objects.filter(delivered_on__isnull=False)
    years = {day.year for day in delivered.dates("delivered_on", "year")} | {today.year}
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else today.year
    members = Organisation.objects.active_members().counted_by_category()
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "",
        "year": year,
        "years": sorted(years, reverse=True),
        "rows": [(row, members.get(row.category, 0)) for row in by_category(year)],
    }
    return TemplateResponse(request, "members/services/admin/worth.html", context)
