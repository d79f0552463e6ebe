"""How often the searches of gaps came, week by week, and drawn."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from faq.demand.models import Gap

WEEKS = 13  # of which searches are kept
HEIGHT = 24
_STEP, _BAR = 8, 6
_BY_WEEK = """
SELECT query.gap_id, date_trunc('week', event.searched_at AT TIME ZONE %(zone)s)::date, count(*)
FROM faq_gapquery AS query
JOIN faq_searchevent AS event USING (words, language, reader)
WHERE query.gap_id = ANY(%(gaps)s) AND event.searched_at >= %(since)s
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Week:
    starts_on: dt.date
    times: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Trend:
    weeks: list[Week]

    @property
    def width(self) -> int:
        return WEEKS * _STEP - (_STEP - _BAR)

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def bar(self) -> int:
        return _BAR

    @property
    def lately(self) -> int:
        """In the last four weeks."""
        return sum(week.times for week in self.weeks[-4:])

    @property
    def before(self) -> int:
        """In the four weeks before these."""
        return sum(week.times for week in self.weeks[-8:-4])


def trends_of(gaps: Iterable[Gap]) -> dict[int, Trend]:
    """One query for all of them. Weeks begin on Mondays, of Bucharest."""
    ids = [gap.pk for gap in gaps]
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    starts = [monday - dt.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    since = timezone.make_aware(dt.datetime.combine(starts[0], dt.time.min))
    times: dict[int, dict[dt.date, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_BY_WEEK, {"zone": settings.TIME_ZONE, "gaps": ids, "since": since})
        for gap_id, starts_on, number in cursor.fetchall():
            times[gap_id][starts_on] = number
    return {pk: _drawn(starts, times[pk]) for pk in ids}


def _drawn(starts: list[dt.date], times: dict[dt.date, int]) -> Trend:
    highest = max(times.values(), default=1)
    weeks = []
    for place, starts_on in enumerate(starts):
        number = times.get(starts_on, 0)
        height = max(2, round(number * HEIGHT / highest)) if number else 1
        weeks.append(Week(starts_on, number, place * _STEP, HEIGHT - height, height))
    return Trend(weeks)
