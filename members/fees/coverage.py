"""Which membership years a fee is for, and which part of them is paid."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from members.fees.calendars import day_in_year
from members.fees.models import FeeTable, ProRata


@dataclass(frozen=True)
class Coverage:
    """From 1 January of `fee_year` to the last day of the term; `months` of `of_months` are paid.

    `free_year` is the year of joining when its rest is given away.
    """

    fee_year: int
    until: dt.date
    months: int
    of_months: int
    free_year: int | None = None

    @property
    def is_whole(self) -> bool:
        return self.months == self.of_months

    def share_of(self, amount: Decimal) -> Decimal:
        return amount * self.months / self.of_months


def coverage(
    table: FeeTable,
    *,
    joins_on: dt.date | None,
    leaves_on: dt.date | None = None,
    fee_year: int | None = None,
    on: dt.date,
) -> Coverage:
    """Of those who join on a day; of members (`joins_on` None) the whole term, unless they leave.

    The days are days in the association's zone: who joins on 31 December joins in that year.
    """
    start = joins_on or on
    year = fee_year or max(start.year, table.year)
    free_year = None
    if joins_on is not None and joins_on.year == year and table.leads_to_next_year(joins_on):
        year, free_year = year + 1, joins_on.year
    elif joins_on is not None and joins_on.year < year:
        free_year = joins_on.year
    whole = 12 * table.term_years
    first, last = 0, whole
    if joins_on is not None and joins_on.year == year:
        first = _months_gone(table, joins_on)
    if leaves_on is not None and table.pro_rata_on_leaving and table.pro_rata != ProRata.NONE:
        last = min(whole, 12 * (leaves_on.year - year) + _months_begun(table, leaves_on))
    until = dt.date(year + table.term_years - 1, 12, 31)
    return Coverage(year, until, max(last - first, 0), whole, free_year)


def _months_gone(table: FeeTable, day: dt.date) -> int:
    """Of the day's year, before the month or the half-year that the day is in."""
    if table.pro_rata == ProRata.MONTHLY:
        return day.month - 1
    if table.pro_rata == ProRata.HALF_YEAR:
        return 6 if day >= second_half(table, day.year) else 0
    return 0


def _months_begun(table: FeeTable, day: dt.date) -> int:
    """Of the day's year, with the month or the half-year that the day is in."""
    return _months_gone(table, day) + (1 if table.pro_rata == ProRata.MONTHLY else 6)


def second_half(table: FeeTable, year: int) -> dt.date:
    return day_in_year(table.half_year_from or dt.date(year, 7, 1), year)
