"""Which answers always or never stand beside an answer: on the question's page in the office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from faq.editorial import policies
from faq.questions.models import Question, RelatedChoice
from faq.search.related import choose_related


class RelatedChoiceInline(admin.TabularInline):
    """Pinned ones stand first, in the order of their positions; a muted pair is muted both ways."""

    model = RelatedChoice
    fk_name = "question"
    fields = ["target", "choice", "position"]
    autocomplete_fields = ["target"]
    extra = 0
    verbose_name_plural = gettext_lazy("Related questions: always or never shown")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_write(request.user)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


def save_choices(question: Question, formsets: Any, actor: Any) -> None:
    """What the inline holds now takes the place of what was chosen before."""
    for formset in formsets:
        if formset.model is RelatedChoice:
            formset.save(commit=False)  # what Django's own history asks for
        if formset.model is RelatedChoice and formset.has_changed():
            rows = [
                form.cleaned_data
                for form in formset.forms
                if form.cleaned_data.get("target") and not form.cleaned_data.get("DELETE")
            ]
            rows.sort(key=lambda row: row["position"] or 0)
            choose_related(
                question_id=question.pk,
                choices=[(row["target"].pk, row["choice"]) for row in rows],
                actor=actor,
            )
