"""The words that were found, marked. What is not a mark is escaped; no HTML is ever trusted."""

import html
from bisect import bisect_left
from collections.abc import Iterable
from itertools import chain, islice

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from faq.search.lexemes import lexemes, relatives
from faq.search.query import Group
from faq.search.words import LONGEST, apart, clean, fold, words

_BEFORE = 8
_LENGTH = 32
_MOST_WORDS = 5_000
_ALIKE = 2


class Highlighter:
    """Marks the words of texts by the same lexemes that found them."""

    def __init__(self, groups: Iterable[Group]):
        groups = list(groups)
        near = [term for group in groups for term in group.near if len(term.forms) == 1]
        self.lexemes = frozenset().union(
            *(group.lexemes for group in groups), *(term.lexemes for term in near)
        )
        self.kin = frozenset().union(*(group.relatives for group in groups))
        self.beginnings = tuple(group.folded for group in groups if group.takes_beginnings)
        alike = {lexeme[:_ALIKE] for lexeme in self.lexemes}
        self.alike = tuple(alike | {root[1:][:_ALIKE] for root in self.kin})

    def marked(self, text: str) -> SafeString:
        return self._marked(clean(text))

    def has_any(self, text: str) -> bool:
        return any(self._is_hit(word.shown) for word in words(clean(text)))

    def excerpt(self, text: str) -> SafeString | str:
        """The part of a long text around the first hits, or nothing without any."""
        shown = " ".join(clean(text).split())
        found = list(islice(words(shown), _MOST_WORDS))
        hits = [number for number, word in enumerate(found) if self._is_hit(word.shown)]
        if not hits:
            return ""
        first = max(0, _densest(hits) - _BEFORE)
        last = min(len(found), first + _LENGTH) - 1
        start = found[first].start if first else 0
        end = found[last].end if last + 1 < len(found) else len(shown)
        return format_html(
            "{}{}{}",
            "… " if start else "",
            self._marked(shown[start:end]),
            " …" if end < len(shown) else "",
        )

    def _marked(self, text: str) -> SafeString:
        """Each different piece is looked at once: a long text says most words many times."""
        between, found = apart(text)
        gaps = {gap: html.escape(gap) for gap in set(between)}
        drawn = {word: self._drawn(word) for word in set(found)}
        pieces = chain.from_iterable(
            (gaps[gap], drawn[word]) for gap, word in zip(between, found, strict=False)
        )
        return mark_safe("".join([*pieces, gaps[between[-1]]]))  # noqa: S308 - all are escaped above

    def _drawn(self, word: str) -> str:
        escaped = html.escape(word)
        return f"<mark>{escaped}</mark>" if self._is_hit(word[:LONGEST]) else escaped

    def _is_hit(self, shown: str) -> bool:
        folded = fold(shown)
        if folded in self.lexemes or (self.beginnings and folded.startswith(self.beginnings)):
            return True
        if not folded.startswith(self.alike):  # forms of a word begin alike: most are none
            return False
        return not (
            self.lexemes.isdisjoint(lexemes(folded)) and self.kin.isdisjoint(relatives(folded))
        )


def _densest(hits: list[int]) -> int:
    """The hit that has most others after it within one excerpt."""
    width = _LENGTH - _BEFORE
    return max(hits, key=lambda hit: bisect_left(hits, hit + width) - bisect_left(hits, hit))
