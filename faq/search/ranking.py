"""Which answers are looked at, and what of the question each of them has.

A few hundred candidates at most, found by the index alone, the telling words first; only they are
weighed. PostgreSQL says where in an answer each word stands; what that is worth is reckoned here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from django.db import connection

from faq.search.lexemes import TITLE, any_of, lexemes
from faq.search.query import Group, Question, Unit
from faq.search.stopwords import STOP_WORDS
from faq.search.words import plain

MOST_RESULTS = 15
_FEW = 200  # rows that may be weighed without choosing
_MOST_OF_A_KIND = 80
_COMMON = 5_000
_TO_COMPARE = 30
_NEAR_SHARE = 0.85
_KIN_SHARE = 0.75
_ONLY_NEAR = 0.95
_PARTS_SHARE = 0.85  # of the words of a phrase, each somewhere
_ONLY_KIN = 0.85
_BEGINNING_SHARE = 0.95
_MAYBE_BEGINNING_SHARE = 0.55  # of a word that stands in answers as it is
_TITLE_BONUS = 0.65
_NAME_BONUS = 0.55
# What a word is worth by where it stands: in a title, what is near to it, a former title, the text.
_THERE = {"a": 1.0, "b": 1.0, "d": 1.0, "c": 0.8, "0": 0.0}
_TITLED = {"a": 1.0, "d": 0.6, "b": 0.35, "c": 0.0, "0": 0.0}
# The planner does not know how rare two words are together, and would rather read everything.
_BEFORE = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; "
_AFTER = "; SET LOCAL enable_seqscan = DEFAULT; SET LOCAL enable_indexscan = DEFAULT"
_WEIGH = """
WITH picked AS MATERIALIZED ({picked}),
whole AS MATERIALIZED (
    SELECT document.id, question_id, vector || '' AS vector  -- unpacked, and only once
    FROM faq_searchdocument AS document
    WHERE id = ANY(ARRAY(SELECT id FROM picked)) AND {only}
)
SELECT id, question_id, {columns} FROM whole
"""
# Written so that the index of the words is the only one that fits.
_PICK = """
(SELECT id FROM faq_searchdocument
 WHERE vector @@ {query} AND visibility || '' = ANY(%(readable)s) LIMIT {limit})
"""
# Whatever part of a question has it, the whole question is out.
_WITHOUT = """
NOT EXISTS (SELECT FROM faq_searchdocument AS other
            WHERE other.question_id = document.question_id
              AND other.visibility = ANY(%(readable)s) AND other.vector @@ {query})
"""
_PLACE = """
CASE WHEN NOT vector @@ {anywhere} THEN '0' WHEN vector @@ {a} THEN 'a'
     WHEN vector @@ {b} THEN 'b' WHEN vector @@ {d} THEN 'd' ELSE 'c' END
"""
_COMPARE = """
SELECT document.id, document.names, question.is_pinned,
       ts_rank('{0.1, 0.3, 0.4, 1.0}', document.vector, %(any)s::tsquery, 1)
FROM faq_searchdocument AS document JOIN faq_question AS question ON question.id = question_id
WHERE document.id = ANY(%(found)s)
"""


@dataclass
class Candidate:
    """A question, with the best place of each group: of the word, of others for it, of its kin,
    of what begins like it."""

    question_id: int
    documents: list[int] = field(default_factory=list)
    places: list[list[str]] = field(default_factory=list)  # of each document, of each group
    covered: float = 0.0
    score: float = 0.0
    is_pinned: bool = False


def rank(question: Question, readable: list[str]) -> list[Candidate]:
    """The best candidates, the best first."""
    candidates = _candidates(question, readable) or _candidates(question, readable, is_wide=True)
    _reckon(candidates, question)
    candidates = [candidate for candidate in candidates if candidate.covered]
    candidates.sort(key=lambda one: (-one.score, one.question_id))
    best = candidates[:_TO_COMPARE]
    _compare(best, question)
    best.sort(key=lambda one: (-one.score, not one.is_pinned, one.question_id))
    return best[:MOST_RESULTS]


class _Parameters(dict[str, Any]):
    """The values of a statement; each query of words gets a name to stand in it."""

    def query(self, words: str) -> str:
        name = f"q{len(self)}"
        self[name] = words
        return f"%({name})s::tsquery"


def _candidates(
    question: Question, readable: list[str], *, is_wide: bool = False
) -> list[Candidate]:
    groups = [group for group in question.groups if group.is_known]
    if not groups:
        return []
    given = _Parameters(readable=readable)
    only = [f"vector @@ {given.query(term.query())}" for term in question.phrases]
    only += [_WITHOUT.format(query=given.query(term.query())) for term in question.unwanted]
    places = [
        _PLACE.format(
            anywhere=given.query(words[0]),
            a=given.query(words[1]),
            b=given.query(words[2]),
            d=given.query(words[3]),
        )
        if words[0]
        else "'0'"
        for group in groups
        for words in zip(*(_kinds(group, weight) for weight in ("", "A", "B", "D")), strict=True)
    ]
    picked = [
        _PICK.format(query=given.query(words), limit=limit)
        for words, limit in _picks(groups, is_wide=is_wide)
    ]
    text = _WEIGH.format(
        picked=" UNION ".join(picked),
        only=" AND ".join(only) or "true",
        columns=" || ".join(places),
    )
    found: dict[int, Candidate] = {}
    numbers = [question.groups.index(group) for group in groups]
    for pk, question_id, signs in _run(text, given):
        candidate = found.setdefault(question_id, Candidate(question_id))
        candidate.documents.append(pk)
        theirs = ["0000"] * len(question.groups)
        for place, number in enumerate(numbers):
            theirs[number] = signs[4 * place : 4 * place + 4]
        candidate.places.append(theirs)
    return list(found.values())


def _run(text: str, given: _Parameters) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE + text + _AFTER, given)
        while cursor.description is None:
            cursor.nextset()
        return cursor.fetchall()


def _kinds(group: Group, weight: str) -> list[str]:
    """What is looked up of a group: itself, others for it, its kin, what begins like it."""
    kin = [any_of(group.relatives, after=weight), *(far.query(after=weight) for far in group.far)]
    return [
        group.own.query(after=weight) if group.count else "",
        " | ".join(term.query(after=weight) for term in group.near),
        " | ".join(filter(None, kin)) if group.kin_count else "",
        any_of([group.folded], after=f"*{weight}") if group.beginning_count else "",
    ]


def _picks(groups: list[Group], *, is_wide: bool) -> list[tuple[str, int]]:
    """Which rows to weigh, and how many of each kind at most.

    Only lexemes here, which the index answers without reading the rows. Words that thousands of
    answers have are looked for in titles alone, unless nothing is found there (`is_wide`).
    """
    asked = [_anywhere(group) for group in groups]
    counts = [
        group.count + group.near_count + group.kin_count + group.beginning_count for group in groups
    ]
    if sum(counts) <= _FEW:
        return [(" | ".join(asked), _FEW)]
    titled = [_anywhere(group, before=TITLE) for group in groups]
    by_rarity = sorted(range(len(groups)), key=lambda n: counts[n])
    rarest = by_rarity[0]
    picks = [(" & ".join(titled), _MOST_OF_A_KIND)]
    if counts[rarest] <= _COMMON or is_wide:
        rare, most = [], 0
        for n in by_rarity:
            most += counts[n]
            if most <= _FEW or n == rarest:
                rare.append(asked[n])
        picks.append((" | ".join(rare), _FEW))
        picks.append((" & ".join(asked), _MOST_OF_A_KIND))
    if len(groups) > 2:
        for n in by_rarity[:-5:-1]:  # all but one of the commonest
            others = [each for m, each in enumerate(titled) if m != n]
            picks.append((" & ".join(others), _MOST_OF_A_KIND // 2))
    picks.append((" | ".join(titled[n] for n in by_rarity[:2]), _MOST_OF_A_KIND))
    return picks


def _anywhere(group: Group, *, before: str = "") -> str:
    terms = (group.own, *group.near, *group.far)
    kinds = [
        *(term.query(before=before, in_order=False) for term in terms),
        any_of(group.relatives, before=before),
        any_of([group.folded], before=before, after="*") if group.beginning_count else "",
    ]
    return f"({' | '.join(filter(None, kinds))})"


def _reckon(candidates: list[Candidate], question: Question) -> None:
    """How much of the question each covers, and in its title.

    A member's question may be covered by the answer and its addendum together.
    """
    units = question.units()
    known: dict[tuple[str, ...], tuple[float, float]] = {}
    for candidate in candidates:
        # The same places are worth the same, and few answers have places of their own.
        key = tuple("".join(signs) for signs in zip(*candidate.places, strict=True))
        if key not in known:
            known[key] = _worth(question, units, key)
        candidate.covered, titled = known[key]
        candidate.score = candidate.covered + _TITLE_BONUS * titled


def _worth(question: Question, units: list[Unit], places: tuple[str, ...]) -> tuple[float, float]:
    best = [_best(group, signs) for group, signs in zip(question.groups, places, strict=True)]
    covered = titled = whole = 0.0
    for members, phrase in units:
        parts = [question.groups[n].weight for n in members]
        weight = parts[0] if phrase is None else question.groups[phrase].weight
        there, in_title = (
            sum(best[n][kind] * part for n, part in zip(members, parts, strict=True)) / sum(parts)
            for kind in range(2)
        )
        if phrase is not None:
            there = max(_PARTS_SHARE * there, best[phrase][0])
            in_title = max(_PARTS_SHARE * in_title, best[phrase][1])
        whole += weight
        covered += weight * there
        titled += weight * in_title
    return covered / whole, titled / whole


def _best(group: Group, signs: str) -> tuple[float, float]:
    """What the answer has of the word, and what its title has."""
    beginning = _MAYBE_BEGINNING_SHARE if group.count else _BEGINNING_SHARE
    # Asked in the other language, a word can only be found by others for it.
    near, kin = (_NEAR_SHARE, _KIN_SHARE) if group.count else (_ONLY_NEAR, _ONLY_KIN)
    shares = (group.closeness, near, kin, beginning)
    found = [
        (share, sign) for share, sign in zip(cycle(shares), signs, strict=False) if sign != "0"
    ]
    return (
        max((share * _THERE[sign] for share, sign in found), default=0.0),
        max((share * _TITLED[sign] for share, sign in found), default=0.0),
    )


def _compare(candidates: list[Candidate], question: Question) -> None:
    """What is dear to reckon, for the best few: how near a wording is, how dense the words are."""
    by_document = {pk: each for each in candidates for pk in each.documents}
    if not by_document:
        return
    known = [group for group in question.groups if group.is_known]
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPARE,
            {
                "found": list(by_document),
                "any": " | ".join(_anywhere(group) for group in known),
            },
        )
        rows = cursor.fetchall()
    asked = plain(question.asked)
    density: dict[int, float] = {}
    likeness: dict[int, float] = {}
    for pk, names, is_pinned, rank_ in rows:
        candidate = by_document[pk]
        candidate.is_pinned = is_pinned
        key = candidate.question_id
        density[key] = max(density.get(key, 0.0), float(rank_))
        near = _likeness(asked, question.own, names) + 2.5 * (asked in names)
        likeness[key] = max(likeness.get(key, 0.0), near)
    for candidate in candidates:
        key = candidate.question_id
        candidate.score += 0.3 * density.get(key, 0.0) + _NAME_BONUS * likeness.get(key, 0.0)


def _likeness(asked: str, groups: list[Group], names: Iterable[str]) -> float:
    """How near the nearest wording is: 1 for the same words and no others.

    The telling words count most; the small ones part “what does it do” from “what does it not do”.
    """
    forms = {lexeme for group in groups for lexeme in group.lexemes}
    others = {
        lexeme
        for group in groups
        for term in (*group.near, *group.far)
        if len(term.forms) == 1
        for lexeme in term.lexemes
    } - forms
    all_asked = set(asked.split())
    best = 0.0
    for name in names:
        all_named = set(name.split())
        telling = all_named - STOP_WORDS or all_named
        met = sum(
            1.0 if not forms.isdisjoint(found) else 0.6 if not others.isdisjoint(found) else 0.0
            for found in map(lexemes, telling)
        )
        close = met / (len(telling) + max(len(groups) - met, 0))
        closer = len(all_named & all_asked) / len(all_named | all_asked)
        best = max(best, 0.7 * close + 0.3 * closer)
    return best
