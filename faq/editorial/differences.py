"""What differs between two texts, word by word.

Pure, and bounded in time for the longest texts that are taken: units that occur once on both sides
hold the two together, difflib compares what lies between, and where that is too much for it the
whole of it counts as removed and added; the row says so.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from faq.editorial.texts import Text

SAME, REMOVED, ADDED = "same", "removed", "added"
CONTEXT = 2
_WORD = re.compile(r"[\w\u0300-\u036f]+|\s+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])[ \t]+")
_LONG_LINE = 600
# Pairs of words and signs that difflib may compare: between two words that hold the texts together,
# and in a whole text. 250 words without one of those against other 250 take it 20 ms, all that it
# may compare 0.2 s.
_MOST_AT_ONCE = 250_000
_MOST_IN_ALL = 2_000_000
_LITTLE = 3
_ALIKE = 0.3

NAMES: dict[str, str | Promise] = {
    "title": _("Question"),
    "short_answer": _("Short answer"),
    "body": _("Full answer"),
    "addendum": _("For members"),
}


@dataclass(frozen=True)
class Piece:
    """Some words; `kind` is SAME, REMOVED or ADDED."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """Lines that face each other: what stood there `before`, and what stands there `after`."""

    before: list[Piece]
    after: list[Piece]
    lines: int = 1
    is_changed: bool = False
    is_folded: bool = False
    is_rough: bool = False  # too much to compare word by word: more is marked than has changed

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.before)


@dataclass(frozen=True)
class FieldDifference:
    name: str
    label: str | Promise
    rows: list[Row]


@dataclass
class _Budget:
    """How many comparisons difflib may still make, so that no text takes it long."""

    left: int = _MOST_IN_ALL
    refused: int = 0

    def allows(self, before: Sequence[str], after: Sequence[str]) -> bool:
        cost = len(before) * len(after)
        if cost > min(self.left, _MOST_AT_ONCE):
            self.refused += 1
            return False
        self.left -= cost
        return True


@dataclass(frozen=True)
class _Part:
    """A stretch of both sides: the same, or one instead of the other."""

    is_same: bool
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def between(before: Text, after: Text) -> list[FieldDifference]:
    """The fields that differ, in the order in which a reader meets them; none if none does."""
    return [
        FieldDifference(name, label, rows_of(getattr(before, name), getattr(after, name)))
        for name, label in NAMES.items()
        if getattr(before, name) != getattr(after, name)
    ]


def rows_of(before: str, after: str) -> list[Row]:
    """Two texts beside each other, unchanged lines far from any change folded."""
    budget = _Budget()
    parts = list(_parts(_units(before), _units(after), budget))
    rows: list[Row] = []
    for number, part in enumerate(parts):
        if part.is_same:
            rows += _unchanged(part.before, is_first=number == 0, is_last=number == len(parts) - 1)
        else:
            rows.append(_changed("".join(part.before), "".join(part.after), budget))
    return rows


def _units(text: str) -> list[str]:
    """Lines with their ends, the last one too; a long one in sentences."""
    units: list[str] = []
    if text and not text.endswith("\n"):
        text = f"{text}\n"
    for line in text.splitlines(keepends=True):
        if len(line) <= _LONG_LINE:
            units.append(line)
        else:
            ends = [0, *(found.end() for found in _SENTENCE_END.finditer(line)), len(line)]
            units += [line[start:end] for start, end in pairwise(ends) if start < end]
    return units


def _unchanged(units: Sequence[str], *, is_first: bool, is_last: bool) -> list[Row]:
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    if len(units) <= head + tail + 1:
        return [_same_row(units)] if units else []
    folded = units[head : len(units) - tail]
    rows = [_same_row(units[:head])] if head else []
    rows.append(_same_row(folded, is_folded=True))
    return [*rows, _same_row(units[-tail:])] if tail else rows


def _same_row(units: Sequence[str], *, is_folded: bool = False) -> Row:
    pieces = [Piece(SAME, "".join(units).rstrip("\n"))]
    return Row(pieces, pieces, lines=len(units), is_folded=is_folded)


def _changed(before: str, after: str, budget: _Budget) -> Row:
    before, after = _ends_alike(before, after)
    refused = budget.refused
    parts = list(_parts(_WORD.findall(before), _WORD.findall(after), budget))
    parts = _without_crumbs(_from_its_line(parts))
    same = sum(len("".join(part.before)) for part in parts if part.is_same)
    if same < _ALIKE * min(len(before), len(after)):
        parts = [_Part(False, [before], [after])]
    left = [Piece(SAME if part.is_same else REMOVED, "".join(part.before)) for part in parts]
    right = [Piece(SAME if part.is_same else ADDED, "".join(part.after)) for part in parts]
    return Row(
        [piece for piece in left if piece.text],
        [piece for piece in right if piece.text],
        is_changed=True,
        is_rough=budget.refused > refused,
    )


def _ends_alike(before: str, after: str) -> tuple[str, str]:
    """Without the line's end, unless there is nothing else that differs."""
    shorter = before.rstrip("\n"), after.rstrip("\n")
    return shorter if shorter[0] != shorter[1] else (before, after)


def _without_crumbs(parts: list[_Part]) -> list[_Part]:
    """A blank or a little word that stayed amid changes reads better as part of them."""
    merged: list[_Part] = []
    for number, part in enumerate(parts):
        is_crumb = (
            part.is_same
            and 0 < number < len(parts) - 1
            and len("".join(part.before).strip()) <= _LITTLE
        )
        changed = _Part(False, part.before, part.after) if is_crumb else part
        if merged and not changed.is_same and not merged[-1].is_same:
            last = merged.pop()
            changed = _Part(False, [*last.before, *changed.before], [*last.after, *changed.after])
        merged.append(changed)
    return merged


def _from_its_line(parts: list[_Part]) -> list[_Part]:
    """Words put in or taken out begin with their paragraph, where the signs around allow it."""
    for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
        if part.is_same or (part.before and part.after):
            continue
        moved, rest = [*(part.before or part.after)], [*after.before]
        for number in range(min(len(moved) - 1, len(rest), _LITTLE) + 1):
            if "\n" in moved[number] and moved[:number] == rest[:number]:
                shared, words = moved[:number], [*moved[number:], *moved[:number]]
                part.before[:], part.after[:] = (words, []) if part.before else ([], words)
                for side in (before.before, before.after):
                    side.extend(shared)
                del after.before[:number], after.after[:number]
                break
    return [part for part in parts if part.before or part.after]


def _parts(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[_Part]:
    """The stretches of both sides, neighbours of a kind put together."""
    held: _Part | None = None
    for part in _stretches(before, after, budget):
        if held and held.is_same == part.is_same:
            held = _Part(part.is_same, [*held.before, *part.before], [*held.after, *part.after])
        else:
            if held:
                yield held
            held = part
    if held:
        yield held


def _stretches(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[_Part]:
    start = _length_of_same(before, after)
    end = _length_of_same(before[start:][::-1], after[start:][::-1])
    if start:
        yield _Part(True, list(before[:start]), list(after[:start]))
    yield from _anchored(before[start : len(before) - end], after[start : len(after) - end], budget)
    if end:
        yield _Part(True, list(before[-end:]), list(after[-end:]))


def _length_of_same(before: Sequence[str], after: Sequence[str]) -> int:
    number = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        number += 1
    return number


def _anchored(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[_Part]:
    i = j = 0
    for left, right in _anchors(before, after):
        yield from _compared(before[i:left], after[j:right], budget)
        yield _Part(True, [before[left]], [after[right]])
        i, j = left + 1, right + 1
    yield from _compared(before[i:], after[j:], budget)


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """What occurs once on both sides, as far as its order is the same: the longest such row."""
    once = _once(before).keys() & _once(after).keys()
    places = _once(after)
    pairs = [(i, places[unit]) for i, unit in enumerate(before) if unit in once]
    return _longest_rising(pairs)


def _once(units: Sequence[str]) -> dict[str, int]:
    counts = Counter(units)
    return {unit: place for place, unit in enumerate(units) if counts[unit] == 1 and unit.strip()}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int | None] = []
    for number, (_left, right) in enumerate(pairs):
        place = bisect_left(tops, right)
        before.append(piles[place - 1] if place else None)
        if place == len(tops):
            tops.append(right)
            piles.append(number)
        else:
            tops[place], piles[place] = right, number
    chain: list[tuple[int, int]] = []
    current = piles[-1] if piles else None
    while current is not None:
        chain.append(pairs[current])
        current = before[current]
    return chain[::-1]


def _compared(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[_Part]:
    if not before or not after or not budget.allows(before, after):
        if before or after:
            yield _Part(False, list(before), list(after))
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        yield _Part(kind == "equal", list(before[i1:i2]), list(after[j1:j2]))
