"""How like two answers are to one who may read both: Σ IDF(label) + 0.1 · Σ IDF(word) over the
labels and the rare words that they share.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log

from django.db import connection
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from faq.questions.models import (
    Question,
    RelatedAnswer,
    RelatedChoice,
    RelatedReason,
    RelationChoice,
    Visibility,
)
from faq.search.lexemes import any_of
from faq.search.models import SearchDocument, VocabularyWord

LISTED = 5
_WORDS = 40  # the rarest words of an answer that are looked up
_FEW = 50  # a word or label that more answers have is no reason to look at them all
LEVELS = {
    Visibility.PUBLIC: [Visibility.PUBLIC.value],
    Visibility.MEMBERS: [str(value) for value in Visibility.values],
}
_POSTINGS = """
SELECT DISTINCT asked.number, known.question_id
FROM unnest(%s::text[]) WITH ORDINALITY AS asked (lexeme, number)
JOIN faq_searchdocument AS known ON known.vector @@ asked.lexeme::tsquery
WHERE known.visibility = ANY(%s)
"""

Pair = tuple[float, int]


@dataclass
class Scores:
    """What one answer shares with others: by their number."""

    labels: dict[int, float] = field(default_factory=dict)
    words: dict[int, float] = field(default_factory=dict)
    best_label: dict[int, Pair] = field(default_factory=dict)

    def total(self, target: int) -> float:
        return round(self.labels.get(target, 0) + self.words.get(target, 0), 6)

    def reason(self, target: int) -> RelatedReason:
        is_by_label = self.labels.get(target, 0) > self.words.get(target, 0)
        return RelatedReason.LABEL if is_by_label else RelatedReason.WORDS

    def best(self, without: set[int], most: int) -> list[int]:
        known = (self.labels.keys() | self.words.keys()) - without
        return sorted(known, key=lambda target: (-self.total(target), target))[:most]


class Shelf:
    """The answers that one kind of reader may read."""

    def __init__(self, level: Visibility):
        self.level = level
        self.readable = LEVELS[level]
        self.documents = SearchDocument.objects.filter(visibility__in=self.readable)
        self.size = self.documents.values("question").distinct().count()
        self.few = max(2, min(max(8, self.size // 50), self.size // 4, _FEW))
        self.holders: dict[int, set[int]] = {}
        self.having: dict[str, set[int]] | None = None

    def all_ids(self) -> set[int]:
        return set(self.documents.values_list("question_id", flat=True))

    def shown(self, ids: Iterable[int]) -> set[int]:
        return set(self.documents.filter(question__in=ids).values_list("question_id", flat=True))

    def scores(self, ids: Sequence[int]) -> dict[int, Scores]:
        """For each of these answers that may be read."""
        words: dict[int, set[str]] = {}
        for question_id, found in self.documents.filter(question__in=ids).values_list(
            "question_id", "words"
        ):
            words.setdefault(question_id, set()).update(found)
        scores = {question_id: Scores() for question_id in words}
        self._add_words(scores, words)
        self._add_labels(scores)
        return scores

    def read_all_words(self) -> None:
        """Which answers have each of the rare words: once for all of them."""
        stems, often = self._stems(VocabularyWord.objects.all())
        rare = {word: stem for word, stem in stems.items() if 2 <= often[stem] <= 2 * self.few}
        self.having = defaultdict(set)
        rows = self.documents.values_list("question_id", "words").iterator(2_000)
        for question_id, words in rows:
            for word in words:
                if word in rare:
                    self.having[rare[word]].add(question_id)

    def lists(self, scores: dict[int, Scores]) -> dict[int, list[RelatedAnswer]]:
        if not scores:
            return {}
        pinned, muted = self.choices(scores)
        found: dict[int, list[RelatedAnswer]] = {}
        for question_id, each in scores.items():
            without = {question_id, *muted[question_id]}
            pins = [target for target in pinned[question_id] if target not in without][:LISTED]
            others = each.best(without.union(pins), LISTED - len(pins))
            found[question_id] = [
                *(self.row(question_id, target, RelatedReason.PINNED, each) for target in pins),
                *(self.row(question_id, target, None, each) for target in others),
            ]
        self._fill_up(found, muted)
        return found

    def _add_labels(self, scores: dict[int, Scores]) -> None:
        own: dict[int, list[int]] = defaultdict(list)
        for question_id, label_id in Question.labels.through.objects.filter(
            question__in=scores
        ).values_list("question_id", "label_id"):
            own[label_id].append(question_id)
        self._find_holders(own)
        # The rare labels first: only who shares one of them, or words, is asked for common ones.
        for label_id in sorted(own, key=lambda each: (len(self.holders[each]), each)):
            holders = self.holders[label_id]
            weight = self._weight(len(holders))
            some = sorted(holders)[: 2 * _FEW]
            for question_id in own[label_id]:
                mine = scores[question_id]
                known = (mine.words.keys() | mine.labels.keys()) & holders
                for target in known.union(some):
                    mine.labels[target] = mine.labels.get(target, 0) + weight
                    best = (-weight, label_id)
                    mine.best_label[target] = min(mine.best_label.get(target, best), best)

    def _find_holders(self, labels: Iterable[int]) -> None:
        unknown = [label_id for label_id in labels if label_id not in self.holders]
        self.holders |= {label_id: set() for label_id in unknown}
        for label_id, question_id in Question.labels.through.objects.filter(
            label__in=unknown, question__in=self.documents.values("question")
        ).values_list("label_id", "question_id"):
            self.holders[label_id].add(question_id)

    def _add_words(self, scores: dict[int, Scores], words: dict[int, set[str]]) -> None:
        own: dict[str, list[int]] = defaultdict(list)
        forms: dict[str, set[str]] = defaultdict(set)
        for question_id, stem, written in self._rare(words):
            own[stem].append(question_id)
            forms[stem] |= {stem, *written}
        for stem, targets in self._having(forms):
            if not 2 <= len(targets) <= self.few:
                continue
            weight = 0.1 * self._weight(len(targets))
            for question_id in own[stem]:
                mine = scores[question_id].words
                for target in targets:
                    mine[target] = mine.get(target, 0) + weight

    def _having(self, forms: dict[str, set[str]]) -> Iterator[tuple[str, set[int]]]:
        """The answers that have each of these words, whose forms stand in the search index."""
        if self.having is not None:
            yield from ((stem, self.having[stem]) for stem in forms)
            return
        asked = list(forms)
        found: dict[int, set[int]] = defaultdict(set)
        with connection.cursor() as cursor:
            # A table that has grown in this transaction looks small to the planner.
            cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
            cursor.execute(_POSTINGS, [[any_of(forms[stem]) for stem in asked], self.readable])
            for number, question_id in cursor:
                found[number].add(question_id)
            cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
        yield from ((asked[number - 1], targets) for number, targets in found.items())

    def _rare(self, words: dict[int, set[str]]) -> Iterator[tuple[int, str, list[str]]]:
        """Of each answer the stems that it may share with others, the rarest, and their forms."""
        every = set().union(*words.values())
        stems, often = self._stems(VocabularyWord.objects.filter(word__in=every))
        for question_id, found in words.items():
            mine: dict[str, list[str]] = defaultdict(list)
            for word in found:
                if word in stems and 2 <= often[stems[word]] <= 2 * self.few:
                    mine[stems[word]].append(word)
            for stem in sorted(mine, key=lambda each: (often[each], each))[:_WORDS]:
                yield question_id, stem, mine[stem]

    def _stems(self, known: QuerySet) -> tuple[dict[str, str], Counter[str]]:
        """What is left of each word without its ending, and in how many answers that stands."""
        stems: dict[str, str] = {}
        often: Counter[str] = Counter()
        rows = known.filter(visibility__in=self.readable)
        for word, stem, documents in rows.values_list("word", "stem", "documents"):
            stems[word] = stem if len(stem) >= 3 else word
            often[stems[word]] += documents
        return stems, often

    def _weight(self, holders: int) -> float:
        return log(1 + self.size / max(holders, 1))

    def choices(self, ids: Iterable[int]) -> tuple[dict[int, list[int]], dict[int, set[int]]]:
        """Pinned targets that may be read, in the editors' order; what is muted, from both ends."""
        pinned: dict[int, list[int]] = defaultdict(list)
        muted: dict[int, set[int]] = defaultdict(set)
        rows = RelatedChoice.objects.filter(Q(question__in=ids) | Q(target__in=ids))
        chosen = list(rows.order_by("position", "pk"))
        shown = self.shown(row.target_id for row in chosen)
        for row in chosen:
            if row.choice == RelationChoice.MUTED:
                muted[row.question_id].add(row.target_id)
                muted[row.target_id].add(row.question_id)
            elif row.target_id in shown:
                pinned[row.question_id].append(row.target_id)
        return pinned, muted

    def _fill_up(self, found: dict[int, list[RelatedAnswer]], muted: dict[int, set[int]]) -> None:
        """What is short of LISTED takes the first of its part."""
        short = [question_id for question_id, rows in found.items() if len(rows) < LISTED]
        topics = dict(
            Question.objects.filter(pk__in=short, topic__isnull=False).values_list("pk", "topic")
        )
        most = 2 * LISTED + max((len(each) for each in muted.values()), default=0)
        place = Window(
            RowNumber(), partition_by="topic", order_by=["-is_pinned", F("position"), "pk"]
        )
        rows = (
            Question.objects.filter(
                topic__in=set(topics.values()), pk__in=self.documents.values("question")
            )
            .annotate(place=place)
            .filter(place__lte=most)
            .order_by("topic", "place")
        )
        first: dict[int | None, list[int]] = defaultdict(list)
        for pk, topic_id in rows.values_list("pk", "topic_id"):
            first[topic_id].append(pk)
        for question_id, topic_id in topics.items():
            mine = found[question_id]
            without = {question_id, *muted[question_id], *(row.target_id for row in mine)}
            others = [pk for pk in first[topic_id] if pk not in without]
            for target in others[: LISTED - len(mine)]:
                mine.append(self.row(question_id, target, RelatedReason.TOPIC, Scores()))

    def row(
        self,
        question_id: int,
        target: int,
        reason: RelatedReason | None,
        scores: Scores,
        other: int | None = None,
    ) -> RelatedAnswer:
        """`other` is the one of the two that `scores` knows: the target unless said."""
        other = other or target
        reason = reason or scores.reason(other)
        return RelatedAnswer(
            question_id=question_id,
            target_id=target,
            visibility=self.level,
            position=0,
            reason=reason,
            label_id=scores.best_label[other][1] if reason == RelatedReason.LABEL else None,
            score=scores.total(other),
        )
