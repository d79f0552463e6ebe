"""Who serves on the Board now, who left before the end, and the terms before and to come."""

import datetime as dt
from dataclasses import dataclass

from governance.mandates.models import BoardTerm, Mandate


@dataclass(frozen=True)
class Roster:
    present: BoardTerm | None
    serving: list[Mandate]
    not_serving: list[Mandate]
    coming: list[BoardTerm]
    earlier: list[BoardTerm]


def roster(day: dt.date) -> Roster:
    """In two queries, however many terms there were."""
    terms = list(BoardTerm.objects.with_mandates())
    present = next((term for term in terms if term.starts_on <= day <= term.ends_on), None)
    mandates = list(present.mandates.all()) if present else []
    return Roster(
        present=present,
        serving=[mandate for mandate in mandates if mandate.is_held_on(day)],
        not_serving=[mandate for mandate in mandates if not mandate.is_held_on(day)],
        coming=[term for term in terms if term.starts_on > day],
        earlier=[term for term in terms if term.ends_on < day],
    )
