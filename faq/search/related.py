"""Which answers stand beside an answer, reckoned when something is published.

For each kind of reader from what that reader may read alone: pinned by editors; then by labels
and rare words that two answers share, Σ IDF(label) + 0.1 · Σ IDF(word); then from the same part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, TextChoices, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history import kinds
from faq.questions.models import (
    Question,
    RelatedAnswer,
    RelatedChoice,
    RelatedReason,
    RelationChoice,
    Visibility,
)
from faq.questions.policies import can_arrange
from faq.search.lexemes import any_of
from faq.search.models import SearchDocument, VocabularyWord
from members.accounts.models import User

LISTED = 5
BATCH = 200
_WORDS = 40  # the rarest words of an answer that are looked up
_FEW = 50  # a word or label that more answers have is no reason to look at them all
_NEIGHBOURS = 50  # whose lists one publishing may change at most; `index_faq` rewrites all
_MANY = 100  # answers at once, for which the whole index is read in one go
_LOCK = 0x46415132
_LEVELS = {
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


@kinds.register_kinds
class RelatedEvent(TextChoices):
    CHOSEN = "question.related_chosen", _("Related questions chosen")


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


def one_at_a_time() -> None:
    """Until the transaction ends nobody else rewrites lists. Taken before rows of the index are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def rewrite_related(question_ids: Iterable[int], *, with_neighbours: bool = True) -> None:
    """Write the lists of these answers anew, and those that they enter or leave.

    The search index knows them already. A question that may not be read leaves all lists.
    """
    one_at_a_time()
    wanted = sorted(set(question_ids))
    for level in _LEVELS:
        shelf = Shelf(level)
        if len(wanted) > _MANY:
            shelf.read_all_words()
        for start in range(0, len(wanted), BATCH):
            _rewrite(wanted[start : start + BATCH], shelf, with_neighbours=with_neighbours)


@transaction.atomic
def choose_related(
    *, question_id: int, choices: Sequence[tuple[int, str]], actor: User | None
) -> None:
    """Put what editors say about pairs in the place of what they said: (other question, choice).

    Pinned ones are shown in this order. A muted pair is shown on neither page.
    """
    if actor is not None and not can_arrange(actor):
        raise NotAllowedError
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    before = _choices_of(question)
    question.related_choices.all().delete()
    RelatedChoice.objects.bulk_create(
        RelatedChoice(question=question, target_id=target_id, choice=choice, position=position)
        for position, (target_id, choice) in enumerate(dict(choices).items(), start=1)
        if target_id != question_id
    )
    after = _choices_of(question)
    if before == after:
        return
    history.record(
        subject=question,
        kind=RelatedEvent.CHOSEN,
        actor=actor,
        changes={"related": [before, after]},
        is_internal=True,
    )
    touched = {target for target, _choice in [*before, *after]}
    rewrite_related([question_id, *touched], with_neighbours=False)


def _choices_of(question: Question) -> list[list]:
    rows = question.related_choices.order_by("position", "pk")
    return [list(row) for row in rows.values_list("target", "choice")]


def _rewrite(ids: list[int], shelf: "Shelf", *, with_neighbours: bool) -> None:
    scores = shelf.scores(ids)
    lists = shelf.lists(scores)
    anew: list[int] = []
    if with_neighbours and shelf.size <= _NEIGHBOURS:
        anew = sorted(shelf.all_ids() - set(ids))
    elif with_neighbours:
        entered, anew = _neighbours(ids, scores, shelf)
        lists |= entered
    lists |= shelf.lists(shelf.scores(anew))
    _write({*ids, *anew, *lists}, lists, shelf)
    hidden = set(ids) - scores.keys()
    RelatedAnswer.objects.filter(visibility=shelf.level, target__in=hidden).delete()


def _neighbours(
    ids: list[int], scores: dict[int, Scores], shelf: "Shelf"
) -> tuple[dict[int, list[RelatedAnswer]], list[int]]:
    """The lists that these answers enter, as they are then; and those to be reckoned anew.

    Likeness is the same from both sides, so that it takes no look at what else they share.
    """
    own = set(ids)
    listing = RelatedAnswer.objects.filter(visibility=shelf.level)
    were_in = set(listing.filter(target__in=own).values_list("question_id", flat=True)) - own
    pinning = RelatedChoice.objects.filter(target__in=own, choice=RelationChoice.PINNED)
    anew = set(pinning.values_list("question_id", flat=True)) - own
    muted = shelf.choices(scores)[1]
    rows: dict[int, list[RelatedAnswer]] = {target: [] for target in were_in}
    for question_id, each in scores.items():
        without = own | muted[question_id]
        likest = set(each.best(without, _NEIGHBOURS))
        for target in likest | {known for known in were_in - without if each.total(known)}:
            offer = shelf.row(target, question_id, each.reason(target), each, target)
            rows.setdefault(target, []).append(offer)
    for row in listing.filter(question__in=rows).exclude(target__in=own):
        rows[row.question_id].append(row)
    entered = {}
    for target, offered in rows.items():
        found = sorted(offered, key=_place)[:LISTED]
        is_in = any(row.target_id in own for row in found)
        if target in were_in and (not is_in or len(found) < LISTED):
            anew.add(target)
        elif is_in:
            entered[target] = found
    some = sorted(anew)[:_NEIGHBOURS]
    return {target: found for target, found in entered.items() if target not in some}, some


def _place(row: RelatedAnswer) -> tuple:
    """Pinned ones as they stand, then the likest, then those of the same part as they stand."""
    if row.reason == RelatedReason.PINNED:
        return 0, row.position
    if row.reason == RelatedReason.TOPIC:
        return 2, row.position
    return 1, -row.score, row.target_id


def _write(ids: set[int], lists: dict[int, list[RelatedAnswer]], shelf: "Shelf") -> None:
    known = {
        (row.question_id, row.target_id): row
        for row in RelatedAnswer.objects.filter(visibility=shelf.level, question__in=ids)
    }
    new, changed, staying = [], [], set()
    for rows in lists.values():
        for position, row in enumerate(rows, start=1):
            row.position = position
            before = known.get((row.question_id, row.target_id))
            if before is None:
                new.append(row)
                continue
            staying.add(before.pk)
            row.pk = before.pk
            if _facts(before) != _facts(row):
                changed.append(row)
    gone = [row.pk for row in known.values() if row.pk not in staying]
    RelatedAnswer.objects.filter(pk__in=gone).delete()
    RelatedAnswer.objects.bulk_update(changed, ["position", "reason", "label", "score"])
    RelatedAnswer.objects.bulk_create(new)


def _facts(row: RelatedAnswer) -> tuple:
    return row.position, row.reason, row.label_id, row.score


class Shelf:
    """The answers that one kind of reader may read."""

    def __init__(self, level: Visibility):
        self.level = level
        self.readable = _LEVELS[level]
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
