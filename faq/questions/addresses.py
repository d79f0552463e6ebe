"""Addresses that lead to an answer without being its own: earlier titles, imported pages.

An address leads to a question only for who may read it; for others it is as if it had never been.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import get_language_from_path

from faq.questions.models import (
    AddressSource,
    OldAddress,
    Question,
    QuestionQuerySet,
    QuestionStatus,
    Translation,
)

LONGEST = OldAddress._meta.get_field("path").max_length or 500
_LONGEST_SLUG = 80
_MOST_PARAMETERS = 6
_MOST_MERGERS = 5
_NUMBERED = re.compile(r"/(?:faq|f)/(\d{1,18})(?:-[^/]*)?/?")
_WORDED = re.compile(r"/faq/([^/]+)/?")


@dataclass(frozen=True)
class Destination:
    """`question` is None for the list of all, or, when `is_gone`, for what was public once."""

    question: Question | None = None
    anchor: str = ""
    is_gone: bool = False


def slug_of(title: str) -> str:
    """The words of a title as an address has them: no capitals, no diacritics."""
    return slugify(title)[:_LONGEST_SLUG].rstrip("-")


def normal(address: str) -> str:
    """As it is kept: a path without host and closing slash, decoded; the query in order.

    Earlier titles have theirs closed: `/faq/<slug>/`.
    """
    bare = address.strip().partition("#")[0]
    if "://" in bare:
        bare = "/" + bare.partition("://")[2].partition("/")[2]
    path, _mark, query = bare.partition("?")
    if worded := _WORDED.fullmatch(unquote(path)):
        return _title_path(slug_of(worded[1]))
    return _joined(_plain(unquote(path)), parse_qsl(query, keep_blank_values=True))


def keep_former_slug(text: Translation, slug: str) -> None:
    """Before a text gets another slug: its present one goes on leading to the question.

    If it leads to another question already, it goes on doing so until somebody releases it.
    """
    if text.is_written and text.slug != slug:
        keep(_title_path(text.slug), text.question_id, AddressSource.TITLE)


def keep(
    address: str, question_id: int | None, source: AddressSource, *, anchor: str = ""
) -> OldAddress:
    """Remember where a page once stood; without a question it leads to the list of all.

    Returns the address as it is kept, which may be for another question.
    """
    kept, _is_new = OldAddress.objects.get_or_create(
        path=normal(address)[:LONGEST],
        defaults={"question_id": question_id, "anchor": anchor, "source": source},
    )
    return kept


def find(path: str, query: str, readable: list[str], language: str) -> Destination | None:
    """Where an address leads that has no page of its own, for who may read `readable`."""
    prefix = get_language_from_path(path)
    bare = path.removeprefix(f"/{prefix}") if prefix else path
    if numbered := _NUMBERED.fullmatch(bare):
        return _by_number(int(numbered[1]), readable)
    if worded := _WORDED.fullmatch(bare):
        return _by_words(slug_of(worded[1]), readable, language)
    return _by_path([bare, path] if prefix else [path], query, readable)


def _by_number(pk: int, readable: list[str]) -> Destination | None:
    """Archived, or its closing slash is missing."""
    return _destination(_reachable(readable).filter(pk=pk).first(), readable)


def _by_words(slug: str, readable: list[str], language: str) -> Destination | None:
    """The answer whose title makes these words, else the one whose title once did."""
    texts = (
        Translation.objects.written()
        .filter(slug=slug, question__in=_reachable(readable))
        .select_related("question__merged_into")
        .order_by("question_id")
    )
    kept = (
        OldAddress.objects.filter(path=_title_path(slug), question__in=_reachable(readable))
        .select_related("question__merged_into")
        .order_by("pk")
    )
    found = [
        (text.question.status == QuestionStatus.ARCHIVED, text.language != language, text.question)
        for text in texts[:20]
    ]
    former = list(kept)
    found.sort(key=lambda row: row[:2])
    is_shown = bool(found) and not found[0][0]
    if former and not is_shown:
        return _destination(former[0].question, readable, former[0].anchor)
    return _destination(found[0][2], readable) if found else None


def _by_path(paths: list[str], query: str, readable: list[str]) -> Destination | None:
    candidates = [spelling for path in paths for spelling in _spellings(path, query)]
    rows = {
        row.path: row
        for row in OldAddress.objects.filter(
            Q(question__isnull=True) | Q(question__in=_reachable(readable)), path__in=candidates
        ).select_related("question__merged_into")
    }
    row = next((rows[spelling] for spelling in candidates if spelling in rows), None)
    if row is None:
        return None
    if row.question is None:
        return Destination(anchor=row.anchor)
    return _destination(row.question, readable, row.anchor)


def _reachable(readable: list[str]) -> QuestionQuerySet:
    """What these readers may read, or might read until it was archived."""
    was_shown = Q(status=QuestionStatus.ARCHIVED, published_at__isnull=False)
    return Question.objects.filter(
        Q(status=QuestionStatus.PUBLISHED) | was_shown, visibility__in=readable
    )


def _destination(
    question: Question | None, readable: list[str], anchor: str = ""
) -> Destination | None:
    """Through all mergers at once, to an answer that these readers may read."""
    if question is None:
        return None
    for _merger in range(_MOST_MERGERS):
        if question is None or question.status != QuestionStatus.ARCHIVED:
            break
        question, anchor = question.merged_into, ""
    if question and question.status == QuestionStatus.PUBLISHED and question.visibility in readable:
        return Destination(question, anchor)
    return Destination(is_gone=True)


def _spellings(path: str, query: str) -> Iterator[str]:
    """What may be kept of an address: with its whole query, with one parameter, with none."""
    plain = _plain(path)
    pairs = parse_qsl(query, keep_blank_values=True)[:_MOST_PARAMETERS]
    yield _joined(plain, pairs)
    yield from (_joined(plain, [pair]) for pair in pairs)
    yield plain


def _joined(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(sorted(pairs))}" if pairs else path


def _plain(path: str) -> str:
    """Decoded; a wiki writes spaces as plus signs. Without signs that no address has."""
    composed = unicodedata.normalize("NFC", path).replace("+", " ")
    return "/" + "".join(sign for sign in composed if sign.isprintable()).strip("/")


def _title_path(slug: str) -> str:
    return f"/faq/{slug}/"
