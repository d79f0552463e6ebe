"""The search of the register: words as a person types them."""

import operator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, IntegerField, Q, Value, When

from cluster_portal.toolkit.folding import fold
from members.directory.models import DirectoryEntry
from members.organisations.models import OrganisationQuerySet

MOST_WORDS = 8
WITHIN = "contains"
ONE_OFF = "regex"  # a whole word of theirs with one letter more, less, other or exchanged
NEAR = "trigram_word_similar"  # pg_trgm's operator, from 0.6 of the word's trigrams on
# Shorter words are too much like each other, longer ones no words.
LEAST_LETTERS, MOST_LETTERS = 5, 30

Way = tuple[str, str]  # a look-up and what it compares with


@dataclass(frozen=True)
class Found:
    """`rows` in the order to show. `near` are words that no member has, for which those like them
    were taken; `unused` are words that nothing resembles, which are left out.
    """

    rows: OrganisationQuerySet
    near: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def search(members: OrganisationQuerySet, typed: str) -> Found:
    """Each word stands in a name, a competence, a sentence or a place, without case or marks.

    A word with a typing error finds those like it, but only when no member has it as typed: what
    is spelled right is never watered down. Nor is an error in one letter: only a word that no
    member has with one letter changed is compared as a whole. Without words everybody, by name.
    """
    words = dict.fromkeys(fold(typed).split())
    words = dict(list(words.items())[:MOST_WORDS])
    if not words:
        return Found(members.order_by("directory_entry__name", "pk"))
    ways: dict[str, Way] = {word: (WITHIN, word) for word in words}
    everybody, having = _those_with(members, ways)
    strange = [word for word in words if not having[word]]
    for word, (way, those) in _those_with_like(strange, everybody).items():
        ways[word], having[word] = way, those
    unused = [word for word in strange if not having[word]]
    if len(unused) == len(words):
        return Found(members.none(), unused=unused)
    used = [word for word in words if word not in unused]
    in_name: Any = Value(0)
    for word in used:
        named = _has(ways[word], "directory_entry__name")
        in_name = in_name + Case(When(named, then=1), default=0, output_field=IntegerField())
    wanted = set.intersection(*(having[word] for word in used))
    rows = members.filter(pk__in=wanted).alias(in_name=in_name)
    rows = rows.order_by("-in_name", "directory_entry__name", "pk")
    return Found(rows, near=[word for word in strange if word in used], unused=unused)


def one_letter_off(word: str) -> str:
    """A regular expression of PostgreSQL for whole words that differ in one letter from this one:
    one is missing, too much, another one, or two beside each other changed places. Empty where
    there are none to look for: a number is not misspelled, and short words are each other's.
    """
    if not word.isalpha() or not LEAST_LETTERS - 1 <= len(word) <= MOST_LETTERS:
        return ""
    places = range(len(word))
    meant = [f"{word[:at]}.{word[at:]}" for at in places]
    if len(word) >= LEAST_LETTERS:
        meant += [f"{word[:at]}.{word[at + 1 :]}" for at in places]
        meant += [
            f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)
        ]
    if len(word) > LEAST_LETTERS:
        meant += [f"{word[:at]}{word[at + 1 :]}" for at in places]
    return rf"\m({'|'.join(meant)})\M"


def _those_with(
    members: OrganisationQuerySet, ways: dict[str, Way]
) -> tuple[set[int], dict[str, set[int]]]:
    """Everybody, and those who have each word, in one query.

    Words are compared in what it selects, once for each member, and the answer is used for every
    count: as a condition a plan may compare them for each pair of two joined tables, and does
    while PostgreSQL believes that a table is empty.
    """
    asked = [_asked(way, "directory_entry__words") for way in ways.values()]
    rows = list(members.order_by().values_list("pk", *asked))
    return {row[0] for row in rows}, _sorted_out(ways, rows)


def _those_with_like(words: list[str], everybody: set[int]) -> dict[str, tuple[Way, set[int]]]:
    """How each word can be read, and who of everybody has it so. Asked of all organisations:
    likeness is costly, and one table alone has one plan.
    """
    off = {word: (ONE_OFF, one_letter_off(word)) for word in words}
    off = {word: way for word, way in off.items() if way[1]}
    having: dict[str, set[int]] = {}
    if off:
        any_of = reduce(operator.or_, (_has(way) for way in off.values()))
        asked = [_asked(way) for way in off.values()]
        rows = DirectoryEntry.objects.filter(any_of).values_list("pk", *asked)
        having = _sorted_out(off, list(rows))
    read = {}
    for word in words:
        if those := having.get(word, set()) & everybody:
            read[word] = off[word], those
        else:
            alike = DirectoryEntry.objects.filter(_has((NEAR, word))).values_list("pk", flat=True)
            read[word] = (NEAR, word), set(alike) & everybody
    return read


def _has(way: Way, where: str = "words") -> Q:
    how, what = way
    return Q(**{f"{where}__{how}": what})


def _asked(way: Way, where: str = "words") -> ExpressionWrapper:
    return ExpressionWrapper(_has(way, where), BooleanField())


def _sorted_out(ways: dict[str, Way], rows: list[tuple[Any, ...]]) -> dict[str, set[int]]:
    """By word the keys of the rows that answer yes to it: the key stands first, then the words."""
    return {word: {row[0] for row in rows if row[place]} for place, word in enumerate(ways, 1)}
