"""Out of the public and back, to be revised, merged: a page each."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import action_page
from faq.editorial import actions, policies
from faq.editorial.admin.parts import question_or_404
from faq.editorial.forms import MergeForm, NeedForm, ReasonForm, RestoreForm
from faq.editorial.texts import LANGUAGES
from faq.questions.models import QuestionStatus, RevisionNeed


class MovePages:
    """For QuestionAdmin."""

    def move_routes(self) -> dict[str, tuple[Any, str]]:
        return {
            "archive/": (self.archive_view, "archive"),
            "restore/": (self.restore_view, "restore"),
            "withdraw/": (self.withdraw_view, "withdraw"),
            "to-be-revised/": (self.need_view, "need"),
            "revised/": (self.revised_view, "revised"),
            "merge/": (self.merge_view, "merge"),
        }

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
        question = question_or_404(self, request, pk, policies.can_publish)

        def act(values: dict[str, Any]) -> str:
            restored = actions.restore_question(question_id=pk, actor=request.user, **values)
            if restored.status == QuestionStatus.PUBLISHED:
                return _("The question is restored, and readers see its answer again.")
            return _("The question is restored. It waits for an answer.")

        return action_page(
            request,
            model_admin=self,
            form=RestoreForm(sent(request)),
            act=act,
            title=_("Restore the question"),
            text=_("It leaves the archive."),
            button=_("Restore the question"),
            subject=question,
        )

    def need_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = question_or_404(self, request, pk, policies.can_write)
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
            form=NeedForm(sent(request), instance=need),
            act=act,
            title=_("Mark the answer as to be revised"),
            text=_("It stays readable; readers see why it is being revised, and until when."),
            button=_("Mark as to be revised"),
            subject=question,
        )

    def revised_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = question_or_404(self, request, pk, policies.can_write)

        def act(_values: dict[str, Any]) -> str:
            actions.revised(question_id=pk, actor=request.user)
            return _("The answer is in order again.")

        return action_page(
            request,
            model_admin=self,
            form=Form(sent(request)),
            act=act,
            title=_("The answer is no longer to be revised"),
            text=_(
                "Readers no longer see the notice, and whoever asked to be told hears that the "
                "answer is in order."
            ),
            button=_("Take the notice away"),
            subject=question,
        )

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = question_or_404(self, request, pk, policies.can_publish)

        def act(values: dict[str, Any]) -> str:
            target = actions.merge_questions(
                question_id=pk,
                target_id=values["target"],
                actor=request.user,
                reason=values["reason"],
            )
            return _("It is merged: its address leads to “%(title)s” now.") % {"title": target}

        return action_page(
            request,
            model_admin=self,
            form=MergeForm(sent(request)),
            act=act,
            title=_("Merge it into another question"),
            text=_(
                "The question goes to the archive; its addresses and wordings lead to the other "
                "answer. What only members may read lends no wording to an answer for everybody. "
                "Take over by hand what the other answer should say."
            ),
            button=_("Merge"),
            subject=question,
            is_grave=True,
        )

    def _reason_page(
        self, request: HttpRequest, pk: int, action: Any, *, title: str, text: str, said: str
    ) -> HttpResponse:
        question = question_or_404(self, request, pk, policies.can_publish)

        def act(values: dict[str, Any]) -> str:
            action(question_id=pk, actor=request.user, **values)
            return said

        return action_page(
            request,
            model_admin=self,
            form=ReasonForm(sent(request)),
            act=act,
            title=title,
            text=text,
            button=title,
            subject=question,
            is_grave=True,
        )


def moves_of(question: Any, user: Any) -> list[tuple[str, str]]:
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
                ("merge", _("Merge")),
                ("archive", _("Archive")),
            ],
            QuestionStatus.NEEDS_ANSWER: [("merge", _("Merge")), ("archive", _("Archive"))],
            QuestionStatus.ARCHIVED: [("restore", _("Restore"))],
        }[QuestionStatus(question.status)]
    return [
        (reverse(f"admin:faq_question_{name}", args=[question.pk]), said) for name, said in moves
    ]
