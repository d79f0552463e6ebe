"""Writing and publishing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from faq.editorial import policies
from faq.editorial.actions.common import blank_translation, check_text, demand, locked, move
from faq.editorial.actions.needs import revised
from faq.editorial.errors import AnswerMissingError, ArchivedError, ChangedMeanwhileError
from faq.editorial.models import Draft, QuestionEvent
from faq.editorial.texts import Text, slug_of, text_of
from faq.questions.models import (
    Question,
    QuestionStatus,
    Revision,
    Significance,
    Translation,
)
from faq.search import actions as search
from members.accounts.models import User


@transaction.atomic
def save_draft(
    *,
    question_id: int,
    language: str,
    title: str,
    short_answer: str,
    body: str,
    author: User | None,
    based_on: int | None = None,
    draft_version: int | None = None,
) -> Draft:
    """Keep a text beside the published one; readers see nothing of it."""
    demand(policies.can_write, author)
    question = locked(question_id)
    text = Text(title, short_answer, body).tidied(language)
    check_text(text)
    draft = question.drafts.filter(language=language).first()
    if draft and text_of(draft) == text:
        return draft
    _check_unchanged(question, language, draft, based_on, draft_version)
    if draft is None:
        draft = Draft(question=question, language=language, version=0)
    draft.title, draft.short_answer, draft.body = text.title, text.short_answer, text.body
    draft.version, draft.author = draft.version + 1, author
    draft.save()
    if not question.translations.filter(language=language).exists():
        blank_translation(question, language, text.title)
    return draft


@transaction.atomic
def discard_draft(*, question_id: int, language: str, actor: User | None) -> None:
    demand(policies.can_write, actor)
    locked(question_id).drafts.filter(language=language).delete()


@transaction.atomic
def publish_revision(
    *,
    question_id: int,
    language: str,
    title: str,
    short_answer: str,
    body: str,
    author: User | None,
    comment: str = "",
    significance: str = Significance.CONTENT,
    based_on: int | None = None,
    draft_version: int | None = None,
    closes_need: bool = False,
) -> Translation:
    """Make a text the answer that readers see, from the next request on.

    `based_on` is the number of the revision that the editor had before them and `draft_version`
    the draft's (0 for none); another one meanwhile raises ChangedMeanwhileError. The text that is
    published already makes no new revision.
    """
    demand(policies.can_publish, author)
    question = locked(question_id)
    if question.status == QuestionStatus.ARCHIVED:
        raise ArchivedError(_("This question is archived. Restore it before you publish."))
    text = Text(title, short_answer, body).tidied(language)
    check_text(text)
    if not text.short_answer and not text.body:
        raise AnswerMissingError(_("Please write an answer before you publish it."))
    known = question.translations.filter(language=language).first()
    draft = question.drafts.filter(language=language).first()
    is_first = question.status == QuestionStatus.NEEDS_ANSWER
    is_new = known is None or not known.is_written or text_of(known) != text
    if is_new:
        _check_unchanged(question, language, draft, based_on, draft_version)
    translation = known or blank_translation(question, language, text.title)
    if is_new:
        _write_revision(translation, text, comment, significance, author)
    if draft:
        draft.delete()
    if is_first:
        move(question, QuestionStatus.PUBLISHED)
    if is_new or is_first:
        history.record(
            subject=question,
            kind=QuestionEvent.PUBLISHED if is_first else QuestionEvent.REVISED,
            actor=author,
            reason=comment,
            office_note=_("%(language)s, revision %(number)d")
            % {
                "language": translation.get_language_display(),
                "number": translation.revision_number,
            },
            is_internal=True,
        )
    search.index_questions([question.pk])
    if closes_need:
        revised(question_id=question.pk, actor=author)
    return translation


def _check_unchanged(
    question: Question,
    language: str,
    draft: Draft | None,
    based_on: int | None,
    draft_version: int | None,
) -> None:
    known = question.translations.filter(language=language).first()
    has_new_revision = based_on is not None and based_on != (known.revision_number if known else 0)
    has_new_draft = draft_version is not None and draft_version != (draft.version if draft else 0)
    if has_new_revision:
        raise ChangedMeanwhileError(
            _("Somebody has published another text since you opened this page.")
        )
    if has_new_draft:
        raise ChangedMeanwhileError(
            _("Somebody has saved another draft since you opened this page.")
        )


def _write_revision(
    translation: Translation, text: Text, comment: str, significance: str, author: User | None
) -> None:
    translation.title, translation.slug = text.title, slug_of(text.title)
    translation.short_answer, translation.body = text.short_answer, text.body
    translation.revision_number += 1
    translation.revised_at = timezone.now()
    translation.save()
    Revision.objects.create(
        translation=translation,
        number=translation.revision_number,
        title=text.title,
        short_answer=text.short_answer,
        body=text.body,
        comment=" ".join(comment.split()),
        significance=significance,
        author=author,
    )
