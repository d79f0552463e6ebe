from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.office import RecordedAdmin
from members.services import actions
from members.services.models import Service, ServiceEvent


class OfferedFilter(admin.SimpleListFilter):
    title = gettext_lazy("time")
    parameter_name = "offered"

    def lookups(self, request, model_admin: Any) -> list[tuple[str, str]]:
        return [("today", _("offered today"))]

    def queryset(self, request, queryset) -> QuerySet:
        return queryset.offered() if self.value() else queryset


@admin.register(Service)
class ServiceAdmin(RecordedAdmin, TranslationAdmin):
    added, edited = ServiceEvent.ADDED, ServiceEvent.EDITED
    list_display = ["name", "kind", "price_note", "offered_from", "offered_until"]
    list_filter = ["kind", OfferedFilter, "is_example"]
    list_select_related = True
    search_fields = ["name_en", "name_ro", "summary_en", "summary_ro"]
    date_hierarchy = "offered_from"
    actions = ["close_today"]
    change_form_template = "members/services/admin/service_change_form.html"

    @admin.action(description=gettext_lazy("Offer no longer than today"), permissions=["change"])
    def close_today(self, request, queryset) -> None:
        closed = 0
        for service in queryset:
            try:
                actions.close_service(
                    service_id=service.pk, last_day=timezone.localdate(), actor=request.user
                )
                closed += 1
            except PortalError as error:
                self.message_user(request, f"{service}: {error}", messages.WARNING)
        sentence = ngettext(
            "%(number)d service is closed from tomorrow.",
            "%(number)d services are closed from tomorrow.",
            closed,
        )
        self.message_user(request, sentence % {"number": closed})
