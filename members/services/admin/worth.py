"""What services were worth to members, by category: the page of the office."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from members.services import policies
from members.services.charts import saved_charts
from members.services.worth import year_of_worth


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
