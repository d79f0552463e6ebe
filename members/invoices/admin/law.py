from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import RecordedAdmin
from members.invoices.models import InvoicingRules, VatEvent, VatRate, VatStatus


class DatedAdmin(RecordedAdmin):
    """What is in force is closed by its last day and followed by a new row, never overwritten."""

    kept: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.kept) if obj is not None else []


@admin.register(VatRate)
class VatRateAdmin(DatedAdmin, TranslationAdmin):
    added, edited = VatEvent.RATE_ADDED, VatEvent.RATE_EDITED
    kept = ("code", "category", "rate", "valid_from")
    list_display = ["code", "name", "category", "rate", "valid_from", "valid_to", "is_example"]
    list_filter = ["category", "is_example"]
    search_fields = ["code", "name_en", "name_ro", "law"]
    fields = ["code", "category", "rate", "name", "reason", "vatex", "law", "valid_from",
              "valid_to", "is_example"]  # fmt: skip


@admin.register(VatStatus)
class VatStatusAdmin(DatedAdmin, TranslationAdmin):
    added, edited = VatEvent.STATUS_ADDED, VatEvent.STATUS_EDITED
    kept = ("standing", "category", "valid_from")
    list_display = ["standing", "category", "valid_from", "valid_to", "is_example"]
    list_filter = ["standing", "is_example"]
    search_fields = ["law", "reason_en", "reason_ro"]
    fields = ["standing", "category", "reason", "vatex", "law", "valid_from", "valid_to",
              "is_example"]  # fmt: skip


@admin.register(InvoicingRules)
class InvoicingRulesAdmin(DatedAdmin):
    added, edited = VatEvent.RULES_ADDED, VatEvent.RULES_EDITED
    kept = ("valid_from", "invoice_series", "credit_note_series", "due_days", "efactura_days",
            "efactura_scope")  # fmt: skip
    list_display = ["valid_from", "invoice_series", "credit_note_series", "due_days",
                    "efactura_days", "efactura_scope", "is_example"]  # fmt: skip
    list_filter = ["is_example"]
    search_fields = ["invoice_series", "credit_note_series", "source"]
