from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.forms import Form, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.office import action_page, change_url
from faq.editorial import actions, policies
from faq.editorial.admin.parts import NotDeletedAdmin, WaitsFor
from faq.editorial.errors import ChangedMeanwhileError
from faq.editorial.forms import (
    DetailsForm,
    NeedForm,
    NewQuestionForm,
    ReasonForm,
    RestoreForm,
    TextForm,
    text_form,
)
from faq.editorial.models import Draft
from faq.editorial.panels import panels_of
from faq.editorial.texts import LANGUAGES
from faq.questions.models import Question, QuestionStatus, RevisionNeed

WORDS = ("title", "short_answer", "body", "addendum")


@admin.register(Question)
class QuestionAdmin(NotDeletedAdmin):
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
    readonly_fields = ["status", "published_at", "key"]

    class Media:
        css = {"all": ["css/admin-faq.css"]}

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
        return policies.can_write(request.user) or super().has_view_permission(request, obj)

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
                {"fields": ["owner", "editors_note", "status", "published_at", "key"]},
            ),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if policies.can_publish(request.user) else [*fields, "visibility"]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewQuestionForm
        return super().get_form(request, obj, **kwargs)

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

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """The action has saved them."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, _("The question is taken in. Here you can write its answer."))
        return redirect(change_url(obj))

    # The texts and the moves.

    def get_urls(self) -> list:
        pages = {
            "text/<str:language>/": (self.text_view, "text"),
            "archive/": (self.archive_view, "archive"),
            "restore/": (self.restore_view, "restore"),
            "withdraw/": (self.withdraw_view, "withdraw"),
            "to-be-revised/": (self.need_view, "need"),
            "revised/": (self.revised_view, "revised"),
        }
        return [
            *(
                path(
                    f"<int:pk>/{route}",
                    self.admin_site.admin_view(view),
                    name=f"faq_question_{name}",
                )
                for route, (view, name) in pages.items()
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request: Any, context: Any, **kwargs: Any) -> HttpResponse:
        question = kwargs.get("obj")
        if question:
            has_need = bool(question.open_needs)
            can_write = policies.can_write(request.user)
            context |= {
                "panels": panels_of(question),
                "need": question.open_needs[0] if has_need else None,
                "forms": {code: text_form(question, code, has_need=has_need) for code in LANGUAGES}
                if can_write and question.status != QuestionStatus.ARCHIVED
                else {},
                "moves": _moves_of(question, request.user),
                "can_publish": policies.can_publish(request.user),
            }
        return super().render_change_form(request, context, **kwargs)

    def text_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """Takes what the form on the question's page sends; shows it again if it cannot be."""
        if language not in LANGUAGES:
            raise Http404
        question = self._question(request, pk, policies.can_write)
        if request.method != "POST":
            return redirect(change_url(question))
        if "discard" in request.POST:
            actions.discard_draft(question_id=pk, language=language, actor=request.user)
            messages.success(request, _("The draft is thrown away."))
            return redirect(change_url(question))
        has_need = bool(question.open_needs)
        form = text_form(question, language, request.POST, has_need=has_need)
        is_conflict = False
        if form.is_valid():
            try:
                said = self._take_text(request, question, language, form)
            except ChangedMeanwhileError as error:
                is_conflict = True
                form = _on_top_of_theirs(form, question, language, has_need)
                form.add_error(None, str(error))
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, said)
                return redirect(f"{change_url(question)}#text-{language}")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(question),
            "question": question,
            "form": form,
            "panel": panels_of(question)[language],
            "is_conflict": is_conflict,
            "can_publish": policies.can_publish(request.user),
            "media": self.media,
        }
        return TemplateResponse(request, "faq/editorial/admin/text.html", context)

    def _take_text(
        self, request: HttpRequest, question: Question, language: str, form: TextForm
    ) -> str:
        values = form.cleaned_data
        words = {name: values[name] for name in WORDS}
        seen = {name: values[name] for name in ("based_on", "draft_version")}
        if "publish" not in request.POST:
            actions.save_draft(
                question_id=question.pk, language=language, author=request.user, **words, **seen
            )
            return _("The draft is kept. Readers still see the published text.")
        actions.publish_revision(
            question_id=question.pk,
            language=language,
            author=request.user,
            comment=values["comment"],
            significance=values["significance"],
            is_in_step=form.says_the_same,
            other_revision=values.get("other_revision"),
            closes_need=values.get("closes_need", False),
            **words,
            **seen,
        )
        return _("The answer is published: readers see it from now on.")

    def archive_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._reason_page(
            request,
            pk,
            actions.archive_question,
            title=_("Archive the question"),
            text=_("Nobody finds or reads it any more. It can be restored."),
            said=_("The question is archived."),
        )

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._reason_page(
            request,
            pk,
            actions.withdraw_answer,
            title=_("Take the answer back"),
            text=_("Readers no longer see it, and the question waits for a new answer."),
            said=_("The answer is taken back."),
        )

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = self._question(request, pk, policies.can_publish)

        def act(values: dict[str, Any]) -> str:
            restored = actions.restore_question(question_id=pk, actor=request.user, **values)
            if restored.status == QuestionStatus.PUBLISHED:
                return _("The question is restored, and readers see its answer again.")
            return _("The question is restored. It waits for an answer.")

        return action_page(
            request,
            model_admin=self,
            form=RestoreForm(_sent(request)),
            act=act,
            title=_("Restore the question"),
            text=_("It leaves the archive."),
            button=_("Restore the question"),
            subject=question,
        )

    def need_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = self._question(request, pk, policies.can_write)
        need = RevisionNeed.objects.open().filter(question=question).first()

        def act(values: dict[str, Any]) -> str:
            reasons = {code: values[f"reason_{code}"] or "" for code in LANGUAGES}
            actions.mark_to_be_revised(
                question_id=pk,
                reasons=reasons,
                owner=values["owner"],
                expected_on=values["expected_on"],
                actor=request.user,
            )
            return _("Readers are told that the answer is being revised.")

        return action_page(
            request,
            model_admin=self,
            form=NeedForm(_sent(request), instance=need),
            act=act,
            title=_("Mark the answer as to be revised"),
            text=_("It stays readable; readers see why it is being revised, and until when."),
            button=_("Mark as to be revised"),
            subject=question,
        )

    def revised_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = self._question(request, pk, policies.can_write)

        def act(_values: dict[str, Any]) -> str:
            actions.revised(question_id=pk, actor=request.user)
            return _("The answer is in order again.")

        return action_page(
            request,
            model_admin=self,
            form=Form(_sent(request)),
            act=act,
            title=_("The answer is no longer to be revised"),
            text=_("Readers no longer see the notice."),
            button=_("Take the notice away"),
            subject=question,
        )

    def _reason_page(
        self, request: HttpRequest, pk: int, action: Any, *, title: str, text: str, said: str
    ) -> HttpResponse:
        question = self._question(request, pk, policies.can_publish)

        def act(values: dict[str, Any]) -> str:
            action(question_id=pk, actor=request.user, **values)
            return said

        return action_page(
            request,
            model_admin=self,
            form=ReasonForm(_sent(request)),
            act=act,
            title=title,
            text=text,
            button=title,
            subject=question,
            is_grave=True,
        )

    def _question(self, request: HttpRequest, pk: int, policy: Any) -> Any:
        if not policy(request.user):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _on_top_of_theirs(
    form: TextForm, question: Question, language: str, has_need: bool
) -> TextForm:
    """The same words, with the numbers of what stands there now: the next sending knows of it."""
    newest = text_form(question, language, has_need=has_need).initial
    data = form.data.copy()
    for name in ("based_on", "draft_version"):
        data[form.add_prefix(name)] = str(newest[name])
    again = text_form(question, language, data, has_need=has_need)
    again.full_clean()
    return again


def _moves_of(question: Any, user: Any) -> list[tuple[str, str]]:
    """The addresses of what can be done with it now, and what their buttons say."""
    moves = []
    if policies.can_write(user) and question.status != QuestionStatus.ARCHIVED:
        if question.open_needs:
            moves.append(("need", _("Change what is to be revised")))
            moves.append(("revised", _("No longer to be revised")))
        else:
            moves.append(("need", _("Mark as to be revised")))
    if policies.can_publish(user):
        moves += {
            QuestionStatus.PUBLISHED: [
                ("withdraw", _("Take the answer back")),
                ("archive", _("Archive")),
            ],
            QuestionStatus.NEEDS_ANSWER: [("archive", _("Archive"))],
            QuestionStatus.ARCHIVED: [("restore", _("Restore"))],
        }[QuestionStatus(question.status)]
    return [
        (reverse(f"admin:faq_question_{name}", args=[question.pk]), said) for name, said in moves
    ]
