from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import RecordedAdmin
from working_groups.partners.models import Partner, PartnerEvent


class CurrentFilter(admin.SimpleListFilter):
    title = gettext_lazy("time")
    parameter_name = "current"

    def lookups(self, request, model_admin: Any) -> list[tuple[str, str]]:
        return [("today", _("partners of today"))]

    def queryset(self, request, queryset) -> QuerySet:
        return queryset.current() if self.value() else queryset


@admin.register(Partner)
class PartnerAdmin(RecordedAdmin, TranslationAdmin):
    added, edited = PartnerEvent.ADDED, PartnerEvent.EDITED
    list_display = ["name", "kind", "country", "since", "until"]
    list_filter = ["kind", CurrentFilter, "country", "is_example"]
    list_select_related = True
    search_fields = ["name", "together_en", "together_ro"]
    date_hierarchy = "since"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_form_template = "working_groups/partners/admin/partner_change_form.html"
