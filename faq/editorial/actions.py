"""What may change in a question and its answers. Every function locks the question first.

An actor or author of None is the portal itself, which imports files.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from faq.editorial import policies
from faq.editorial.errors import (
    AnswerMissingError,
    ArchivedError,
    ChangedMeanwhileError,
    ReasonMissingError,
)
from faq.editorial.models import Draft, QuestionEvent
from faq.editorial.texts import LANGUAGES, Text, slug_of, text_of
from faq.questions.models import (
    QUESTION_MOVES,
    Alias,
    Label,
    Question,
    QuestionStatus,
    Revision,
    RevisionNeed,
    Significance,
    Topic,
    Translation,
)
from faq.search import actions as search
from members.accounts.models import User

_LONGEST_TITLE = 250
DETAILS = (
    "topic", "audiences", "visibility", "is_pinned", "position", "owner", "editors_note",
)  # fmt: skip


@transaction.atomic
def create_question(
    *,
    titles: Mapping[str, str],
    actor: User | None,
    key: str = "",
    labels: Iterable[Label] = (),
    aliases: Mapping[str, Iterable[str]] | None = None,
    **fields: Any,
) -> Question:
    """Take a question in, without an answer: `titles` has its wording in one language or both."""
    _demand(policies.can_add, actor)
    wordings = {
        language: tidy for language in titles if (tidy := _tidy_title(titles[language], language))
    }
    for title in wordings.values() or [""]:
        _need_title(title)
    question = Question.objects.create(
        key=_free_key(key or slug_of(next(iter(wordings.values())))), **fields
    )
    question.labels.set(labels)
    for language, title in wordings.items():
        _blank_translation(question, language, title)
    for language, texts in (aliases or {}).items():
        _set_aliases(question, language, texts)
    history.record(subject=question, kind=QuestionEvent.CREATED, actor=actor, is_internal=True)
    return question


@transaction.atomic
def add_wording(*, question_id: int, language: str, title: str, actor: User | None = None) -> None:
    """The question in another language, still without an answer there."""
    _demand(policies.can_write, actor)
    question = _locked(question_id)
    tidy = _tidy_title(title, language)
    if tidy and not question.translations.filter(language=language).exists():
        _blank_translation(question, language, tidy)


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
    _demand(policies.can_write, author)
    question = _locked(question_id)
    text = Text(title, short_answer, body).tidied(language)
    _need_title(text.title)
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
        _blank_translation(question, language, text.title)
    return draft


@transaction.atomic
def discard_draft(*, question_id: int, language: str, actor: User | None) -> None:
    _demand(policies.can_write, actor)
    _locked(question_id).drafts.filter(language=language).delete()


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
    _demand(policies.can_publish, author)
    question = _locked(question_id)
    if question.status == QuestionStatus.ARCHIVED:
        raise ArchivedError(_("This question is archived. Restore it before you publish."))
    text = Text(title, short_answer, body).tidied(language)
    _need_title(text.title)
    if not text.short_answer and not text.body:
        raise AnswerMissingError(_("Please write an answer before you publish it."))
    translation = question.translations.filter(language=language).first()
    draft = question.drafts.filter(language=language).first()
    is_first = question.status == QuestionStatus.NEEDS_ANSWER
    is_new = translation is None or text_of(translation) != text or not translation.is_written
    if is_new:
        _check_unchanged(question, language, draft, based_on, draft_version)
        translation = translation or _blank_translation(question, language, text.title)
        _write_revision(translation, text, comment, significance, author)
    if draft:
        draft.delete()
    if is_first:
        _move(question, QuestionStatus.PUBLISHED)
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
    """From the archive: shown again if it has an answer and is to be, else it waits for one."""
    _demand(policies.can_publish, actor)
    question = _locked(question_id)
    if question.status != QuestionStatus.ARCHIVED:
        raise IllegalTransitionError(_("This question is not in the archive."))
    is_shown = shows_answer and question.translations.written().exists()
    _move(question, QuestionStatus.PUBLISHED if is_shown else QuestionStatus.NEEDS_ANSWER)
    history.record(subject=question, kind=QuestionEvent.RESTORED, actor=actor, is_internal=True)
    search.index_questions([question.pk])
    return question


@transaction.atomic
def mark_to_be_revised(
    *,
    question_id: int,
    reasons: Mapping[str, str],
    actor: User | None,
    owner: User | None = None,
    expected_on: dt.date | None = None,
) -> RevisionNeed:
    """Tell readers that the answer is being worked on, why, and until when.

    `reasons` has the sentence in one language or both. Said again, the open need is changed.
    """
    _demand(policies.can_write, actor)
    question = _locked(question_id)
    said = {language: " ".join(reasons.get(language, "").split()) for language in LANGUAGES}
    if not any(said.values()):
        raise ReasonMissingError(_("Please say why: readers see the reason."))
    need = question.revision_needs.open().first()
    kind = QuestionEvent.NEED_CHANGED if need else QuestionEvent.NEED_OPENED
    need = need or RevisionNeed(question=question)
    before = _need_facts(need)
    for language, reason in said.items():
        setattr(need, f"reason_{language}", reason)
    need.owner, need.expected_on = owner, expected_on
    changes = _differences(before, _need_facts(need))
    if need.pk and not changes:
        return need
    need.save()
    history.record(
        subject=question,
        kind=kind,
        actor=actor,
        reason=next(reason for reason in said.values() if reason),
        changes=changes,
        is_internal=True,
    )
    return need


@transaction.atomic
def revised(*, question_id: int, actor: User | None) -> None:
    """The answer is in order again; without an open need nothing happens."""
    _demand(policies.can_write, actor)
    question = _locked(question_id)
    need = question.revision_needs.open().first()
    if need is None:
        return
    need.closed_at = timezone.now()
    need.save(update_fields=["closed_at"])
    history.record(subject=question, kind=QuestionEvent.NEED_CLOSED, actor=actor, is_internal=True)


@transaction.atomic
def change_details(
    *,
    question_id: int,
    actor: User | None,
    labels: Iterable[Label] | None = None,
    aliases: Mapping[str, Iterable[str]] | None = None,
    **fields: Any,
) -> Question:
    """Put a question in order: `fields` of DETAILS by name; what is left out stays as it is.

    Who may read a question is a matter of publishing.
    """
    _demand(policies.can_write, actor)
    question = _locked(question_id)
    if fields.get("visibility", question.visibility) != question.visibility:
        _demand(policies.can_publish, actor)
    before = _detail_facts(question)
    for name in fields:
        if name not in DETAILS:
            raise ValueError(name)
        setattr(question, name, fields[name])
    question.save(update_fields=list(fields))
    if labels is not None:
        question.labels.set(labels)
    for language, texts in (aliases or {}).items():
        _set_aliases(question, language, texts)
    changes = _differences(before, _detail_facts(question))
    if changes:
        history.record(
            subject=question,
            kind=QuestionEvent.DETAILS_CHANGED,
            actor=actor,
            changes=changes,
            is_internal=True,
        )
        if question.status == QuestionStatus.PUBLISHED:
            search.index_questions([question.pk])
    return question


@transaction.atomic
def renamed(*, topic: Topic | None = None, label: Label | None = None) -> None:
    """A topic or a label has other words: search is to know them."""
    filters = {"topic": topic} if topic else {"labels": label}
    questions = Question.objects.filter(**filters).order_by("pk")
    locked = questions.select_for_update(of=("self",)).values_list("pk", flat=True)
    search.index_questions(list(locked))


def _demand(policy: Callable[[Any], bool], actor: User | None) -> None:
    if actor is not None and not policy(actor):
        raise NotAllowedError


def _locked(question_id: int) -> Question:
    return Question.objects.select_for_update(of=("self",)).get(pk=question_id)


def _tidy_title(title: str, language: str) -> str:
    return Text(title).tidied(language).title


def _need_title(title: str) -> str:
    if not title:
        raise AnswerMissingError(_("Please write the question."))
    if len(title) > _LONGEST_TITLE:
        raise AnswerMissingError(
            _("A question has %(limit)d characters at most.") % {"limit": _LONGEST_TITLE}
        )
    return title


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


def _blank_translation(question: Question, language: str, title: str) -> Translation:
    return Translation.objects.create(
        question=question, language=language, title=title, slug=slug_of(title)
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


def _leave(
    question_id: int,
    target: QuestionStatus,
    kind: QuestionEvent,
    actor: User | None,
    reason: str,
) -> Question:
    _demand(policies.can_publish, actor)
    question = _locked(question_id)
    if not reason.strip():
        raise ReasonMissingError(_("Please say why: it is kept in the history."))
    if question.status == target:
        return question
    if target == QuestionStatus.NEEDS_ANSWER and question.status == QuestionStatus.ARCHIVED:
        raise ArchivedError(_("This question is archived: its answer is not shown anyway."))
    _move(question, target)
    history.record(
        subject=question, kind=kind, actor=actor, reason=reason.strip(), is_internal=True
    )
    search.index_questions([question.pk])
    return question


def _move(question: Question, target: QuestionStatus) -> None:
    check_move(QUESTION_MOVES, QuestionStatus(question.status), target, _("This question"))
    question.status = target
    if target == QuestionStatus.PUBLISHED and question.published_at is None:
        question.published_at = timezone.now()
    question.save(update_fields=["status", "published_at"])


def _set_aliases(question: Question, language: str, texts: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(tidy for text in texts if (tidy := " ".join(text.split())[:250])))
    known = question.aliases.filter(language=language)
    known.exclude(text__in=wanted).delete()
    held = set(known.values_list("text", flat=True))
    Alias.objects.bulk_create(
        Alias(question=question, language=language, text=text)
        for text in wanted
        if text not in held
    )


def _detail_facts(question: Question) -> dict[str, Any]:
    facts = {name: _plain(getattr(question, name)) for name in DETAILS}
    facts["labels"] = sorted(question.labels.values_list("slug", flat=True))
    facts["aliases"] = sorted(question.aliases.values_list("text", flat=True))
    return facts


def _need_facts(need: RevisionNeed) -> dict[str, Any]:
    names = [f"reason_{language}" for language in LANGUAGES]
    return {name: _plain(getattr(need, name)) for name in (*names, "owner", "expected_on")}


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    return value if value is None or isinstance(value, bool | int | list) else str(value)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _free_key(wish: str) -> str:
    key, number = wish, 2
    while Question.objects.filter(key=key).exists():
        key, number = f"{wish}-{number}", number + 1
    return key
