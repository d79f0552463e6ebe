"""What the Board grants and the office enters beside the tables. Each change is in the history."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import RecordedAdmin
from members.fees.forms_office import DiscountForm, ExchangeRateForm, FeeTermsForm
from members.fees.models import Discount, Exemption, FeeEvent, FeeTerms
from members.ledger.rates import ExchangeRate


class InForceFilter(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", _("today")), ("later", _("to come")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        if self.value() == "now":
            return queryset.in_force(today)
        if self.value() == "later":
            return queryset.filter(valid_from__gt=today)
        return queryset.filter(valid_until__lt=today) if self.value() == "over" else queryset


class DatedAdmin(RecordedAdmin):
    added, edited = FeeEvent.ALLOWANCE_ADDED, FeeEvent.ALLOWANCE_EDITED
    date_hierarchy = "valid_from"
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]
    list_per_page = 50


@admin.register(Exemption)
class ExemptionAdmin(DatedAdmin, TranslationAdmin):
    list_display = ["name", "category", "organisation", "younger_than_years", "valid_from",
                    "valid_until", "decision_reference"]  # fmt: skip
    list_filter = [InForceFilter, "category"]
    search_fields = ["name", "organisation__display_name", "decision_reference", "reason"]
    fields = ["name", "category", "organisation", "younger_than_years", "joining_year_only",
              "covers_entry_fee", "valid_from", "valid_until", "decision_reference",
              "reason"]  # fmt: skip


@admin.register(Discount)
class DiscountAdmin(DatedAdmin, TranslationAdmin):
    form = DiscountForm
    list_display = ["name", "percent", "amount", "currency", "category", "organisation", "code",
                    "valid_from", "valid_until"]  # fmt: skip
    list_filter = [InForceFilter, "category", "on_entry_fee"]
    search_fields = ["name", "code", "organisation__display_name", "decision_reference", "reason"]
    fields = ["name", "percent", "amount", "currency", "on_entry_fee", "category", "organisation",
              "code", "joining_year_only", "valid_from", "valid_until", "decision_reference",
              "reason"]  # fmt: skip


@admin.register(FeeTerms)
class FeeTermsAdmin(DatedAdmin):
    form = FeeTermsForm
    list_display = ["organisation", "tier_code", "plan_code", "discount_code", "valid_from",
                    "valid_until", "decision_reference"]  # fmt: skip
    list_filter = [InForceFilter, "tier_code", "plan_code"]
    search_fields = ["organisation__display_name", "organisation__identifier", "tier_code",
                     "plan_code", "discount_code", "decision_reference"]  # fmt: skip


@admin.register(ExchangeRate)
class ExchangeRateAdmin(RecordedAdmin):
    added, edited = FeeEvent.RATE_ADDED, FeeEvent.RATE_EDITED
    form = ExchangeRateForm
    list_display = ["on", "currency", "rate", "source"]
    list_filter = ["currency"]
    search_fields = ["currency", "source"]
    date_hierarchy = "on"
    list_per_page = 50
