"""Typing errors, repaired with words that the site's own answers use, or its thesaurus."""

from collections import defaultdict
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from faq.search import by_index, lexicon
from faq.search.lexemes import lexemes
from faq.search.models import LexemeCount
from faq.search.query import Group
from faq.search.thesaurus import Term, Thesaurus
from faq.search.words import NEAR_FROM, fold, light_stem, shortened

_LONG_FROM = 7
_MOST_WORDS = 3
_MOST_ERRORS = 2
_SIMILAR_ENOUGH = 0.3
_OF_A_WORD = 0.5  # how sure a repair is of what is a word already, though not one of ours
_NEAR = """
(SELECT %(typed{n})s::text, word, stem, max(shown), sum(documents),
        greatest(similarity(word, %(typed{n})s), similarity(stem, %(stem{n})s)) AS likeness
 FROM faq_vocabularyword
 WHERE visibility || '' = ANY(%(readable)s) AND (shortened && %(keys{n})s::varchar[] {or_alike})
 GROUP BY word, stem ORDER BY likeness DESC LIMIT 40)
"""
# As Romanian is typed by ear, or with another language's letters.
_BY_EAR = (
    ("tz", "t"), ("ts", "t"), ("sh", "s"), ("ph", "f"), ("k", "c"), ("w", "v"), ("y", "i"),
    ("sch", "sc"),
)  # fmt: skip


@dataclass(frozen=True, order=True)
class _Found:
    errors: int
    letters: int
    rarity: int
    shown: str


def repair(groups: list[Group], readable: list[str], thesaurus: Thesaurus) -> bool:
    """Give each unknown word the forms of the nearest known ones; True if any was repaired."""
    wanted = {group.folded: group for group in groups if _may_be_wrong(group)}
    if not wanted:
        return False
    near = _near(list(wanted), readable, most_errors=1)
    for typed, group in wanted.items():
        if not (near[typed] or group.is_word):
            if len(typed) >= _LONG_FROM:
                near |= _near([typed], readable, most_errors=_MOST_ERRORS)
            near[typed] = near[typed] + _from_thesaurus(typed, thesaurus)
    still = [typed for typed, group in wanted.items() if not (near[typed] or group.is_word)]
    for typed, one in _from_dictionary(still, readable):
        near[typed].append(one)
    is_repaired = False
    for typed, found in near.items():
        group = wanted[typed]
        nearest = sorted(found)
        if not nearest:
            continue
        away = nearest[0].errors
        chosen = [each.shown for each in nearest if each.errors == away][:_MOST_WORDS]
        group.repaired_as = chosen[0]
        forms = frozenset().union(*(lexemes(fold(shown)) for shown in chosen))
        group.own = Term((forms,))
        group.closeness = _OF_A_WORD if group.is_word else 1 - max(away, 0.5) / len(typed)
        is_repaired = True
    return is_repaired


def _may_be_wrong(group: Group) -> bool:
    """What is a word already is not taken for another one, unless it is long."""
    return len(group.folded) >= (_LONG_FROM if group.is_word else NEAR_FROM)


def _from_dictionary(wanted: list[str], readable: list[str]) -> list[tuple[str, _Found]]:
    """Words one letter away that answers have in another form."""
    forms = {
        (typed, word): lexemes(word)
        for typed in wanted
        if len(typed) > NEAR_FROM
        for word in _one_letter_away(typed)
        if lexicon.is_word(word)
    }
    if not forms:
        return []
    known = dict(
        LexemeCount.objects.filter(
            visibility__in=readable, lexeme__in=set().union(*forms.values())
        ).values_list("lexeme", "documents")
    )
    return [
        (typed, _Found(1, 1, -count, word))
        for (typed, word), lexemes_ in forms.items()
        if (count := max((known.get(lexeme, 0) for lexeme in lexemes_), default=0))
    ]


def _one_letter_away(typed: str) -> set[str]:
    halves = [(typed[:n], typed[n:]) for n in range(len(typed) + 1)]
    found = {one + other[1:] for one, other in halves if other}
    found |= {one + other[1] + other[0] + other[2:] for one, other in halves if len(other) > 1}
    for letter in ascii_lowercase:
        found |= {one + letter + other for one, other in halves}
        found |= {one + letter + other[1:] for one, other in halves if other}
    return found


def _near(
    wanted: list[str], readable: list[str], *, most_errors: int
) -> defaultdict[str, list[_Found]]:
    """Known words near to each of these, in one statement.

    With two errors nothing may be left of a word but that it looks alike, which is dear to find.
    """
    parts: list[str] = []
    given: dict[str, Any] = {"readable": readable}
    for n, typed in enumerate(wanted):
        stem = light_stem(typed)
        keys = shortened(typed) | shortened(stem) | shortened(_as_heard(typed))
        or_alike = f"OR word %% %(typed{n})s" if most_errors > 1 else ""
        parts.append(_NEAR.format(n=n, or_alike=or_alike))
        given |= {f"typed{n}": typed, f"stem{n}": stem, f"keys{n}": sorted(keys)}
    rows = by_index.fetch(" UNION ALL ".join(parts), given)
    found: defaultdict[str, list[_Found]] = defaultdict(list)
    for typed, word, stem, shown, documents, likeness in rows:
        away = _away(typed, word, stem, likeness)
        if away <= most_errors:
            found[typed].append(_Found(away, distance(typed, word), -documents, shown))
    return found


def _from_thesaurus(typed: str, thesaurus: Thesaurus) -> list[_Found]:
    found = []
    for word, shown in thesaurus.near(typed):
        away = _errors(typed, word, 0)
        if away <= 1:
            found.append(_Found(away, away, 0, shown))
    return found


def _away(typed: str, word: str, stem: str, likeness: float) -> int:
    away = _MOST_ERRORS + 1
    for written in dict.fromkeys((typed, _as_heard(typed))):
        away = min(
            away,
            _errors(written, word, likeness),
            _errors(light_stem(written), stem, likeness),
        )
    return away


def _as_heard(typed: str) -> str:
    for one, other in _BY_EAR:
        typed = typed.replace(one, other)
    return typed


def _errors(typed: str, word: str, similarity: float) -> int:
    """How many errors make one of the other: one in a short word, two in a long one that still
    looks alike; more than _MOST_ERRORS if it is rather another word.

    Among words of four letters another letter is mostly another word: tren is not trei.
    """
    if abs(len(typed) - len(word)) > _MOST_ERRORS:
        return _MOST_ERRORS + 1
    away = distance(typed, word)
    if len(typed) <= NEAR_FROM:
        is_same_letters = sorted(word) == sorted(typed)
        is_near = away <= 1 and (is_same_letters or len(word) != len(typed) >= NEAR_FROM)
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
