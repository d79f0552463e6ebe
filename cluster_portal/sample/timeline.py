"""The sample lives its past again: each act is done by the rooms' own actions, in the order of
time and under the clock of its moment, so that dates, numbers and history come out as they would.
"""

import contextlib
import datetime as dt
import heapq
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

ZONE = ZoneInfo(settings.TIME_ZONE)
MORNING = dt.time(10, 0)


def moment(when: dt.date | dt.datetime) -> dt.datetime:
    """A day means its morning, a time without zone is the association's."""
    if not isinstance(when, dt.datetime):
        when = dt.datetime.combine(when, MORNING)
    return when if when.tzinfo else when.replace(tzinfo=ZONE)


class Timeline:
    def __init__(self) -> None:
        self._acts: list[tuple[dt.datetime, int, Callable[[], Any]]] = []
        self._counter = 0

    def at(self, when: dt.date | dt.datetime, act: Callable[[], Any]) -> None:
        """Do it then. An act may add later ones; of the same moment the first added comes first."""
        heapq.heappush(self._acts, (moment(when), self._counter, act))
        self._counter += 1

    def live(self) -> None:
        while self._acts:
            when, _number, act = heapq.heappop(self._acts)
            with clock_at(when):
                act()


@contextlib.contextmanager
def clock_at(when: dt.datetime) -> Iterator[None]:
    with mock.patch.object(timezone, "now", return_value=when):
        yield
