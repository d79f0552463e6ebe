"""A quote as it is kept: codes and numbers, put into words when it is shown."""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from members.fees import reasons
from members.ledger.errors import NoRateError
from members.ledger.rates import converted

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class QuoteLine:
    """One part of the sum, or what lowers it; `facts` are what its reason is made of."""

    kind: str
    amount: Decimal
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return reasons.what(self.kind, self.facts)

    @property
    def why(self) -> str:
        return reasons.why(self.kind, self.facts)

    def as_json(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "amount": str(self.amount), "facts": self.facts}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "QuoteLine":
        return cls(data["kind"], Decimal(data["amount"]), data["facts"])


@dataclass(frozen=True)
class Part:
    """One instalment: due so many days after the day of issue."""

    number: int
    days: int
    amount: Decimal
    due_on: dt.date

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "days": self.days,
            "amount": str(self.amount),
            "due_on": self.due_on.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Part":
        due_on = dt.date.fromisoformat(data["due_on"])
        return cls(data["number"], data["days"], Decimal(data["amount"]), due_on)


@dataclass(frozen=True)
class Payable:
    """What the total is in another currency. `amount` is None while no rate is entered; where the
    rate of the day of payment holds (`is_fixed` False) it is only what it would be on the day.
    """

    currency: str
    amount: Decimal | None
    is_fixed: bool
    rates: tuple[dict[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        amount = None if self.amount is None else str(self.amount)
        return {
            "currency": self.currency,
            "amount": amount,
            "is_fixed": self.is_fixed,
            "rates": list(self.rates),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Payable":
        amount = None if data["amount"] is None else Decimal(data["amount"])
        return cls(data["currency"], amount, data["is_fixed"], tuple(data["rates"]))

    @property
    def rates_in_words(self) -> str:
        return "; ".join(reasons.rate_in_words(rate) for rate in self.rates)


@dataclass(frozen=True)
class Quote:
    """The sum for a membership year in one currency. `total` is the sum of the lines, never set
    apart. Quotes of before tiers and instalments lack what came later.
    """

    on: dt.date
    table_id: int
    table_year: int
    currency: str
    category: str
    staff_count: int | None
    lines: tuple[QuoteLine, ...]
    turnover: Decimal | None = None
    fee_year: int | None = None
    covers_until: dt.date | None = None
    tier: str = ""
    plan: str = ""
    plan_names: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    payable: tuple[Payable, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), NOTHING)

    @property
    def plan_name(self) -> str:
        return reasons.name_in(self.plan_names)

    def issued_on(self, day: dt.date) -> "Quote":
        """As it is asked for on a day: parts are due after it, and its rate of exchange holds."""
        parts = tuple(
            replace(part, due_on=day + dt.timedelta(days=part.days)) for part in self.parts
        )
        payable = tuple(
            payable_in(row.currency, self.total, self.currency, is_fixed=row.is_fixed, on=day)
            for row in self.payable
        )
        return replace(self, parts=parts, payable=payable)

    def as_json(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "table_id": self.table_id,
            "table_year": self.table_year,
            "currency": self.currency,
            "category": str(self.category),
            "staff_count": self.staff_count,
            "turnover": None if self.turnover is None else str(self.turnover),
            "fee_year": self.fee_year,
            "covers_until": self.covers_until.isoformat() if self.covers_until else None,
            "tier": self.tier,
            "plan": self.plan,
            "plan_names": self.plan_names,
            "lines": [line.as_json() for line in self.lines],
            "parts": [part.as_json() for part in self.parts],
            "payable": [row.as_json() for row in self.payable],
            "total": str(self.total),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Quote":
        turnover, until = data.get("turnover"), data.get("covers_until")
        return cls(
            on=dt.date.fromisoformat(data["on"]),
            table_id=data["table_id"],
            table_year=data["table_year"],
            currency=data["currency"],
            category=data["category"],
            staff_count=data["staff_count"],
            lines=tuple(QuoteLine.from_json(line) for line in data["lines"]),
            turnover=None if turnover is None else Decimal(turnover),
            fee_year=data.get("fee_year"),
            covers_until=dt.date.fromisoformat(until) if until else None,
            tier=data.get("tier", ""),
            plan=data.get("plan", ""),
            plan_names=data.get("plan_names", {}),
            parts=tuple(Part.from_json(part) for part in data.get("parts", [])),
            payable=tuple(Payable.from_json(row) for row in data.get("payable", [])),
        )


def payable_in(currency: str, total: Decimal, of: str, *, is_fixed: bool, on: dt.date) -> Payable:
    try:
        amount, rates = converted(total, of=of, to=currency, on=on)
    except NoRateError:
        return Payable(currency, None, is_fixed)
    kept = tuple(
        {"currency": r.currency, "rate": str(r.rate), "on": r.on.isoformat(), "source": r.source}
        for r in rates
    )
    return Payable(currency, amount, is_fixed, kept)
