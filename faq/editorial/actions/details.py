"""What stands around the texts: topic, readers, labels, other wordings."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from faq.demand import actions as gaps
from faq.editorial import policies, wordings
from faq.editorial.actions.common import blank_translation, check_text, differences, locked, plain
from faq.editorial.errors import WordingTakenError
from faq.editorial.models import QuestionEvent
from faq.editorial.texts import Text, slug_of
from faq.questions.models import Alias, Label, Question, QuestionStatus, Topic
from faq.search import actions as search
from members.accounts.models import User

DETAILS = (
    "topic", "audiences", "visibility", "is_pinned", "position", "owner", "deputy",
    "review_every", "review_by", "editors_note",
)  # fmt: skip
SEARCHED = {"topic", "labels", "aliases", "visibility"}


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
    demand(policies.can_add, actor)
    wordings = {
        language: tidy for language in titles if (tidy := _tidy_title(titles[language], language))
    }
    for title in wordings.values() or [""]:
        check_text(Text(title))
    question = Question.objects.create(
        key=_free_key(key or slug_of(next(iter(wordings.values())))), **fields
    )
    question.labels.set(labels)
    for language, title in wordings.items():
        blank_translation(question, language, title)
    for language, texts in (aliases or {}).items():
        _set_aliases(question, language, texts, actor)
    history.record(subject=question, kind=QuestionEvent.CREATED, actor=actor, is_internal=True)
    return question


@transaction.atomic
def add_wording(*, question_id: int, language: str, title: str, actor: User | None = None) -> None:
    """The question in another language, still without an answer there."""
    demand(policies.can_write, actor)
    question = locked(question_id)
    tidy = _tidy_title(title, language)
    if tidy and not question.translations.filter(language=language).exists():
        blank_translation(question, language, tidy)


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
    demand(policies.can_write, actor)
    question = locked(question_id)
    if fields.get("visibility", question.visibility) != question.visibility:
        demand(policies.can_publish, actor)
    before = _detail_facts(question)
    for name in fields:
        if name not in DETAILS:
            raise ValueError(name)
        setattr(question, name, fields[name])
    question.save(update_fields=list(fields))
    if labels is not None:
        question.labels.set(labels)
    for language, texts in (aliases or {}).items():
        _set_aliases(question, language, texts, actor)
    changes = differences(before, _detail_facts(question))
    if changes:
        history.record(
            subject=question,
            kind=QuestionEvent.DETAILS_CHANGED,
            actor=actor,
            changes=changes,
            is_internal=True,
        )
        if question.status == QuestionStatus.PUBLISHED and changes.keys() & SEARCHED:
            search.index_questions([question.pk])
            gaps.answer_left(question_id=question.pk)
            gaps.answer_published(question_id=question.pk)
    return question


@transaction.atomic
def renamed(*, topic: Topic | None = None, label: Label | None = None) -> None:
    """A topic or a label has other words: search is to know them."""
    filters = {"topic": topic} if topic else {"labels": label}
    questions = Question.objects.filter(**filters).order_by("pk")
    locked = questions.select_for_update(of=("self",)).values_list("pk", flat=True)
    search.index_questions(list(locked))


def _set_aliases(
    question: Question, language: str, texts: Iterable[str], actor: User | None
) -> None:
    """A wording that leads to another answer is refused; an import leaves it out."""
    wanted = list(dict.fromkeys(tidy for text in texts if (tidy := " ".join(text.split())[:250])))
    known = question.aliases.filter(language=language)
    known.exclude(text__in=wanted).delete()
    held = set(known.values_list("text", flat=True))
    elsewhere = wordings.taken(question.pk, language, [text for text in wanted if text not in held])
    if elsewhere and actor is not None:
        text, other = next(iter(elsewhere.items()))
        raise WordingTakenError(
            _("“%(wording)s” leads to “%(title)s” already.") % {"wording": text, "title": other}
        )
    Alias.objects.bulk_create(
        Alias(question=question, language=language, text=text)
        for text in wanted
        if text not in held and text not in elsewhere
    )


def _detail_facts(question: Question) -> dict[str, Any]:
    facts = {name: plain(getattr(question, name)) for name in DETAILS}
    facts["labels"] = sorted(question.labels.values_list("slug", flat=True))
    facts["aliases"] = sorted(question.aliases.values_list("text", flat=True))
    return facts


def _tidy_title(title: str, language: str) -> str:
    return Text(title).tidied(language).title


def _free_key(wish: str) -> str:
    key, number = wish, 2
    while Question.objects.filter(key=key).exists():
        key, number = f"{wish}-{number}", number + 1
    return key
