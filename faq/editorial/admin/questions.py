from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.office import NotDeletedAdmin, change_url
from faq.editorial import actions, policies
from faq.editorial.admin.moves import MovePages, moves_of
from faq.editorial.admin.parts import WaitsFor
from faq.editorial.admin.related import RelatedChoiceInline, save_choices
from faq.editorial.admin.texts import TextPages
from faq.editorial.forms import DetailsForm, NewQuestionForm
from faq.editorial.models import Draft
from faq.editorial.texts import LANGUAGES
from faq.questions.models import Question


@admin.register(Question)
class QuestionAdmin(TextPages, MovePages, NotDeletedAdmin):
    """One page a question: its texts side by side, what stands around them, what happened."""

    form = DetailsForm
    list_display = [
        "title",
        "status",
        "languages",
        "topic",
        "visibility",
        "is_pinned",
        "is_waiting",
    ]
    list_filter = [
        "status", WaitsFor, "visibility", "is_pinned", ("topic", admin.RelatedOnlyFieldListFilter),
        ("labels", admin.RelatedOnlyFieldListFilter), ("owner", admin.RelatedOnlyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["topic"]
    list_per_page = 50
    search_fields = [
        "translations__title", "translations__short_answer", "translations__body",
        "aliases__text", "editors_note", "key",
    ]  # fmt: skip
    date_hierarchy = "created_at"
    change_form_template = "faq/editorial/admin/question.html"
    readonly_fields = ["status", "published_at", "verified_at", "key"]

    class Media:
        css = {"all": ["css/admin-faq.css", "css/components/difference.css"]}
        js = ["js/unsaved.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .with_texts()
            .prefetch_related(Prefetch("drafts", Draft.objects.only("question_id", "language")))
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_write(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_read(request.user)

    # For those who may look but not write: the form's own fields in words.

    @admin.display(description=gettext_lazy("In English"))
    def aliases_en(self, question: Question) -> str:
        return _wordings(question, "en")

    @admin.display(description=gettext_lazy("In Romanian"))
    def aliases_ro(self, question: Question) -> str:
        return _wordings(question, "ro")

    @admin.display(description=gettext_lazy("question"))
    def title(self, question: Question) -> str:
        return str(question)

    @admin.display(description=gettext_lazy("answered in"))
    def languages(self, question: Question) -> str:
        found = [text.language.upper() for text in question.translations.all() if text.is_written]
        return " · ".join(sorted(found)) or "–"

    @admin.display(description=gettext_lazy("to do"))
    def is_waiting(self, question: Any) -> str:
        waits = [_("to be revised")] if question.open_needs else []
        waits += [_("draft")] if question.drafts.all() else []
        return ", ".join(waits) or "–"

    # The details, below the texts.

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            fields = ["title_en", "title_ro", "topic", "visibility", "editors_note"]
            return [(None, {"fields": fields})]
        return [
            (
                _("Where it stands and who reads it"),
                {
                    "fields": [
                        "topic", "labels", "audiences", "visibility", "is_pinned", "position",
                    ]
                },
            ),
            (
                _("Also asked as"),
                {
                    "fields": [f"aliases_{code}" for code in LANGUAGES],
                    "description": _(
                        "Other words for the same question, one wording a line: for finding it."
                    ),
                },
            ),
            (
                _("For the office"),
                {
                    "fields": [
                        ("owner", "deputy"), ("review_every", "review_by"), "verified_at",
                        "editors_note", "status", "published_at", "key",
                    ]
                },
            ),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if policies.can_publish(request.user) else [*fields, "visibility"]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewQuestionForm
        return super().get_form(request, obj, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *rest: Any, **more: Any
    ) -> HttpResponse:
        """The form has looked; what somebody else did in the same moment is said, too."""
        try:
            return super().changeform_view(request, object_id, *rest, **more)
        except PortalError as error:
            messages.error(request, str(error))
            return redirect(request.path)

    def save_model(
        self, request: HttpRequest, obj: Question, form: ModelForm, change: bool
    ) -> None:
        values = form.cleaned_data
        if change:
            changed = {name: values[name] for name in form.changed_data}
            aliases = {
                code: changed.pop(f"aliases_{code}")
                for code in LANGUAGES
                if f"aliases_{code}" in changed
            }
            actions.change_details(
                question_id=obj.pk, actor=request.user, aliases=aliases, **changed
            )
        else:
            titles = {code: values.pop(f"title_{code}") for code in LANGUAGES}
            created = actions.create_question(titles=titles, actor=request.user, **values)
            obj.__dict__.update(created.__dict__)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list:
        return [RelatedChoiceInline] if obj else []

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """The action has saved labels and wordings; what stands beside the answer has its own."""
        save_choices(form.instance, formsets, request.user)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, _("The question is taken in. Here you can write its answer."))
        return redirect(change_url(obj))

    # The page as a whole; the texts and the moves have pages of their own.

    def get_urls(self) -> list:
        routes = {**self.text_routes(), **self.move_routes()}
        return [
            *(
                path(
                    f"<int:pk>/{route}",
                    self.admin_site.admin_view(view),
                    name=f"faq_question_{name}",
                )
                for route, (view, name) in routes.items()
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request: Any, context: Any, **kwargs: Any) -> HttpResponse:
        question = kwargs.get("obj")
        if question:
            context |= self.texts_of_page(request, question)
            context |= {
                "need": question.open_needs[0] if question.open_needs else None,
                "moves": moves_of(question, request.user),
            }
        return super().render_change_form(request, context, **kwargs)


def _wordings(question: Question, language: str) -> str:
    known = question.aliases.filter(language=language)
    return "\n".join(known.values_list("text", flat=True)) or "–"
