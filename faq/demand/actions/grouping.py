"""Searches without an answer become gaps: those that want the same together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Avg, Count, Max, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from faq.demand import likeness
from faq.demand.models import Gap, GapEvent, GapQuery, GapStatus, SearchEvent

SETTLED = dt.timedelta(minutes=1)  # no more keystrokes
MOST_WORDINGS = 5_000
MOST_NEW = 500  # at a time; the rest the next time
MOST_GAPS = 3_000
_LOCK = 7_340_034
_BEGINNING = 3

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Counted:
    """One wording, as often as it was searched in the days that are kept."""

    words: str
    language: str
    reader: str
    times: int
    first: dt.datetime
    last: dt.datetime
    score: float

    @property
    def key(self) -> Key:
        return self.words, self.language, self.reader


@transaction.atomic
def group_searches() -> int:
    """Count the searches anew and put new wordings where they belong; safe to run twice.

    A closed gap whose wording fails again is opened. Returns how many wordings are new.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    counted = {row.key: row for row in _counted()}
    known = {
        (query.words, query.language, query.reader): query
        for query in GapQuery.objects.filter(words__in={row.words for row in counted.values()})
    }
    _recount(counted, known)
    new = [row for key, row in counted.items() if key not in known][:MOST_NEW]
    touched = _place(new) | {query.gap_id for query in known.values()}
    _sum_up(touched)
    _reopen_failing(touched)
    return len(new)


def _counted() -> Iterable[Counted]:
    rows = (
        SearchEvent.objects.without_an_answer()
        .filter(searched_at__lt=timezone.now() - SETTLED)
        .order_by()
        .values_list("words", "language", "reader")
        .annotate(
            times=Count("pk"), first=Min("created_at"), last=Max("searched_at"), score=Avg("score")
        )
        .order_by("-times", "-last")[:MOST_WORDINGS]
    )
    return [Counted(*row) for row in rows]


def _recount(counted: dict[Key, Counted], known: dict[Key, GapQuery]) -> None:
    changed = []
    for key, query in known.items():
        row = counted.get(key)
        if row and (query.times, query.last_at) != (row.times, row.last):
            if row.last > query.last_at:
                query.before = row.score
            query.times, query.last_at = row.times, row.last
            changed.append(query)
    GapQuery.objects.bulk_update(changed, ["times", "last_at", "before"])


def _place(new: list[Counted]) -> set[int]:
    """Put each wording into the gap that is most like it, or open one for it."""
    if not new:
        return set()
    reader = likeness.Reader()
    weighed = likeness.weighed({row.words: reader.ideas(row.words) for row in new})
    shelf = _Shelf(Gap.objects.order_by("-last_at")[:MOST_GAPS])
    queries = []
    for row in new:
        ideas = weighed[row.words]
        gap, common = shelf.like(ideas)
        if gap is None:
            common = frozenset().union(*(idea.stems for idea in ideas))
            gap = Gap.objects.create(
                title=row.words, stems=sorted(common), first_at=row.first, last_at=row.last
            )
            shelf.add(gap)
        elif frozenset(gap.stems) != common:
            gap.stems = sorted(common)
            gap.save(update_fields=["stems"])
        queries.append(
            GapQuery(
                gap=gap, words=row.words, language=row.language, reader=row.reader,
                times=row.times, last_at=row.last, before=row.score,
            )
        )  # fmt: skip
    GapQuery.objects.bulk_create(queries)
    return {query.gap_id for query in queries}


class _Shelf:
    """The gaps, found by the beginnings of their stems."""

    def __init__(self, gaps: Iterable[Gap]):
        self.gaps: dict[str, dict[int, Gap]] = defaultdict(dict)
        for gap in gaps:
            self.add(gap)

    def add(self, gap: Gap) -> None:
        for stem in gap.stems:
            self.gaps[self._mark(stem)][gap.pk] = gap

    def like(self, ideas: list[likeness.Idea]) -> tuple[Gap | None, frozenset[str]]:
        near = {
            pk: gap
            for idea in ideas
            for stem in idea.stems
            for pk, gap in self.gaps.get(self._mark(stem), {}).items()
        }
        best: tuple[float, Gap | None, frozenset[str]] = (0.0, None, frozenset())
        for _pk, gap in sorted(near.items()):
            share, common = likeness.shared(ideas, frozenset(gap.stems))
            if share >= likeness.LIKE_ENOUGH and share > best[0]:
                best = share, gap, common
        return best[1], best[2]

    @staticmethod
    def _mark(stem: str) -> str:
        return stem if stem.startswith(likeness.THING) else stem[:_BEGINNING]


def _sum_up(gap_ids: set[int]) -> None:
    gaps = Gap.objects.filter(pk__in=gap_ids).prefetch_related("queries")
    changed = []
    for gap in gaps.order_by("pk").select_for_update(of=("self",)):
        queries = list(gap.queries.all())
        gap.times = sum(query.times for query in queries)
        gap.last_at = max(query.last_at for query in queries)
        gap.title = max(queries, key=lambda query: (query.times, -query.pk)).words
        changed.append(gap)
    Gap.objects.bulk_update(changed, ["times", "last_at", "title"])


def _reopen_failing(gap_ids: set[int]) -> None:
    """Somebody has searched in vain for what a closed gap said is found."""
    closed: QuerySet[Gap] = Gap.objects.filter(pk__in=gap_ids, status=GapStatus.CLOSED)
    for gap in closed.order_by("pk").select_for_update(of=("self",)):
        if gap.closed_at and gap.last_at > gap.closed_at:
            gap.status, gap.closed_at = GapStatus.OPEN, None
            gap.save(update_fields=["status", "closed_at"])
            history.record(
                subject=gap, kind=GapEvent.REOPENED, is_internal=True,
                reason=_("It was searched again and not found."),
            )  # fmt: skip
