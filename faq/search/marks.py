"""Lexemes as numbers, each with the best place where an answer has it.

A vector of PostgreSQL knows every position, but is kept packed and apart from its row: to ask a few
hundred of them for a hundred lexemes takes longer than all the rest of a search. What is asked
first is only which lexemes an answer has, and whether in a title, near it or in the text; that is
the common part of two sorted lists of numbers, which `intarray` finds in microseconds.
"""

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from faq.search.lexemes import TITLE

PLACES = "abdc"  # title, near it, a former title, text: the best first
NOWHERE = len(PLACES)
SIGNS = PLACES + "0"  # by rank
_RANK = {place: n for n, place in enumerate(PLACES)}
_LOWEST = -(2**31)  # of PostgreSQL's integer


@lru_cache(maxsize=20_000)
def _number(lexeme: str) -> int:
    """30 bits, and room for the place in the last two. The same on every machine.

    That an answer of a thousand lexemes seems to have one that it has not happens once in a
    million.
    """
    return (crc32(lexeme.encode()) >> 2 << 2) + _LOWEST


def of(places: dict[str, list[str]]) -> list[int]:
    """The marks of a document, from its lexemes with their positions, as “12A”."""
    return sorted(
        {
            _number(lexeme) + min(_RANK[place[-1].lower()] for place in positions)
            for lexeme, positions in places.items()
            if not lexeme.startswith(TITLE)
        }
    )


def asked(lexemes: Iterable[str]) -> dict[int, tuple[str, int]]:
    """Every mark that a document can have of these lexemes, with lexeme and rank of the place."""
    return {
        _number(lexeme) + rank: (lexeme, rank) for lexeme in lexemes for rank in range(len(PLACES))
    }


def by_rank(*, a: float, b: float, c: float, d: float) -> tuple[float, ...]:
    """What each place is worth, and what it is to stand nowhere."""
    worth = {"a": a, "b": b, "c": c, "d": d}
    return (*(worth[place] for place in PLACES), 0.0)
