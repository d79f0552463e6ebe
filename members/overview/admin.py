from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.office import ReadOnlyAdmin
from members.overview import figures, policies
from members.overview.models import Overview


@admin.register(Overview)
class OverviewAdmin(ReadOnlyAdmin):
    """One page of figures where other things have a list."""

    search_fields = ["pk"]  # there is nothing to search

    class Media:
        css = {"all": ["css/components/chart.css"]}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_see(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policies.can_see(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not policies.can_see(request.user):
            raise PermissionDenied
        today = timezone.localdate()
        charts = [figures.members_by_category(today), figures.retention(today)]
        charts += [figures.funnel(today), figures.warnings()]
        sees_money = policies.can_see_money(request.user)
        if sees_money:
            charts += [*figures.income(today), *figures.ageing(today)]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The association in figures"),
            "media": self.media,
            "charts": charts,
            "today": today,
            "sees_money": sees_money,
        }
        return TemplateResponse(request, "members/overview/admin/overview.html", context)
