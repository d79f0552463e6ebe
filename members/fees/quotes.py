"""What a membership costs, and why: the one function that the public page, an application and a
notice use. A quote is kept as codes and numbers and put into words when it is shown, so that a
frozen one reads in either language.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.fees.errors import NoFeeBandError, StaffNeededError
from members.fees.models import FeeBand, FeeTable
from members.organisations.models import Category


class LineKind(TextChoices):
    YEARLY = "yearly", gettext_lazy("Yearly membership fee")
    ENTRY = "entry", gettext_lazy("Entry fee")


@dataclass(frozen=True)
class QuoteLine:
    """One part of the sum; `facts` are what its reason is made of."""

    kind: str
    amount: Decimal
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        known = LineKind.values
        return str(LineKind(self.kind).label) if self.kind in known else self.kind

    @property
    def why(self) -> str:
        if self.kind == LineKind.ENTRY:
            return _("Paid once, on joining. Fee table of %(table_year)s.") % self.facts
        if self.kind == LineKind.YEARLY:
            return _yearly_reason(self.facts)
        return ""

    def as_json(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "amount": str(self.amount), "facts": self.facts}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "QuoteLine":
        return cls(data["kind"], Decimal(data["amount"]), data["facts"])


@dataclass(frozen=True)
class Quote:
    """The sum for a year in one currency. `total` is the sum of the lines, never set apart."""

    on: dt.date
    table_id: int
    table_year: int
    currency: str
    category: str
    staff_count: int | None
    lines: tuple[QuoteLine, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    def as_json(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "table_id": self.table_id,
            "table_year": self.table_year,
            "currency": self.currency,
            "category": str(self.category),
            "staff_count": self.staff_count,
            "lines": [line.as_json() for line in self.lines],
            "total": str(self.total),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Quote":
        return cls(
            on=dt.date.fromisoformat(data["on"]),
            table_id=data["table_id"],
            table_year=data["table_year"],
            currency=data["currency"],
            category=data["category"],
            staff_count=data["staff_count"],
            lines=tuple(QuoteLine.from_json(line) for line in data["lines"]),
        )


def quote(
    *,
    table: FeeTable,
    category: str,
    staff_count: int | None,
    on: dt.date,
    is_joining: bool = True,
) -> Quote:
    """What an organisation of this category and size pays by this table, reckoned on a day.

    An entry fee is asked of those who join. Raises StaffNeededError where the fee depends on a
    number of staff that is not given, NoFeeBandError where the table has no fee.
    """
    band = band_for(table, category, staff_count)
    facts = {
        "table_year": table.year,
        "category": str(category),
        "staff_from": band.staff_from,
        "staff_to": band.staff_to,
        "staff_count": staff_count,
    }
    lines = [QuoteLine(LineKind.YEARLY.value, band.amount, facts)]
    if is_joining and band.entry_fee:
        lines.append(QuoteLine(LineKind.ENTRY.value, band.entry_fee, {"table_year": table.year}))
    return Quote(on, table.pk, table.year, table.currency, category, staff_count, tuple(lines))


def band_for(table: FeeTable, category: str, staff_count: int | None) -> FeeBand:
    bands = table.bands_of(category)
    if staff_count is None and len(bands) > 1:
        raise StaffNeededError(_("The fee depends on the number of staff: please write it."))
    for band in bands:
        if band.holds(staff_count) if staff_count is not None else True:
            return band
    raise NoFeeBandError(
        _("The fee table of %(year)s has no fee for this category and size. Please ask the office.")
        % {"year": table.year}
    )


def band_in_words(staff_from: int, staff_to: int | None) -> str:
    if staff_to is None:
        if staff_from == 0:
            return _("Any number of staff")
        return _("%(count)s staff or more") % {"count": staff_from}
    if staff_from == staff_to:
        return ngettext("%(count)s person", "%(count)s staff", staff_to) % {"count": staff_to}
    if staff_from == 0:
        return _("Up to %(count)s staff") % {"count": staff_to}
    return _("%(first)s to %(last)s staff") % {"first": staff_from, "last": staff_to}


def _yearly_reason(facts: dict[str, Any]) -> str:
    words = {
        "category": Category(facts["category"]).label,
        "band": band_in_words(facts["staff_from"], facts["staff_to"]).lower(),
        "count": facts["staff_count"],
        "table_year": facts["table_year"],
    }
    is_flat = facts["staff_from"] == 0 and facts["staff_to"] is None
    if is_flat or facts["staff_count"] is None:
        return _("%(category)s, %(band)s. Fee table of %(table_year)s.") % words
    return _("%(category)s, %(band)s; %(count)s declared. Fee table of %(table_year)s.") % words
