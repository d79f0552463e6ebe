"""Days, months and years as fees reckon them: by the calendar, in the association's zone."""

import calendar
import datetime as dt


def day_in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year; 29 February is the 28th where there is none."""
    last = calendar.monthrange(year, day.month)[1]
    return dt.date(year, day.month, min(day.day, last))


def years_after(day: dt.date, years: int) -> dt.date:
    """The day that ends a term of years: the corresponding one, and where the month has none its
    last (Civil Code art. 2552).
    """
    return day_in_year(day, day.year + years)


def is_younger_than(founded_on: dt.date, years: int, on: dt.date) -> bool:
    return on < years_after(founded_on, years)
