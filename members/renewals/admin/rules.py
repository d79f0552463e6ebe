from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import ReadOnlyAdmin
from members.organisations.models import Association
from members.renewals.models import ArrearsRules, ReminderLevel, RuleSuspension


@admin.register(ArrearsRules)
class ArrearsRulesAdmin(admin.ModelAdmin):
    """What was in force stays as it was: a change is a new row with its first day."""

    list_display = ["valid_from", "grace_days", "suspend_days", "lapse_days", "source",
                    "is_example"]  # fmt: skip
    list_filter = ["is_example"]
    list_select_related = ["association"]
    search_fields = ["source"]
    date_hierarchy = "valid_from"
    exclude = ["association"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and Association.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None or obj.valid_from >= timezone.localdate():
            return []
        return ["valid_from", "grace_days", "suspend_days", "lapse_days"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.association = Association.objects.get()
        super().save_model(request, obj, form, change)


@admin.register(ReminderLevel)
class ReminderLevelAdmin(TranslationAdmin):
    """A level that was used is switched off rather than deleted."""

    list_display = ["days", "subject", "kind", "is_task", "is_active"]
    list_display_links = ["subject"]
    list_filter = ["is_active", "is_task", "kind"]
    search_fields = ["subject_en", "subject_ro"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RuleSuspension)
class RuleSuspensionAdmin(ReadOnlyAdmin):
    list_display = ["membership", "started_on", "ended_on"]
    list_select_related = ["membership__organisation"]
    list_filter = [("ended_on", admin.EmptyFieldListFilter)]
    search_fields = ["membership__organisation__display_name"]
    date_hierarchy = "started_on"
