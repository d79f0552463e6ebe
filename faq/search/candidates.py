"""Which answers are looked at, and where each of them has the words of the question.

A few hundred at most, found by the index alone, the telling words first; only they are weighed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from faq.search import by_index, marks, picks
from faq.search.picks import Pick, terms_of
from faq.search.query import Question
from faq.search.thesaurus import Term

KINDS = range(4)  # a word itself, others for it, its kin, what begins like it
_KIN, _BEGINNING = 2, 3
_FIND = """
WITH {picks}
SELECT id, question_id, (marks & %(marks)s::int[])::text, array_to_string(names, E'\\n'),
       question_id = ANY(ARRAY(SELECT id FROM faq_question WHERE is_pinned))
FROM faq_searchdocument AS document
WHERE id = ANY(ARRAY({picked})) AND {only}
"""
# Written so that the index of the words is the only one that fits.
_PICK = """
{name} AS MATERIALIZED (
    SELECT id FROM faq_searchdocument
    WHERE {unless} {has_all} AND visibility || '' = ANY(%(readable)s) LIMIT {limit})
"""
_UNLESS = "(SELECT count(*) FROM ({picked}) AS picked) < {enough} AND"
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
    names: str  # a line each
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
    is_pinned: bool
    parts: list[Part] = field(default_factory=list)
    covered: float = 0.0
    score: float = 0.0

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
    if not any(group.is_known for group in question.groups):
        return []
    chosen = picks.of(question, is_wide=is_wide)
    if not chosen:  # common words, and none of them in a title
        return []
    sought = _Sought(question)
    given = Parameters(readable=readable, marks=sought.marks)
    only = [f"vector @@ {given.query(term.query())}" for term in question.phrases]
    only += [_WITHOUT.format(query=given.query(term.query())) for term in question.unwanted]
    text = _FIND.format(
        picks=", ".join(_pick(each, given) for each in chosen),
        picked=_ids(each.name for each in chosen),
        only=" AND ".join(only) or "true",
    )
    found: dict[int, Candidate] = {}
    for pk, question_id, numbers, names, is_pinned in by_index.fetch(text, given):
        candidate = found.setdefault(question_id, Candidate(question_id, is_pinned))
        candidate.parts.append(Part(pk, names, *sought.found(numbers)))
    return list(found.values())


def _pick(pick: Pick, given: Parameters) -> str:
    picked = _ids(pick.unless)
    return _PICK.format(
        name=pick.name,
        unless=_UNLESS.format(picked=picked, enough=picks.ENOUGH) if picked else "",
        has_all=" AND ".join(f"vector @@ {given.query(words)}" for words in pick.words),
        limit=pick.limit,
    )


def _ids(names: Iterable[str]) -> str:
    return " UNION ".join(f"TABLE {name}" for name in names)


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
        best = marks.NOWHERE
        for form in forms:
            if (rank := has.get(form, best)) < best:
                best = rank
        if best == marks.NOWHERE:
            return best
        if best > worst:
            worst = best
    return worst
