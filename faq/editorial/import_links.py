"""What ties a question to others, to sources and to old addresses, as the files have it."""

from collections.abc import Iterable, Mapping
from typing import Any

from cluster_portal.toolkit.history import actions as history
from faq.editorial.files.reading import OldPage, Source
from faq.editorial.files.values import cut, escaped
from faq.editorial.models import QuestionEvent
from faq.questions.models import (
    Citation,
    CitedSource,
    OldAddress,
    Question,
    RelatedChoice,
    RelationChoice,
)
from faq.search import actions as search

LINKS = ("related", "muted", "citations", "old_addresses")
PREFETCHED = ("related_choices__target", "citations__source", "old_addresses")
_USUAL_PLACE = 100


def as_said(question: Question) -> dict[str, list[str]]:
    """A line for each link, in the order and the spelling of a file."""
    choices = sorted(question.related_choices.all(), key=lambda row: (row.position, row.target.key))
    return {
        "related": [
            row.target.key if row.position == _USUAL_PLACE else f"{row.target.key} {row.position}"
            for row in choices
            if row.choice == RelationChoice.PINNED
        ],
        "muted": sorted(row.target.key for row in choices if row.choice == RelationChoice.MUTED),
        "citations": sorted(
            _line(row.source.kind, row.source.reference, row.article)
            for row in question.citations.all()
        ),
        "old_addresses": sorted(
            _line(row.source, row.path, row.anchor) for row in question.old_addresses.all()
        ),
    }


def put(question_id: int, said: Mapping[str, list[str]], ids: Mapping[str, int]) -> list[str]:
    """Make the links of a question those that a file names; what could not be is returned."""
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    before = as_said(question)
    refused: list[str] = []
    if {"related", "muted"} & set(said):
        _put_choices(question, {**before, **said}, ids)
    if "citations" in said:
        _put_citations(question, said["citations"])
    if "old_addresses" in said:
        refused = _put_addresses(question, said["old_addresses"])
    after = as_said(Question.objects.get(pk=question_id))
    changes = {name: [before[name], after[name]] for name in LINKS if before[name] != after[name]}
    if changes:
        history.record(
            subject=question,
            kind=QuestionEvent.DETAILS_CHANGED,
            actor=None,
            changes=changes,
            is_internal=True,
        )
        search.index_questions([question_id])
    return refused


def save_sources(sources: Iterable[Source]) -> None:
    """Those that are not known yet; what is known stays as it is here."""
    made = {}
    for source in sources:
        row, is_new = CitedSource.objects.get_or_create(
            kind=source.kind, reference=source.reference, defaults=source.facts
        )
        if is_new and source.superseded_by:
            made[row.pk] = source.superseded_by
    for pk, (kind, reference) in made.items():
        later, _is_new = CitedSource.objects.get_or_create(kind=kind, reference=reference)
        CitedSource.objects.filter(pk=pk, superseded_on__isnull=False).update(superseded_by=later)


def save_page(page: OldPage, question_id: int | None) -> None:
    OldAddress.objects.get_or_create(
        path=page.path,
        defaults={"question_id": question_id, "anchor": page.anchor, "source": page.source},
    )


def _line(kind: str, name: str, part: str) -> str:
    whole = f"{kind} {escaped(name, '|')}"
    return f"{whole} | {escaped(part, '|')}" if part else whole


def _parts(line: str) -> tuple[str, str, str]:
    kind, _space, rest = line.partition(" ")
    name, *more = cut(rest, "|")
    return kind, name, more[0] if more else ""


def _put_choices(question: Question, said: Mapping[str, list[str]], ids: Mapping[str, int]) -> None:
    wanted: dict[int, dict[str, Any]] = {}
    for line in said["related"]:
        key, _space, place = line.partition(" ")
        position = int(place) if place.isdecimal() else _USUAL_PLACE
        wanted[ids[key]] = {"choice": RelationChoice.PINNED, "position": min(position, 32_767)}
    for key in said["muted"]:
        wanted[ids[key]] = {"choice": RelationChoice.MUTED, "position": _USUAL_PLACE}
    wanted.pop(question.pk, None)
    question.related_choices.exclude(target__in=wanted).delete()
    for target_id, facts in wanted.items():
        RelatedChoice.objects.update_or_create(
            question=question, target_id=target_id, defaults=facts
        )


def _put_citations(question: Question, lines: list[str]) -> None:
    kept = []
    for kind, reference, article in map(_parts, lines):
        source, _is_new = CitedSource.objects.get_or_create(kind=kind, reference=reference[:120])
        row, _is_new = Citation.objects.get_or_create(
            question=question, source=source, article=article[:60]
        )
        kept.append(row.pk)
    question.citations.exclude(pk__in=kept).delete()


def _put_addresses(question: Question, lines: list[str]) -> list[str]:
    """An address that leads elsewhere already goes on doing so."""
    refused = []
    for source, path, anchor in map(_parts, lines):
        row, _is_new = OldAddress.objects.get_or_create(
            path=path, defaults={"question": question, "anchor": anchor, "source": source}
        )
        if row.question_id != question.pk:
            refused.append(path)
    paths = [path for _source, path, _anchor in map(_parts, lines)]
    question.old_addresses.exclude(path__in=paths).delete()
    return refused
