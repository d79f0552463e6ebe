from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faq.editorial.models import Draft
from faq.editorial.texts import LANGUAGES
from faq.questions.models import QuestionStatus, RevisionNeed, Translation
from faq.questions.reviews import SOON


class WaitsFor(admin.SimpleListFilter):
    title = gettext_lazy("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [
            ("revision", _("its revision")),
            ("review", _("being looked at again")),
            ("draft", _("publishing of its draft")),
            ("en", _("an English answer")),
            ("ro", _("a Romanian answer")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        value = self.value()
        if value == "revision":
            needs = RevisionNeed.objects.open().filter(question=OuterRef("pk"))
            return queryset.filter(Exists(needs), status=QuestionStatus.PUBLISHED)
        if value == "review":
            return queryset.to_be_reviewed(until=timezone.localdate() + SOON)
        if value == "draft":
            return queryset.filter(Exists(Draft.objects.filter(question=OuterRef("pk"))))
        if value in LANGUAGES:
            written = Translation.objects.written().filter(question=OuterRef("pk"), language=value)
            return queryset.filter(~Exists(written)).exclude(status=QuestionStatus.ARCHIVED)
        return queryset


def question_or_404(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int, may: Any) -> Any:
    if not may(request.user):
        raise PermissionDenied
    return get_object_or_404(model_admin.get_queryset(request), pk=pk)
