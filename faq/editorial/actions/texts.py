"""Writing and publishing."""

from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from faq.asking import actions as asking
from faq.community import actions as community
from faq.demand import actions as gaps
from faq.editorial import policies
from faq.editorial.actions import parity
from faq.editorial.actions.common import blank_translation, check_text, locked, move, refuse_draft
from faq.editorial.actions.needs import close_need
from faq.editorial.errors import (
    AnswerMissingError,
    ArchivedError,
    ChangedMeanwhileError,
    NothingNewError,
)
from faq.editorial.models import Draft, QuestionEvent
from faq.editorial.texts import Text, is_reply, slug_of, text_of
from faq.questions import reviews
from faq.questions.addresses import keep_former_slug
from faq.questions.anchors import kept_anchors
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
    addendum: str = "",
    based_on: int | None = None,
    draft_version: int | None = None,
) -> Draft:
    """Keep a text beside the published one; readers see nothing of it."""
    demand(policies.can_write, author)
    question = locked(question_id)
    text = Text(title, short_answer, body, addendum).tidied(language)
    check_text(text)
    draft = question.drafts.filter(language=language).first()
    if draft and text_of(draft) == text:
        return draft
    _check_unchanged(question, language, draft, based_on, draft_version)
    if draft is None:
        draft = Draft(question=question, language=language, version=0)
    _fill(draft, text)
    draft.version, draft.author = draft.version + 1, author
    draft.save()
    if not question.translations.filter(language=language).exists():
        blank_translation(question, language, text.title)
    return draft


@transaction.atomic
def discard_draft(
    *, question_id: int, language: str, actor: User | None, draft_version: int | None = None
) -> None:
    """Throw it away; another one than `draft_version` raises ChangedMeanwhileError."""
    demand(policies.can_write, actor)
    question = locked(question_id)
    draft = question.drafts.filter(language=language).first()
    if draft:
        _check_unchanged(question, language, draft, None, draft_version)
        draft.delete()


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
    addendum: str = "",
    contributor: User | None = None,
    credit: str = "",
    restores: int | None = None,
    is_in_step: bool | None = None,
    other_revision: int | None = None,
) -> Translation:
    """Make a text the answer that readers see, from the next request on.

    `based_on` is the number of the revision that the editor had before them and `draft_version`
    the draft's (0 for none); another one meanwhile raises ChangedMeanwhileError. The text that is
    published already makes no new revision. `is_in_step`: it now says the same as the other
    language's revision `other_revision` (None: the present one); without a word about it a text
    that lagged behind has caught up. `restores` is the number of an old revision whose words
    these are.
    """
    demand(policies.can_publish, author)
    question = locked(question_id)
    if question.status == QuestionStatus.ARCHIVED:
        raise ArchivedError(_("This question is archived. Restore it before you publish."))
    text = Text(title, short_answer, body, addendum).tidied(language)
    check_text(text)
    if not text.has_answer:
        raise AnswerMissingError(_("Please write an answer before you publish it."))
    known = question.translations.filter(language=language).first()
    draft = question.drafts.filter(language=language).first()
    is_first = question.status == QuestionStatus.NEEDS_ANSWER
    is_new = known is None or not known.is_written or text_of(known) != text
    if is_new:
        _check_unchanged(question, language, draft, based_on, draft_version)
    translation = known or blank_translation(question, language, text.title)
    if is_in_step is None and is_new:
        is_in_step = is_reply(translation, significance)
    if is_new:
        _put(translation, text)
    if is_in_step:
        parity.meet(translation, other_revision)
    if is_new:
        _keep_revision(
            translation,
            comment=" ".join(comment.split()),
            significance=significance,
            author=author,
            contributor=contributor,
            credit=credit,
            restores=restores,
        )
    parity.reckon(translation)
    if draft:
        draft.delete()
    if is_first:
        move(question, QuestionStatus.PUBLISHED)
    if is_first or (is_new and significance == Significance.MAJOR):
        reviews.restart(question)
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
    closed = close_need(question_id=question.pk, actor=author) if closes_need else None
    if is_new or is_first:
        asking.answer_published(question_id=question.pk)
        gaps.answer_published(question_id=question.pk)
    if is_new:
        revision = translation.revisions.get(number=translation.revision_number)
        community.answer_revised(revision_id=revision.pk)
    elif closed:
        community.need_closed(need_id=closed.pk)
    return translation


@transaction.atomic
def restore_revision(
    *,
    question_id: int,
    language: str,
    number: int,
    actor: User | None,
    based_on: int | None = None,
    comment: str = "",
    significance: str = Significance.CONTENT,
    is_in_step: bool | None = None,
) -> Translation:
    """Publish the words of an old revision as a new one; nothing is unmade."""
    demand(policies.can_publish, actor)
    question = locked(question_id)
    refuse_draft(question, language)
    revisions = Revision.objects.filter(translation__question=question)
    old = revisions.get(translation__language=language, number=number)
    text = text_of(old)
    if text_of(question.translations.get(language=language)) == text:
        raise NothingNewError(_("Readers see these very words already."))
    return publish_revision(
        question_id=question_id,
        language=language,
        author=actor,
        based_on=based_on,
        comment=comment,
        significance=significance,
        restores=number,
        is_in_step=is_in_step,
        **asdict(text),
    )


@transaction.atomic
def confirm_in_step(
    *, question_id: int, language: str, other_revision: int, actor: User | None
) -> None:
    """This text need not change: it says the same as the other language's revision."""
    demand(policies.can_publish, actor)
    question = locked(question_id)
    translation = question.translations.get(language=language)
    before = translation.behind
    parity.meet(translation, other_revision)
    parity.reckon(translation)
    if before != translation.behind:
        history.record(subject=question, kind=QuestionEvent.IN_STEP, actor=actor, is_internal=True)


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


def _fill(row: Draft | Translation, text: Text) -> None:
    row.title, row.short_answer = text.title, text.short_answer
    row.body, row.addendum = text.body, text.addendum


def _put(translation: Translation, text: Text) -> None:
    """Before the readers."""
    slug = slug_of(text.title)
    keep_former_slug(translation, slug)
    translation.anchors = kept_anchors(translation, body=text.body, addendum=text.addendum)
    before = text_of(translation)
    _fill(translation, text)
    translation.slug = slug
    translation.revision_number += 1
    if translation.revised_at is None or replace(before, addendum=text.addendum) != text:
        translation.revised_at = timezone.now()
    translation.save()


def _keep_revision(translation: Translation, **facts: Any) -> None:
    Revision.objects.create(
        translation=translation,
        number=translation.revision_number,
        title=translation.title,
        short_answer=translation.short_answer,
        body=translation.body,
        addendum=translation.addendum,
        in_step_with=translation.in_step_with,
        **facts,
    )
