"""Days that the law counts: the last to invoice, and the working days of RO e-Factura."""

import datetime as dt
from functools import lru_cache

# Labour Code (Law 53/2003) art. 139(1), as it stands since 2024: month and day.
FIXED = (
    (1, 1), (1, 2), (1, 6), (1, 7), (1, 24), (5, 1), (6, 1), (8, 15), (11, 30), (12, 1), (12, 25),
    (12, 26),
)  # fmt: skip
# Days from Easter Sunday: Good Friday, Easter Sunday and Monday, Whit Sunday and Monday.
FROM_EASTER = (-2, 0, 1, 49, 50)


def orthodox_easter(year: int) -> dt.date:
    """Meeus, Astronomical Algorithms (1991), chapter 8: Easter of the Julian calendar; 13 days make
    it a day of the Gregorian one between 1900 and 2099.
    """
    if not 1900 <= year <= 2099:
        message = "The two calendars are 13 days apart only between 1900 and 2099."
        raise ValueError(message)
    moon = (19 * (year % 19) + 15) % 30
    day = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, rest = divmod(moon + day + 114, 31)
    return dt.date(year, month, rest + 1) + dt.timedelta(days=13)


@lru_cache(maxsize=32)
def holidays(year: int) -> frozenset[dt.date]:
    easter = orthodox_easter(year)
    moving = {easter + dt.timedelta(days=days) for days in FROM_EASTER}
    return frozenset(moving | {dt.date(year, month, day) for month, day in FIXED})


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


def working_days_after(day: dt.date, number: int) -> dt.date:
    """The last of so many working days; the first one counted is the day after."""
    while number:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def last_day_to_invoice(supplied_on: dt.date) -> dt.date:
    """The 15th of the month after the supply (Fiscal Code art. 319(16))."""
    return dt.date(supplied_on.year + supplied_on.month // 12, supplied_on.month % 12 + 1, 15)
