"""Links to a part of an answer go on leading there when its heading is reworded."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from cluster_portal.toolkit import markdown
from cluster_portal.toolkit.markdown import Heading
from faq.questions.models import Translation

_ALIKE = 0.5
# Pairs of headings that are compared; what is more has kept its words, or its order, or neither.
_MOST_IN_ORDER = 250_000
_MOST_BY_LIKENESS = 10_000


def kept_anchors(text: Translation, *, body: str, addendum: str) -> dict[str, dict[str, str]]:
    """What belongs into `text.anchors` when these words take the place of the present ones."""
    kept = {}
    for part, new in {"body": body, "addendum": addendum}.items():
        field: Any = Translation._meta.get_field(f"{part}_html")
        known = text.anchors.get(part, {})
        if carried := carry_over(getattr(text, part), new, known, prefix=field.prefix):
            kept[part] = carried
    return kept


def carry_over(
    old: str, new: str, known: Mapping[str, str], *, prefix: str = "h-"
) -> dict[str, str]:
    """The ids that headings of `new` keep from those of `old`: {made of words: kept}.

    A heading is the old one if it has the same words, wherever it stands now; what is left over
    between two such headings is paired by likeness, then by order. It keeps the id that it first
    had (`known`); a heading that is new gives way where its own words make an id that is kept.
    """
    before = markdown.headings(old, prefix=prefix)
    after = markdown.headings(new, prefix=prefix)
    pairs = dict(_pairs(before, after))
    taken: dict[str, int] = {}
    first: dict[int, str] = {}
    for place, was in sorted(pairs.items()):
        anchor = before[was].anchor
        first[place] = markdown.free_anchor(known.get(anchor, anchor), taken)
    given = {
        heading.anchor: first.get(place) or markdown.free_anchor(heading.anchor, taken)
        for place, heading in enumerate(after)
    }
    return {made: anchor for made, anchor in given.items() if made != anchor}


def _pairs(before: list[Heading], after: list[Heading]) -> Iterator[tuple[int, int]]:
    """(place in the new text, place in the old text)."""
    old, new = ([_plain(heading) for heading in text] for text in (before, after))
    places = defaultdict(list)
    for place, words in enumerate(old):
        places[words].append(place)
    same = {place: places[words].pop(0) for place, words in enumerate(new) if places[words]}
    yield from same.items()
    if len(old) * len(new) > _MOST_IN_ORDER:
        return
    gone = set(range(len(old))) - set(same.values())
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace":
            were = [place for place in range(i, j) if place in gone]
            are = [place for place in range(k, m) if place not in same]
            yield from _by_likeness(old, new, were, are)


def _by_likeness(
    old: list[str], new: list[str], were: list[int], are: list[int]
) -> Iterator[tuple[int, int]]:
    pairs = [(place, was) for was in were for place in are]
    likeness = sorted(
        (-SequenceMatcher(None, old[was], new[place]).ratio(), place, was)
        for place, was in (pairs if len(pairs) <= _MOST_BY_LIKENESS else [])
    )
    for score, place, was in likeness:
        if -score >= _ALIKE and place in are and was in were:
            were.remove(was)
            are.remove(place)
            yield place, was
    yield from zip(are, were, strict=False)


def _plain(heading: Heading) -> str:
    return " ".join(heading.words.split()).casefold()
