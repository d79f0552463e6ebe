"""Which answers are looked at, and where each of them has the words of the question.

A few hundred at most, found by the index alone, the telling words first; only they are weighed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from faq.search import marks
from faq.search.lexemes import TITLE, any_of
from faq.search.query import Group, Question
from faq.search.thesaurus import Term

_FEW = 80  # rows that may be weighed without choosing
_MOST_OF_A_KIND = 40
_COMMON = 5_000
KINDS = range(4)  # a word itself, others for it, its kin, what begins like it
_KIN, _BEGINNING = 2, 3
# The planner does not know how rare two words are together, and would rather read everything.
_BEFORE = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; "
_AFTER = "; SET LOCAL enable_seqscan = DEFAULT; SET LOCAL enable_indexscan = DEFAULT"
_FIND = """
WITH picked AS MATERIALIZED ({picked})
SELECT id, question_id, (marks & %(marks)s::int[])::text
FROM faq_searchdocument AS document
WHERE id = ANY(ARRAY(SELECT id FROM picked)) AND {only}
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
CASE WHEN NOT whole.vector @@ {anywhere} THEN '0' WHEN whole.vector @@ {a} THEN 'a'
     WHEN whole.vector @@ {b} THEN 'b' WHEN whole.vector @@ {d} THEN 'd' ELSE 'c' END
"""
_DENSITY = marks.by_rank(a=1.0, b=0.4, c=0.3, d=0.1)
_Slot = int  # four of them a group, one a kind
_Wording = tuple[_Slot, Term, int]  # with the rank of the best place where it may stand
_Read = tuple[float, bytes, bytes, tuple[_Wording, ...]]


@dataclass
class Part:
    """A document of a question: where it has each group and kind, as ranks of marks.PLACES.

    Of `wordings` it has all words; whether one after the other is not yet known. `at_best`, they
    stand so.
    """

    document_id: int
    density: float
    ranks: bytes
    at_best: bytes
    wordings: tuple[_Wording, ...]

    def settle(self, found: dict[Term, str]) -> None:
        """Where the wordings do stand, each with its sign."""
        ranks = bytearray(self.ranks)
        for slot, term, _rank in self.wordings:
            ranks[slot] = min(ranks[slot], marks.SIGNS.index(found[term]))
        self.ranks = self.at_best = bytes(ranks)
        self.wordings = ()


@dataclass
class Candidate:
    """A question, with the parts of it that these readers may read."""

    question_id: int
    parts: list[Part] = field(default_factory=list)
    covered: float = 0.0
    score: float = 0.0
    is_pinned: bool = False

    @property
    def ranks(self) -> bytes:
        """At best, of all its parts together."""
        if len(self.parts) == 1:
            return self.parts[0].at_best
        return bytes(map(min, *(part.at_best for part in self.parts)))


class Parameters(dict[str, Any]):
    """The values of a statement; each query of words gets a name to stand in it."""

    def query(self, words: str) -> str:
        name = f"q{len(self)}"
        self[name] = words
        return f"%({name})s::tsquery"


def find(question: Question, readable: list[str], *, is_wide: bool = False) -> list[Candidate]:
    groups = [group for group in question.groups if group.is_known]
    if not groups:
        return []
    sought = _Sought(question)
    given = Parameters(readable=readable, marks=sought.marks)
    only = [f"vector @@ {given.query(term.query())}" for term in question.phrases]
    only += [_WITHOUT.format(query=given.query(term.query())) for term in question.unwanted]
    picked = [
        _PICK.format(query=given.query(words), limit=limit)
        for words, limit in _picks(groups, is_wide=is_wide)
    ]
    text = _FIND.format(
        picked=" UNION ".join(picked),
        only=" AND ".join(only) or "true",
    )
    found: dict[int, Candidate] = {}
    for pk, question_id, numbers in _run(text, given):
        candidate = found.setdefault(question_id, Candidate(question_id))
        candidate.parts.append(Part(pk, *sought.found(numbers)))
    return list(found.values())


def place_of(term: Term, given: Parameters) -> str:
    """SQL for the sign of the best place where a vector has this wording."""
    return _PLACE.format(
        anywhere=given.query(term.query()),
        **{name: given.query(term.query(after=name.upper())) for name in "abd"},
    )


class _Meaning(NamedTuple):
    """What one mark tells of a document that has it."""

    lexeme: str
    rank: int
    slots: tuple[_Slot, ...]
    begins: Sequence[int]  # wordings that begin with it
    density: float


class _Sought:
    """What is looked for in a document: a slot for each group and kind."""

    def __init__(self, question: Question):
        self._nowhere = bytes([marks.NOWHERE]) * (len(KINDS) * len(question.groups))
        self._wordings: list[tuple[_Slot, Term]] = []
        slots: dict[str, set[_Slot]] = defaultdict(set)
        begins: dict[str, list[int]] = defaultdict(list)
        for n, group in enumerate(question.groups):
            for slot, terms in enumerate(terms_of(group), len(KINDS) * n):
                for term in terms:
                    for lexeme in term.forms[0]:
                        if len(term.forms) == 1:
                            slots[lexeme].add(slot)
                        else:
                            begins[lexeme].append(len(self._wordings))
                    if len(term.forms) > 1:
                        self._wordings.append((slot, term))
                        for lexeme in term.lexemes:
                            slots.setdefault(lexeme, set())
            if group.kin_count:
                for root in group.relatives:
                    slots[root].add(len(KINDS) * n + _KIN)
        dense = frozenset(slots)
        self._size = max(len(dense), 1)
        for n, group in enumerate(question.groups):
            for lexeme in group.begun:
                slots[lexeme].add(len(KINDS) * n + _BEGINNING)
        asked = marks.asked(slots)
        self.marks = f"{{{','.join(map(str, sorted(asked)))}}}"
        # As PostgreSQL writes them: most documents have the same few, and need not be read twice.
        self._meaning = {
            str(mark): _Meaning(
                lexeme,
                rank,
                tuple(slots[lexeme]),
                begins.get(lexeme, ()),
                _DENSITY[rank] if lexeme in dense else 0.0,
            )
            for mark, (lexeme, rank) in asked.items()
        }
        self._known: dict[str, _Read] = {}

    def found(self, numbers: str) -> _Read:
        """Density, ranks, ranks at best, and the wordings that make the difference."""
        if numbers not in self._known:
            self._known[numbers] = self._read(numbers)
        return self._known[numbers]

    def _read(self, numbers: str) -> _Read:
        ranks = bytearray(self._nowhere)
        density = 0.0
        has: dict[str, int] = {}
        may_be: set[int] = set()
        for number in numbers[1:-1].split(",") if len(numbers) > 2 else ():
            lexeme, rank, slots, begins, dense = self._meaning[number]
            has[lexeme] = rank
            density += dense
            for slot in slots:
                if rank < ranks[slot]:
                    ranks[slot] = rank
            may_be.update(begins)
        at_best = bytearray(ranks)
        found = []
        for n in sorted(may_be):
            slot, term = self._wordings[n]
            rank = _at_best(term, has)
            if rank < ranks[slot]:
                found.append((slot, term, rank))
                at_best[slot] = min(at_best[slot], rank)
        return density / self._size, bytes(ranks), bytes(at_best), tuple(found)


def _at_best(term: Term, has: dict[str, int]) -> int:
    """Where a wording may stand, if all its words do: no better than the worst of them."""
    worst = 0
    for forms in term.forms:
        there = [has[form] for form in forms if form in has]
        if not there:
            return marks.NOWHERE
        worst = max(worst, min(there))
    return worst


def terms_of(group: Group) -> tuple[list[Term], list[Term], list[Term]]:
    """Of a group the terms that can tell something: its own, near ones and far ones.

    Where one word is enough, a wording with that word adds nothing.
    """
    own = [group.own] if group.count else []
    enough = own if group.closeness == 1 else []
    return (
        own,
        _telling(group.near, enough),
        _telling(group.far, []) if group.kin_count else [],
    )


def _telling(terms: Iterable[Term], enough: Iterable[Term]) -> list[Term]:
    single = [term.forms[0] for term in (*terms, *enough) if len(term.forms) == 1]
    return [
        term
        for term in terms
        if len(term.forms) == 1
        or not any(forms <= other for forms in term.forms for other in single)
    ]


def _picks(groups: list[Group], *, is_wide: bool) -> list[tuple[str, int]]:
    """Which rows to weigh, and how many of each kind at most.

    Only lexemes here, which the index answers without reading the rows. Words that thousands of
    answers have are looked for in titles alone, unless nothing is found there (`is_wide`).
    """
    asked = [anywhere(group) for group in groups]
    counts = [
        group.count + group.near_count + group.kin_count + group.beginning_count for group in groups
    ]
    if sum(counts) <= _FEW:
        return [(" | ".join(asked), _FEW)]
    titled = [anywhere(group, before=TITLE) for group in groups]
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
        if counts[rarest] > _FEW:  # else those that have all of it have been picked
            picks.append((" & ".join(asked), _MOST_OF_A_KIND))
    if len(groups) > 2:
        for n in by_rarity[:-4:-1]:  # all but one of the commonest
            others = [each for m, each in enumerate(titled) if m != n]
            picks.append((" & ".join(others), _MOST_OF_A_KIND // 2))
    picks.append((" | ".join(titled[n] for n in by_rarity[:2]), _MOST_OF_A_KIND))
    return picks


def anywhere(group: Group, *, before: str = "") -> str:
    """A tsquery of all that may stand for the group, in any order."""
    own, near, far = terms_of(group)
    kinds = [
        *(term.query(before=before, in_order=False) for term in (*own, *near, *far)),
        any_of(group.relatives, before=before) if group.kin_count else "",
        any_of([group.folded], before=before, after="*") if group.begun else "",
    ]
    return f"({' | '.join(filter(None, kinds))})"


def _run(text: str, given: Parameters) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE + text + _AFTER, given)
        while cursor.description is None:
            cursor.nextset()
        return cursor.fetchall()
