"""Typing errors, repaired with words that the site's own answers use."""

from collections import defaultdict

from django.db import connection

from faq.search.lexemes import lexemes_of
from faq.search.words import light_stem

_SHORTEST = 4
_LONG_FROM = 7
_STEM_FROM = 6
_MOST_WORDS = 3
_MOST_ERRORS = 2
_SIMILAR_ENOUGH = 0.3
_CANDIDATES = """
SELECT asked.typed, known.word, known.stem, max(known.shown), sum(known.documents),
       greatest(similarity(known.word, asked.typed), similarity(known.stem, asked.stem))
FROM unnest(%s::text[], %s::text[]) AS asked (typed, stem)
JOIN faq_vocabularyword AS known
  ON known.visibility = ANY(%s)
 AND (levenshtein_less_equal(known.word, asked.typed, 2) <= 2
      OR levenshtein_less_equal(known.stem, asked.stem, 2) <= 2)
GROUP BY asked.typed, asked.stem, known.word, known.stem
"""


def repair(groups: list, readable: list[str]) -> bool:
    """Give each unknown word the lexemes of the nearest known ones; True if any was repaired."""
    wanted = {group.folded: group for group in groups if len(group.folded) >= _SHORTEST}
    if not wanted:
        return False
    with connection.cursor() as cursor:
        stems = [light_stem(typed) for typed in wanted]
        cursor.execute(_CANDIDATES, [list(wanted), stems, readable])
        rows = cursor.fetchall()
    near: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    for typed, word, stem, shown, documents, similarity in rows:
        away = min(_errors(typed, word, similarity), _errors(light_stem(typed), stem, similarity))
        if away <= _MOST_ERRORS:
            near[typed].append((away, distance(typed, word), -documents, shown))
    if not near:
        return False
    known = lexemes_of(shown for found in near.values() for *_rest, shown in found)
    for typed, found in near.items():
        nearest = sorted(found)
        away = nearest[0][0]
        chosen = [shown for each, _d, _n, shown in nearest if each == away][:_MOST_WORDS]
        group = wanted[typed]
        group.repaired_as = chosen[0]
        group.lexemes = frozenset().union(*(known[shown.lower()] for shown in chosen))
        group.closeness = 1 - away / len(typed)
    return True


def _errors(typed: str, word: str, similarity: float) -> int:
    """How many errors make one of the other: one in a short word, two in a long one that still
    looks alike; more than _MOST_ERRORS if it is rather another word.

    Among words of four letters another letter is mostly another word: tren is not trei.
    """
    away = distance(typed, word)
    if len(typed) <= _SHORTEST:
        is_same_letters = sorted(word) == sorted(typed)
        is_near = away <= 1 and (is_same_letters or len(word) != len(typed) >= _SHORTEST)
    elif len(typed) < _LONG_FROM:
        is_near = away <= 1
    else:
        is_near = away <= 1 or (away == _MOST_ERRORS and similarity >= _SIMILAR_ENOUGH)
    return away if is_near else _MOST_ERRORS + 1


def distance(one: str, other: str) -> int:
    """Letters to change, add, drop, or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
