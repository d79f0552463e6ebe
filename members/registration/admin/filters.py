from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.registration.worklists import ANSWERED, LATE, NEW, READY, WAITING


class WaitingFilter(admin.SimpleListFilter):
    title = gettext_lazy("what it waits for")
    parameter_name = WAITING

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (NEW, _("to look through")),
            (ANSWERED, _("with an answer to read")),
            (READY, _("ready for the Board")),
            (LATE, _("past the statute's day")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == LATE:
            return queryset.waiting().filter(decide_by__lt=timezone.localdate())
        if self.value() == READY:
            return queryset.for_decision()
        if self.value() in {NEW, ANSWERED}:
            return queryset.to_screen().filter(is_answered=self.value() == ANSWERED)
        return queryset
