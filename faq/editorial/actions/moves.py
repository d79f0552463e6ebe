"""Out of the public, and back."""

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import IllegalTransitionError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from faq.demand import actions as gaps
from faq.editorial import policies
from faq.editorial.actions.common import locked, move
from faq.editorial.errors import ArchivedError, ReasonMissingError
from faq.editorial.models import QuestionEvent
from faq.questions.models import Question, QuestionStatus
from faq.search import actions as search
from members.accounts.models import User


@transaction.atomic
def withdraw_answer(*, question_id: int, actor: User | None, reason: str) -> Question:
    """Take the answer from readers; the question waits for another one. The text is kept."""
    return _leave(question_id, QuestionStatus.NEEDS_ANSWER, QuestionEvent.WITHDRAWN, actor, reason)


@transaction.atomic
def archive_question(*, question_id: int, actor: User | None, reason: str) -> Question:
    """Nobody is to answer or read it any more; it can be restored."""
    return _leave(question_id, QuestionStatus.ARCHIVED, QuestionEvent.ARCHIVED, actor, reason)


@transaction.atomic
def restore_question(
    *, question_id: int, actor: User | None, shows_answer: bool = True
) -> Question:
    """From the archive: shown again if it has an answer and is to be, else it waits for one.

    One that was merged is a question of its own again; what it gave to the other stays there.
    """
    demand(policies.can_publish, actor)
    question = locked(question_id)
    if question.status != QuestionStatus.ARCHIVED:
        raise IllegalTransitionError(_("This question is not in the archive."))
    if question.merged_into_id:
        question.merged_into = None
        question.save(update_fields=["merged_into"])
    is_shown = shows_answer and question.translations.written().exists()
    move(question, QuestionStatus.PUBLISHED if is_shown else QuestionStatus.NEEDS_ANSWER)
    history.record(subject=question, kind=QuestionEvent.RESTORED, actor=actor, is_internal=True)
    search.index_questions([question.pk])
    if is_shown:
        gaps.answer_published(question_id=question.pk)
    return question


def _leave(
    question_id: int,
    target: QuestionStatus,
    kind: QuestionEvent,
    actor: User | None,
    reason: str,
) -> Question:
    demand(policies.can_publish, actor)
    question = locked(question_id)
    if not reason.strip():
        raise ReasonMissingError(_("Please say why: it is kept in the history."))
    if question.status == target:
        return question
    if target == QuestionStatus.NEEDS_ANSWER and question.status == QuestionStatus.ARCHIVED:
        raise ArchivedError(_("This question is archived: its answer is not shown anyway."))
    move(question, target)
    history.record(
        subject=question, kind=kind, actor=actor, reason=reason.strip(), is_internal=True
    )
    search.index_questions([question.pk])
    gaps.answer_left(question_id=question.pk)
    return question
