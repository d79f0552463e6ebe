"""The search of the register: words as a person types them."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, IntegerField, Q, Value, When

from cluster_portal.toolkit.folding import fold
from members.directory.models import DirectoryEntry
from members.organisations.models import OrganisationQuerySet

MOST_WORDS = 8
WITHIN = "contains"
NEAR = "trigram_word_similar"  # pg_trgm's operator, from 0.6 of the word's trigrams on


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
    is spelled right is never watered down. Without words everybody, by name.
    """
    words = dict.fromkeys(fold(typed).split())
    words = dict(list(words.items())[:MOST_WORDS])
    if not words:
        return Found(members.order_by("directory_entry__name", "pk"))
    everybody, having = _those_with(members, list(words))
    strange = [word for word in words if not having[word]]
    having |= {word: _those_with_like(word) & everybody for word in strange}
    unused = [word for word in strange if not having[word]]
    if len(unused) == len(words):
        return Found(members.none(), unused=unused)
    used = [word for word in words if word not in unused]
    in_name: Any = Value(0)
    for word in used:
        how = NEAR if word in strange else WITHIN
        in_name = in_name + Case(
            When(_has(word, how, "name"), then=1), default=0, output_field=IntegerField()
        )
    wanted = set.intersection(*(having[word] for word in used))
    rows = members.filter(pk__in=wanted).alias(in_name=in_name)
    rows = rows.order_by("-in_name", "directory_entry__name", "pk")
    return Found(rows, near=[word for word in strange if word in used], unused=unused)


def _those_with(
    members: OrganisationQuerySet, words: list[str]
) -> tuple[set[int], dict[str, set[int]]]:
    """Everybody, and those who have each word, in one query.

    Words are compared in what it selects, once for each member, and the answer is used for every
    count: as a condition a plan may compare them for each pair of two joined tables, and does
    while PostgreSQL believes that a table is empty.
    """
    asked = [ExpressionWrapper(_has(word, WITHIN), BooleanField()) for word in words]
    rows = list(members.order_by().values_list("pk", *asked))
    having = {
        word: {row[0] for row in rows if row[place]} for place, word in enumerate(words, start=1)
    }
    return {row[0] for row in rows}, having


def _those_with_like(word: str) -> set[int]:
    """Of all organisations: likeness is costly, and one table alone has one plan."""
    alike = DirectoryEntry.objects.filter(**{f"words__{NEAR}": word})
    return set(alike.values_list("pk", flat=True))


def _has(word: str, how: str, where: str = "words") -> Q:
    return Q(**{f"directory_entry__{where}__{how}": word})
