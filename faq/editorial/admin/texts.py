"""The texts of a question in the office: written, compared, seen as readers will, restored."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import action_page, change_url
from faq.editorial import actions, differences, policies, previews
from faq.editorial.admin.parts import question_or_404
from faq.editorial.errors import ChangedMeanwhileError
from faq.editorial.forms import CompareForm, InStepForm, RestoreRevisionForm, TextForm, text_form
from faq.editorial.panels import Panel, panels_of, wordings_of
from faq.editorial.texts import LANGUAGES, WORDS, Text, fingerprint, text_of
from faq.questions.models import Question, QuestionStatus, Revision


class TextPages:
    """For QuestionAdmin."""

    def text_routes(self) -> dict[str, tuple[Any, str]]:
        return {
            "text/<str:language>/": (self.text_view, "text"),
            "text/<str:language>/difference/": (self.difference_view, "difference"),
            "text/<str:language>/preview/": (self.preview_view, "preview"),
            "text/<str:language>/in-step/": (self.in_step_view, "in_step"),
            "text/<str:language>/restore/<int:number>/": (
                self.restore_revision_view,
                "restore_revision",
            ),
        }

    def texts_of_page(self, request: HttpRequest, question: Any) -> dict[str, Any]:
        """What the question's page needs to show both languages, each with its form."""
        is_open = policies.can_write(request.user) and question.status != QuestionStatus.ARCHIVED
        has_need = bool(question.open_needs)
        forms = {code: text_form(question, code, has_need=has_need) for code in LANGUAGES}
        return {
            "panels": panels_of(question),
            "forms": forms if is_open else {},
            "can_publish": policies.can_publish(request.user),
        }

    def text_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """Takes what the form on the question's page sends; shows it again if it cannot be."""
        question = self._question_of(request, pk, language, policies.can_write)
        if request.method != "POST":
            return redirect(change_url(question))
        unkept = self._keep_other(request, question, language)
        if "discard" in request.POST:
            self._discard(request, question, language)
            return self._go_on(request, question, language, unkept)
        has_need = bool(question.open_needs)
        laid = _fields_of(request.POST, unkept)
        if "theirs" in request.POST:
            form = text_form(question, language, has_need=has_need)
            mine = _words_in(request.POST, language)
            return self._text_page(request, question, language, form, mine=mine, laid=laid)
        data = _with_kept(request.POST, language) if "mine" in request.POST else request.POST
        form = text_form(question, language, data, has_need=has_need)
        if "mine" in request.POST:
            form = _on_top_of_theirs(form, question, language, has_need)
            return self._text_page(request, question, language, form, laid=laid)
        conflict = None
        if "draft" in request.POST and _is_untouched(request.POST, language):
            said = _("%(language)s: the text is as it was.")
            messages.info(request, said % {"language": dict(settings.LANGUAGES)[language]})
            return self._go_on(request, question, language, unkept)
        if form.is_valid():
            try:
                said = self._take_text(request, question, language, form)
            except ChangedMeanwhileError as error:
                conflict = _conflict(question, language, form)
                form = _on_top_of_theirs(form, question, language, has_need)
                form.add_error(None, str(error))
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, said)
                return self._go_on(request, question, language, unkept)
        return self._text_page(request, question, language, form, conflict=conflict, laid=laid)

    def difference_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """Any two wordings of a language, word by word."""
        question = self._question_of(request, pk, language, policies.can_read)
        wordings = wordings_of(question, language)
        names = list(wordings)
        form = CompareForm(request.GET, wordings=wordings)
        newer, older = form.chosen(names)
        return self._page(
            request,
            "faq/editorial/admin/difference.html",
            question,
            title=_("What has changed"),
            form=form,
            language=language,
            panel=panels_of(question)[language],
            before=wordings[older][0] if older else "",
            after=wordings[newer][0] if newer else "",
            difference=differences.between(
                wordings[older][1] if older else Text(""), wordings[newer][1]
            )
            if newer
            else [],
            restorable=int(older)
            if older.isdigit() and newer != "draft" and policies.can_publish(request.user)
            else None,
        )

    def preview_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The text as readers would see it: what was just sent, else the draft."""
        may = policies.can_write if request.method == "POST" else policies.can_read
        question = self._question_of(request, pk, language, may)
        panel = panels_of(question)[language]
        kept = panel.draft or panel.translation
        if request.method == "POST":
            text = Text(**_words_in(request.POST, language)).tidied(language)
        elif kept:
            text = text_of(kept)
        else:
            raise Http404
        return TemplateResponse(
            request,
            "faq/editorial/preview.html",
            {
                "question": question,
                "preview": previews.preview_of(text, language, panel.translation),
                "back": f"{change_url(question)}#text-{language}",
            },
        )

    def in_step_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """This side need not change: said once, after a look at what changed on the other."""
        question = self._question_of(request, pk, language, policies.can_publish)
        panel = panels_of(question)[language]
        if not panel.other:
            raise Http404
        initial = {"other_revision": panel.other.revision_number}

        def act(values: dict[str, Any]) -> str:
            actions.confirm_in_step(question_id=pk, language=language, actor=request.user, **values)
            return _("Both languages say the same. Readers are no longer told otherwise.")

        return action_page(
            request,
            model_admin=self,  # type: ignore[arg-type]
            form=InStepForm(sent(request), initial=initial),
            act=act,
            title=_("Both languages say the same"),
            text=_("The change below needs no change in the other language."),
            button=_("They say the same"),
            subject=question,
            template="faq/editorial/admin/action_with_difference.html",
            more={"difference": panel.since, "before": panel.since_name, "after": _("Now")},
        )

    def restore_revision_view(
        self, request: HttpRequest, pk: int, language: str, number: int
    ) -> HttpResponse:
        question = self._question_of(request, pk, language, policies.can_publish)
        panel = panels_of(question)[language]
        old = next((each for each in panel.revisions if each.number == number), None)
        if old is None or panel.translation is None:
            raise Http404

        def act(values: dict[str, Any]) -> str:
            actions.restore_revision(
                question_id=pk, language=language, number=number, actor=request.user, **values
            )
            return _("Readers see the words of revision %(number)d again.") % {"number": number}

        return action_page(
            request,
            model_admin=self,  # type: ignore[arg-type]
            form=RestoreRevisionForm(
                sent(request), initial={"based_on": panel.translation.revision_number}
            ),
            act=act,
            title=_("Restore revision %(number)d") % {"number": number},
            text=_(
                "Its words become a new revision. Nothing of what came since is lost: it can be "
                "restored in the same way."
            ),
            button=_("Publish it again"),
            subject=question,
            template="faq/editorial/admin/action_with_difference.html",
            more={
                "difference": differences.between(text_of(panel.translation), text_of(old)),
                "before": _("Now"),
                "after": _("Revision %(number)d") % {"number": number},
            },
        )

    def _keep_other(self, request: HttpRequest, question: Any, language: str) -> TextForm | None:
        """The question's page sends both languages, whichever button was pressed: what was
        changed in the other one becomes its draft. The form, if it cannot be kept.
        """
        other = next(code for code in LANGUAGES if code != language)
        if f"{other}-began_with" not in request.POST or _is_untouched(request.POST, other):
            return None
        form = text_form(question, other, request.POST, has_need=bool(question.open_needs))
        if not form.is_valid():
            return form
        values = {name: form.cleaned_data[name] for name in [*WORDS, "based_on", "draft_version"]}
        try:
            actions.save_draft(
                question_id=question.pk, language=other, author=request.user, **values
            )
        except PortalError as error:
            form.add_error(None, str(error))
            return form
        said = _("What you have changed in the other language, %(name)s, is kept as a draft.")
        messages.success(request, said % {"name": dict(settings.LANGUAGES)[other]})
        return None

    def _go_on(
        self, request: HttpRequest, question: Any, language: str, unkept: TextForm | None
    ) -> HttpResponse:
        """To the question; first to what of the other language still needs attention."""
        if unkept:
            return self._text_page(request, question, str(unkept.prefix), unkept)
        return redirect(f"{change_url(question)}#text-{language}")

    def _discard(self, request: HttpRequest, question: Any, language: str) -> None:
        version = request.POST.get(f"{language}-draft_version", "")
        try:
            actions.discard_draft(
                question_id=question.pk,
                language=language,
                actor=request.user,
                draft_version=int(version) if version.isdigit() else None,
            )
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The draft is thrown away."))

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

    def _text_page(
        self, request: HttpRequest, question: Any, language: str, form: TextForm, **more: Any
    ) -> HttpResponse:
        return self._page(
            request,
            "faq/editorial/admin/text.html",
            question,
            title=str(question),
            form=form,
            panel=panels_of(question)[language],
            can_publish=policies.can_publish(request.user),
            **more,
        )

    def _page(
        self, request: HttpRequest, template: str, question: Any, **context: Any
    ) -> HttpResponse:
        common: Any = self
        values = {
            **common.admin_site.each_context(request),
            "opts": common.opts,
            "media": common.media,
            "question": question,
            **context,
        }
        return TemplateResponse(request, template, values)

    def _question_of(self, request: HttpRequest, pk: int, language: str, may: Any) -> Any:
        if not may(request.user):
            raise PermissionDenied
        if language not in LANGUAGES:
            raise Http404
        return question_or_404(self, request, pk, may)  # type: ignore[arg-type]


def _words_in(data: QueryDict, prefix: str) -> dict[str, str]:
    return {name: data.get(f"{prefix}-{name}", "").replace("\x00", "") for name in WORDS}


def _is_untouched(data: QueryDict, language: str) -> bool:
    """Whether the words are those that the question's page showed."""
    sent_words = Text(**_words_in(data, language))
    return data.get(f"{language}-began_with") == fingerprint(sent_words, language)


def _fields_of(data: QueryDict, form: TextForm | None) -> dict[str, str]:
    """What was typed there, to be sent along once more."""
    prefix = f"{form.prefix}-" if form else None
    return {
        name: data[name].replace("\x00", "") for name in data if prefix and name.startswith(prefix)
    }


def _with_kept(data: QueryDict, language: str) -> QueryDict:
    """The words that were laid aside are in the form again."""
    again = data.copy()
    for name, words in _words_in(data, f"{language}-kept").items():
        again[f"{language}-{name}"] = words
    return again


def _conflict(question: Question, language: str, form: TextForm) -> dict[str, Any]:
    """What the other person changed and what this one did, each since both saw the same."""
    panel: Panel = panels_of(Question.objects.get(pk=question.pk))[language]
    values = form.cleaned_data
    revisions = Revision.objects.filter(translation__question=question, number=values["based_on"])
    old = revisions.filter(translation__language=language).first()
    base = text_of(old) if old else Text("")
    theirs = panel.draft or panel.translation
    mine = Text(*(values[name] for name in WORDS)).tidied(language)
    return {
        "base": _("Revision %(number)d") % {"number": old.number} if old else _("Nothing yet"),
        "person": panel.last_person,
        "theirs": differences.between(base, text_of(theirs)) if theirs else [],
        "mine": differences.between(base, mine),
    }


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


def difference_url(question: Question, language: str, older: object, newer: object) -> str:
    address = reverse("admin:faq_question_difference", args=[question.pk, language])
    return f"{address}?older={older}&newer={newer}"
