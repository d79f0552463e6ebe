"""What the office's pages of notices, invoices and debts share."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.ledger.models import Settlement, in_settlement


class SettlementFilter(admin.SimpleListFilter):
    """For a changelist whose rows come with their balance."""

    title = gettext_lazy("settlement")
    parameter_name = "settlement"
    UNPAID = "unpaid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self.UNPAID, _("not paid in full")), *Settlement.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == self.UNPAID:
            return queryset.filter(balance__gt=0)
        if self.value() in Settlement.values:
            return in_settlement(queryset, self.value(), timezone.localdate())
        return queryset
