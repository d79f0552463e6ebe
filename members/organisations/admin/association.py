from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from members.organisations.admin.read_only import ReadOnlyInline
from members.organisations.models import Association, BankAccount, StatuteRules

HTTPS: Any = {models.URLField: {"assume_scheme": "https"}}


class BankAccountInline(ReadOnlyInline):
    model = BankAccount
    fields = ["iban", "bank", "currency", "opened_on", "closed_on", "is_example"]


class StatuteRulesInline(ReadOnlyInline):
    model = StatuteRules
    fields = ["valid_from", "membership_begins", "fee_due_days", "source", "is_example"]


@admin.register(Association)
class AssociationAdmin(TranslationAdmin):
    """One record. Accounts and rules have their own pages, since they are dated."""

    list_display = ["name", "legal_name", "fiscal_code", "city"]
    list_filter = ["is_sample"]
    list_select_related = True
    search_fields = ["name", "legal_name", "fiscal_code"]
    inlines = [BankAccountInline, StatuteRulesInline]
    formfield_overrides = HTTPS
    fieldsets = [
        (None, {"fields": ["name", "legal_name", "tagline", "about", "founded_on", "accent"]}),
        (_("Identity"), {"fields": ["fiscal_code", "register_entries"]}),
        (_("Address"), {"fields": ["street", "postal_code", "city", "county", "country"]}),
        (_("Contact"), {"fields": ["email", "language", "phone", "website", "privacy_contact"]}),
        (_("Sample"), {"fields": ["is_sample"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Association.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfTheAssociation(admin.ModelAdmin):
    """Rows of the one association, which need not be chosen."""

    exclude = ["association"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and Association.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.association = Association.objects.get()
        super().save_model(request, obj, form, change)


@admin.register(BankAccount)
class BankAccountAdmin(OfTheAssociation):
    """An account is closed and another opened; what stands on old notices stays true."""

    list_display = ["iban", "bank", "currency", "opened_on", "closed_on", "is_example"]
    list_filter = ["currency", "is_example", ("closed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["association"]
    search_fields = ["iban", "bank", "bic"]
    date_hierarchy = "opened_on"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["iban", "currency", "opened_on"] if obj else []


@admin.register(StatuteRules)
class StatuteRulesAdmin(OfTheAssociation):
    """What was in force stays as it was: a change is a new row with its first day."""

    list_display = ["valid_from", "membership_begins", "decision_days", "fee_due_days",
                    "board_term_months", "source", "is_example"]  # fmt: skip
    list_filter = ["membership_begins", "is_example"]
    list_select_related = ["association"]
    search_fields = ["source"]
    date_hierarchy = "valid_from"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None or obj.valid_from >= timezone.localdate():
            return []
        stays_open = {"id", "association", "source", "is_example"}
        return [field.name for field in self.opts.fields if field.name not in stays_open]
