"""What the functions of this room share: the lock, the question of permission, the move."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.states import check_move
from faq.editorial.errors import AnswerMissingError, DraftWaitsError, TooLongError
from faq.editorial.texts import Text, check_signs, slug_of
from faq.questions.blocks import check_blocks, check_no_blocks
from faq.questions.models import QUESTION_MOVES, Question, QuestionStatus, Translation

LONGEST_TITLE = 250
LONGEST_SHORT_ANSWER = 2_000
LONGEST_BODY = 100_000
LONGEST_ADDENDUM = 20_000


def locked(question_id: int) -> Question:
    return Question.objects.select_for_update(of=("self",)).get(pk=question_id)


def plain(value: Any) -> Any:
    """As JSON can hold it."""
    return value if value is None or isinstance(value, bool | int | list) else str(value)


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def blank_translation(question: Question, language: str, title: str) -> Translation:
    return Translation.objects.create(
        question=question, language=language, title=title, slug=slug_of(title)
    )


def check_text(text: Text) -> None:
    """It asks something, and nothing is longer than can be read."""
    if not text.title:
        raise AnswerMissingError(_("Please write the question."))
    if len(text.title) > LONGEST_TITLE:
        raise TooLongError(
            _("A question has %(limit)d characters at most.") % {"limit": LONGEST_TITLE}
        )
    if len(text.short_answer) > LONGEST_SHORT_ANSWER:
        raise TooLongError(
            _("A short answer has %(limit)d characters at most.") % {"limit": LONGEST_SHORT_ANSWER}
        )
    if len(text.body) > LONGEST_BODY:
        raise TooLongError(
            _("An answer has %(limit)d characters at most.") % {"limit": LONGEST_BODY}
        )
    if len(text.addendum) > LONGEST_ADDENDUM:
        raise TooLongError(
            _("What only members read has %(limit)d characters at most.")
            % {"limit": LONGEST_ADDENDUM}
        )
    for words in (text.body, text.addendum):
        check_signs(words)
    check_no_blocks(text.short_answer)
    check_blocks(text.body)
    check_blocks(text.addendum)


def refuse_draft(question: Question, language: str) -> None:
    """Raise DraftWaitsError if somebody is writing a text: publishing another throws it away."""
    draft = question.drafts.filter(language=language).select_related("author").first()
    if draft:
        raise DraftWaitsError(
            _("%(person)s has a draft of this text. Publish it or throw it away first.")
            % {"person": draft.author or _("The import")}
        )


def move(question: Question, target: QuestionStatus) -> None:
    check_move(QUESTION_MOVES, QuestionStatus(question.status), target, _("This question"))
    question.status = target
    if target == QuestionStatus.PUBLISHED and question.published_at is None:
        question.published_at = timezone.now()
    question.save(update_fields=["status", "published_at"])
