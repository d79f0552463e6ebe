"""The search of the register: words as a person types them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, IntegerField, Q, Value, When

from cluster_portal.toolkit.folding import fold
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
    within = _known(members, words)
    strange = [word for word in words if word not in within]
    alike = {word: _those_with_like(members, word) for word in strange}
    unused = [word for word in strange if not alike[word]]
    if len(unused) == len(words):
        return Found(members.none(), unused=unused)
    wanted = Q()
    in_name: Any = Value(0)
    for word in (one for one in words if one not in unused):
        how = NEAR if word in alike else WITHIN
        wanted &= Q(pk__in=alike[word]) if word in alike else _has(word, WITHIN)
        in_name = in_name + Case(
            When(_has(word, how, "name"), then=1), default=0, output_field=IntegerField()
        )
    rows = members.filter(wanted).alias(in_name=in_name)
    rows = rows.order_by("-in_name", "directory_entry__name", "pk")
    return Found(rows, near=[word for word in strange if alike[word]], unused=unused)


def _known(members: OrganisationQuerySet, words: Iterable[str]) -> set[str]:
    """The words that at least one of the members has, in one query."""
    asked = {f"word_{place}": word for place, word in enumerate(words)}
    answers = members.order_by().aggregate(
        **{name: BoolOr(_has(word, WITHIN)) for name, word in asked.items()}
    )
    return {word for name, word in asked.items() if answers[name]}


def _those_with_like(members: OrganisationQuerySet, word: str) -> list[int]:
    """Likeness is costly to reckon: it is asked once, and its answer used for every count."""
    return list(members.filter(_has(word, NEAR)).order_by().values_list("pk", flat=True))


def _has(word: str, how: str, where: str = "words") -> Q:
    return Q(**{f"directory_entry__{where}__{how}": word})
