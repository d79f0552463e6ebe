"""Typing errors, repaired with words that the site's own answers use."""

from collections import defaultdict

from django.db import connection

from faq.search.lexemes import lexemes_of

_SHORTEST = 4
_LONG_FROM = 7
_MOST_WORDS = 3
_SIMILAR_ENOUGH = 0.3
_CANDIDATES = """
SELECT asked.typed, known.word, max(known.shown), sum(known.documents),
       similarity(known.word, asked.typed)
FROM unnest(%s::text[]) AS asked (typed)
JOIN faq_vocabularyword AS known
  ON known.visibility = ANY(%s)
 AND length(known.word) BETWEEN length(asked.typed) - 2 AND length(asked.typed) + 2
 AND levenshtein_less_equal(known.word, asked.typed, 2) <= 2
GROUP BY asked.typed, known.word
"""


def repair(groups: list, readable: list[str]) -> bool:
    """Give each unknown word the lexemes of the nearest known ones; True if any was repaired."""
    wanted = {group.folded: group for group in groups if len(group.folded) >= _SHORTEST}
    if not wanted:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [list(wanted), readable])
        rows = cursor.fetchall()
    near: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    for typed, word, shown, documents, similarity in rows:
        away = distance(typed, word)
        if _is_near(typed, word, away, similarity):
            near[typed].append((away, -documents, word, shown))
    if not near:
        return False
    known = lexemes_of(shown for found in near.values() for *_rest, shown in found)
    for typed, found in near.items():
        nearest = sorted(found)
        away = nearest[0][0]
        chosen = [shown for each, _n, _w, shown in nearest if each == away][:_MOST_WORDS]
        group = wanted[typed]
        group.repaired_as = chosen[0]
        group.lexemes = frozenset().union(*(known[shown.lower()] for shown in chosen))
        group.closeness = 1 - away / len(typed)
    return True


def _is_near(typed: str, word: str, away: int, similarity: float) -> bool:
    """One error in a short word, two in a long one that still looks alike.

    Among words of four letters another letter is mostly another word: tren is not trei.
    """
    if len(typed) == _SHORTEST:
        return away <= 1 and (len(word) != len(typed) or sorted(word) == sorted(typed))
    if len(typed) < _LONG_FROM:
        return away <= 1
    return away <= 1 or (away == 2 and similarity >= _SIMILAR_ENOUGH)


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
