"""What each answer that is looked at has of the question, and what that is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import getitem

from django.db import connection

from faq.search import candidates, marks
from faq.search.candidates import Candidate, Parameters, Part
from faq.search.lexemes import lexemes
from faq.search.query import Group, Question, Unit
from faq.search.stopwords import STOP_WORDS
from faq.search.words import plain

MOST_RESULTS = 15
_TO_COMPARE = 20
_MOST_TO_COMPARE = 40
_NEAR_SHARE = 0.85
_KIN_SHARE = 0.75
_ONLY_NEAR = 0.95
_PARTS_SHARE = 0.85  # of the words of a phrase, each somewhere
_ONLY_KIN = 0.85
_BEGINNING_SHARE = 0.95
_MAYBE_BEGINNING_SHARE = 0.55  # of a word that stands in answers as it is
_TITLE_BONUS = 0.65
_NAME_BONUS = 0.55
_PAIR_BONUS = 0.5
# What a word is worth by where it stands.
_THERE = marks.by_rank(a=1.0, b=1.0, d=1.0, c=0.8)
_TITLED = marks.by_rank(a=1.0, d=0.6, b=0.35, c=0.0)
# A vector is unpacked once for all wordings.
_WORDINGS = """
SELECT document.id, {wordings}
FROM faq_searchdocument AS document,
     LATERAL (SELECT document.vector || '' AS vector OFFSET 0) AS whole
WHERE document.id = ANY(%(unsure)s)
"""


def rank(question: Question, readable: list[str]) -> list[Candidate]:
    """The best candidates, the best first."""
    found = candidates.find(question, readable) or candidates.find(question, readable, is_wide=True)
    _reckon(found, question)
    best = _best_of([candidate for candidate in found if candidate.covered])
    _compare(best, question)
    best.sort(key=lambda one: (-one.score, not one.is_pinned, one.question_id))
    return best[:MOST_RESULTS]


def _best_of(found: list[Candidate]) -> list[Candidate]:
    """Those to compare; more where some may only seem to have a wording."""
    found.sort(key=lambda one: (-one.score, one.question_id))
    best: list[Candidate] = []
    sure = 0
    for candidate in found[:_MOST_TO_COMPARE]:
        if sure == _TO_COMPARE:
            break
        best.append(candidate)
        sure += not any(part.wordings for part in candidate.parts)
    return best


def _reckon(found: list[Candidate], question: Question) -> None:
    """How much of the question each covers, and in its title.

    A member's question may be covered by the answer and its addendum together.
    """
    scales = [_Scale(group) for group in question.groups]
    units = question.units()
    known: dict[bytes, tuple[float, float]] = {}
    for candidate in found:
        # The same places are worth the same, and few answers have places of their own.
        ranks = candidate.ranks
        if ranks not in known:
            best = [
                scale.best(ranks[n : n + 4])
                for n, scale in zip(range(0, len(ranks), 4), scales, strict=True)
            ]
            known[ranks] = _worth(question.groups, units, best)
        candidate.covered, titled = known[ranks]
        candidate.score = candidate.covered + _TITLE_BONUS * titled


class _Scale:
    """What a word of the question is worth, by kind and place: anywhere, and in a title."""

    def __init__(self, group: Group):
        beginning = _MAYBE_BEGINNING_SHARE if group.count else _BEGINNING_SHARE
        # Asked in the other language, a word can only be found by others for it.
        near, kin = (_NEAR_SHARE, _KIN_SHARE) if group.count else (_ONLY_NEAR, _ONLY_KIN)
        shares = (group.closeness, near, kin, beginning)
        self._there = [[share * worth for worth in _THERE] for share in shares]
        self._titled = [[share * worth for worth in _TITLED] for share in shares]
        self._known: dict[bytes, tuple[float, float]] = {}

    def best(self, ranks: bytes) -> tuple[float, float]:
        """What the answer has of the word, and what its title has."""
        found = self._known.get(ranks)
        if found is None:
            found = self._known[ranks] = (
                max(map(getitem, self._there, ranks)),
                max(map(getitem, self._titled, ranks)),
            )
        return found


def _worth(
    groups: list[Group], units: list[Unit], best: list[tuple[float, float]]
) -> tuple[float, float]:
    covered = titled = whole = 0.0
    for members, phrase in units:
        if phrase is None:
            n = members[0]
            weight = groups[n].weight
            there, in_title = best[n]
        else:
            weight = groups[phrase].weight
            parts = sum(groups[n].weight for n in members)
            there, in_title = (
                max(
                    _PARTS_SHARE * sum(best[n][kind] * groups[n].weight for n in members) / parts,
                    best[phrase][kind],
                )
                for kind in range(2)
            )
        whole += weight
        covered += weight * there
        titled += weight * in_title
    return covered / whole, titled / whole


def _compare(best: list[Candidate], question: Question) -> None:
    """What is dear to reckon, for the best few: whether wordings stand in their order, how near
    a title is, how dense the words are.
    """
    if unsure := [part for candidate in best for part in candidate.parts if part.wordings]:
        _settle(unsure)
        _reckon(best, question)
    asked = plain(question.asked)
    forms = _forms(question)
    for candidate in best:
        density = likeness = 0.0
        for part in candidate.parts:
            names = part.names.splitlines()
            density = max(density, part.density)
            likeness = max(likeness, _likeness(asked, forms, names) + 2.5 * (asked in names))
        candidate.score += 0.8 * density + _NAME_BONUS * likeness


def _settle(unsure: list[Part]) -> None:
    """Where the wordings stand that these parts may have."""
    terms = list(dict.fromkeys(term for part in unsure for _slot, term, _rank in part.wordings))
    given = Parameters(unsure=[part.document_id for part in unsure])
    wordings = " || ".join(candidates.place_of(term, given) for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(_WORDINGS.format(wordings=wordings), given)
        found = dict(cursor.fetchall())
    for part in unsure:
        part.settle(dict(zip(terms, found[part.document_id], strict=True)))


@dataclass(frozen=True)
class _Forms:
    """All lexemes of the question's words, and those of other words for them."""

    in_order: tuple[frozenset[str], ...]
    own: frozenset[str]
    others: frozenset[str]


def _forms(question: Question) -> _Forms:
    groups = question.own
    own = frozenset(lexeme for group in groups for lexeme in group.lexemes)
    others = frozenset(
        lexeme
        for group in groups
        for term in (*group.near, *group.far)
        if len(term.forms) == 1
        for lexeme in term.lexemes
    )
    return _Forms(tuple(frozenset(group.lexemes) for group in groups), own, others - own)


def _likeness(asked: str, forms: _Forms, names: Iterable[str]) -> float:
    """How near the nearest wording is: 1 for the same words and no others.

    The telling words count most; the small ones part “what does it do” from “what does it not do”.
    """
    all_asked = frozenset(asked.split())
    best = 0.0
    for name in names:
        all_named, telling = _named(name)
        met, are_beside, was_own = 0.0, False, False
        for found in telling:
            is_own = not forms.own.isdisjoint(found)
            if is_own:
                met += 1.0
                are_beside |= was_own
            elif not forms.others.isdisjoint(found):
                met += 0.6
            was_own = is_own
        close = met / (len(telling) + max(len(forms.in_order) - met, 0))
        same = len(all_named & all_asked)
        closer = same / (len(all_named) + len(all_asked) - same)
        together = _PAIR_BONUS * _pairs(forms.in_order, telling) if are_beside else 0.0
        best = max(best, 0.7 * close + 0.3 * closer + together)
    return best


def _pairs(asked: tuple[frozenset[str], ...], named: tuple[frozenset[str], ...]) -> float:
    """How many of the question's neighbours are neighbours in the title: “Board of Directors”
    there is more than a board here and directors there.
    """
    if len(asked) < 2:
        return 0.0
    beside = list(pairwise(named))
    met = sum(
        any(not (one.isdisjoint(left) or other.isdisjoint(right)) for left, right in beside)
        for one, other in pairwise(asked)
    )
    return met / (len(asked) - 1)


@lru_cache(maxsize=10_000)
def _named(name: str) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """The words of a title, and the forms of those that tell something."""
    all_named = frozenset(name.split())
    telling = [word for word in name.split() if word not in STOP_WORDS] or list(all_named)
    return all_named, tuple(map(lexemes, dict.fromkeys(telling)))
