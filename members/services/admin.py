from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.history import actions as history
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
class ServiceAdmin(TranslationAdmin):
    list_display = ["name", "kind", "price_note", "offered_from", "offered_until"]
    list_filter = ["kind", OfferedFilter, "is_example"]
    list_select_related = True
    search_fields = ["name_en", "name_ro", "summary_en", "summary_ro"]
    date_hierarchy = "offered_from"
    actions = ["close_today"]
    change_form_template = "members/services/admin/service_change_form.html"

    def save_model(self, request, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            history.record(subject=obj, kind=ServiceEvent.ADDED, actor=request.user)
        elif form.changed_data:
            changes = {
                name: [str(form.initial.get(name) or ""), str(form.cleaned_data.get(name) or "")]
                for name in form.changed_data
                if name in form.cleaned_data
            }
            kind = ServiceEvent.EDITED
            history.record(subject=obj, kind=kind, actor=request.user, changes=changes)

    def has_delete_permission(self, request, obj: Any = None) -> bool:
        """What was offered once stays known: it is closed by its last day."""
        return False

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
