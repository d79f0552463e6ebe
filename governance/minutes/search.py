"""Words that somebody looks for, as a query of PostgreSQL, and the places found, safe to show."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Signs that nobody types: they stand around what was found until the text has been escaped.
OPENS, CLOSES = "\ue000", "\ue001"
_WORD = re.compile(r"\w+")
_LINK = r"\[([^\]]*)\]\([^)]*\)"
_SIGNS = r"[#*_>`|~\\\ue000\ue001]+"


@dataclass(frozen=True)
class Extract:
    html: SafeString
    language: str


def query(words: str) -> SearchQuery:
    """By stem in Romanian or English, or by the beginnings of the words as they stand.

    Quotation marks and a minus keep their meaning ("exact words", -without).
    """
    found = SearchQuery(words, config="minutes_ro", search_type="websearch") | SearchQuery(
        words, config="minutes_en", search_type="websearch"
    )
    beginnings = [_beginning(word) for word in _WORD.findall(words)]
    if beginnings and not set(words) & set('-"'):
        found |= SearchQuery(
            " & ".join(f"{word}:*" for word in beginnings),
            config="minutes_plain",
            search_type="raw",
        )
    return found


def _beginning(word: str) -> str:
    """Romanian bends the ends of words (hotărâre, hotărâri): long ones are cut a little."""
    return word[:-2] if len(word) > 5 else word


def headline(field: str, words: str, config: str) -> SearchHeadline:
    """The places of a Markdown field where the words stand, for `marked`."""
    text = _replaced(_replaced(Coalesce(F(field), Value("")), _LINK, r"\1"), _SIGNS, " ")
    return SearchHeadline(
        text,
        query(words),
        config=config,
        start_sel=OPENS,
        stop_sel=CLOSES,
        max_words=36,
        min_words=18,
        max_fragments=2,
        fragment_delimiter=" … ",
    )


def _replaced(text: Func, pattern: str, replacement: str) -> Func:
    return Func(text, Value(pattern), Value(replacement), Value("g"), function="regexp_replace")


def marked(extract: str) -> SafeString:
    """Escape what was written, then set what was found apart."""
    html = escape(extract).replace(OPENS, "<mark>").replace(CLOSES, "</mark>")
    return mark_safe(html)  # noqa: S308 - escaped above; only <mark> is added


def is_found(extract: str) -> bool:
    return OPENS in extract
