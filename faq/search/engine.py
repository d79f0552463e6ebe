"""How an answer is found. The recipe and what each step is worth: reference of the FAQ, 2.6.

Any word may match (OR); answers are ranked by how much of the question they cover, rare words
counting more, then by the same over their titles, then by where and how often the words stand.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from faq.search import repair
from faq.search.lexemes import any_of, lexemes_of
from faq.search.stopwords import STOP_WORDS
from faq.search.words import clean, light_stem, plain, words

LONGEST_QUERY = 200
MOST_WORDS = 12
MOST_RESULTS = 20
LOW_CONFIDENCE = 0.5
_PREFIX_FROM = 3
_PREFIX_SHARE = 0.7
_NAME_BONUS = 0.4
_FREQUENCY = """
SELECT (SELECT count(*) FROM faq_searchdocument WHERE visibility = ANY(%(readable)s)),
       (SELECT count(*) FROM faq_searchdocument
        WHERE visibility = ANY(%(readable)s) AND vector @@ asked.exact),
       (SELECT count(*) FROM faq_searchdocument
        WHERE visibility = ANY(%(readable)s) AND vector @@ asked.beginning)
FROM unnest(%(exact)s::text[]::tsquery[], %(beginning)s::text[]::tsquery[])
     WITH ORDINALITY AS asked (exact, beginning, place)
ORDER BY asked.place
"""
_RANK = """
SELECT found.question_id, found.names, found.covered,
       found.covered + 0.5 * found.titled + 0.3 * found.rank + found.is_named::int AS score
FROM (
    SELECT d.question_id, d.names,
           sum(g.weight * CASE WHEN d.vector @@ g.exact THEN 1
                               WHEN d.vector @@ g.beginning THEN %(prefix_share)s
                               ELSE 0 END) AS covered,
           sum(g.weight * CASE WHEN d.vector @@ g.exact_title THEN 1
                               WHEN d.vector @@ g.beginning_title THEN %(prefix_share)s
                               ELSE 0 END) AS titled,
           ts_rank('{0.1, 0.3, 0.4, 1.0}', d.vector, %(any)s::tsquery, 1) AS rank,
           %(whole)s = ANY(d.names) AS is_named
    FROM faq_searchdocument d
    CROSS JOIN unnest(
        %(exact)s::text[]::tsquery[], %(beginning)s::text[]::tsquery[],
        %(exact_title)s::text[]::tsquery[], %(beginning_title)s::text[]::tsquery[],
        %(weights)s::float[]
    ) AS g (exact, beginning, exact_title, beginning_title, weight)
    WHERE d.visibility = ANY(%(readable)s) AND d.vector @@ %(any)s::tsquery
    GROUP BY d.id
) AS found
JOIN faq_question AS question ON question.id = found.question_id
ORDER BY score DESC, question.is_pinned DESC, question.id
LIMIT %(limit)s
"""


@dataclass
class Group:
    """One word of the question: an answer that has any of its forms has the word."""

    typed: str
    folded: str
    lexemes: frozenset[str]
    is_last: bool = False
    weight: float = 0.0
    repaired_as: str = ""
    closeness: float = 1.0

    @property
    def takes_beginnings(self) -> bool:
        return self.is_last and not self.repaired_as and len(self.folded) >= _PREFIX_FROM

    def exact(self, weight: str = "") -> str:
        return any_of(self.lexemes, weight=weight)

    def beginning(self, weight: str = "") -> str:
        """As people type: the last word may be the beginning of one."""
        if not self.takes_beginnings:
            return self.exact(weight)
        return f"{self.exact(weight)} | {any_of([self.folded], weight=f'*{weight}')}"


@dataclass(frozen=True)
class Hit:
    question_id: int
    score: float


@dataclass
class Outcome:
    query: str
    hits: list[Hit] = field(default_factory=list)
    confidence: float = 0.0
    groups: list[Group] = field(default_factory=list)

    @property
    def is_unsure(self) -> bool:
        return self.confidence < LOW_CONFIDENCE

    @property
    def repaired_query(self) -> str:
        """The question as it was understood, or nothing when no word was repaired."""
        if not any(group.repaired_as for group in self.groups):
            return ""
        repaired = {group.typed: group.repaired_as for group in self.groups if group.repaired_as}
        text, end = "", 0
        for word in words(self.query):
            text += self.query[end : word.start] + repaired.get(word.shown, word.shown)
            end = word.end
        return text + self.query[end:]


def search(query: str, readable: list[str], *, is_exact: bool = False) -> Outcome:
    """The best answers of these visibilities. `is_exact` looks for the words as they were typed."""
    asked = " ".join(clean(query[: 10 * LONGEST_QUERY]).split())[:LONGEST_QUERY].strip()
    outcome = Outcome(query=asked, groups=_groups(asked))
    if outcome.groups:
        total, frequencies = _frequencies(outcome.groups, readable)
        if not is_exact:
            unknown = [
                group for group, count in zip(outcome.groups, frequencies, strict=True) if not count
            ]
            if unknown and repair.repair(unknown, readable):
                total, frequencies = _frequencies(outcome.groups, readable)
        _weigh(outcome.groups, frequencies, total)
        _rank(outcome, readable)
    return outcome


def _groups(asked: str) -> list[Group]:
    distinct: dict[str, str] = {}
    for word in words(asked):
        distinct.setdefault(word.folded, word.shown)
    distinct.pop("", None)
    telling = {folded: shown for folded, shown in distinct.items() if folded not in STOP_WORDS}
    chosen = list((telling or distinct).items())[:MOST_WORDS]
    known = lexemes_of(shown for _folded, shown in chosen)
    last = list(distinct)[-1] if distinct else ""
    return [
        Group(shown, folded, known[shown.lower()], is_last=folded == last)
        for folded, shown in chosen
    ]


def _frequencies(groups: list[Group], readable: list[str]) -> tuple[int, list[int]]:
    """How many answers there are, and how many have each word, or begin it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FREQUENCY,
            {
                "readable": readable,
                "exact": [group.exact() for group in groups],
                "beginning": [group.beginning() for group in groups],
            },
        )
        rows = cursor.fetchall()
    return rows[0][0], [exact or beginning for _total, exact, beginning in rows]


def _weigh(groups: list[Group], frequencies: Iterable[int], total: int) -> None:
    """Rare words tell more, though not by far. A word that no answer has counts as a rare one."""
    for group, count in zip(groups, frequencies, strict=True):
        seen = count or max(1.0, total / 12)
        group.weight = 1 + math.log(1 + (total - seen + 0.5) / (seen + 0.5)) / 2
    whole = sum(group.weight for group in groups)
    for group in groups:
        group.weight /= whole


def _rank(outcome: Outcome, readable: list[str]) -> None:
    groups = outcome.groups
    with connection.cursor() as cursor:
        cursor.execute(
            _RANK,
            {
                "readable": readable,
                "exact": [group.exact() for group in groups],
                "beginning": [group.beginning() for group in groups],
                "exact_title": [group.exact("A") for group in groups],
                "beginning_title": [group.beginning("A") for group in groups],
                "any": " | ".join(group.beginning() for group in groups),
                "weights": [group.weight * group.closeness for group in groups],
                "prefix_share": _PREFIX_SHARE,
                "whole": plain(outcome.query),
                "limit": MOST_RESULTS,
            },
        )
        rows = cursor.fetchall()
    hits = [
        (
            float(score) + _NAME_BONUS * _likeness(outcome.query, groups, names),
            float(covered),
            question_id,
        )
        for question_id, names, covered, score in rows
    ]
    hits.sort(key=lambda hit: -hit[0])  # stable: equal ones stay pinned first
    outcome.hits = [Hit(question_id, round(score, 4)) for score, _covered, question_id in hits]
    outcome.confidence = min(1.0, round(hits[0][1], 2)) if hits else 0.0


def _likeness(asked: str, groups: list[Group], names: list[str]) -> float:
    """How near the nearest wording is: 1 for the same words and no others.

    The telling words count most; the small ones part “what does it do” from “what does it not do”.
    """
    forms = {lexeme for group in groups for lexeme in group.lexemes}
    all_asked = set(plain(asked).split())
    best = 0.0
    for name in names:
        all_named = set(name.split())
        telling = all_named - STOP_WORDS or all_named
        met = sum(word in forms or light_stem(word) in forms for word in telling)
        close = met / (len(telling) + max(len(groups) - met, 0))
        closer = len(all_named & all_asked) / len(all_named | all_asked)
        best = max(best, 0.7 * close + 0.3 * closer)
    return best
