"""What VAT is due on lines, and the sums: plain functions over the dated records.

EN 16931: a line's net is quantity × price, rounded once; a category's base is the sum of its lines;
its VAT is base × rate, rounded once (BR-CO-17). Half a ban goes up.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.toolkit import countries
from members.invoices.errors import NotReadyToIssueError, VatError
from members.invoices.models import NOTHING, VatCategory, VatRate, VatStatus

CENT = Decimal("0.01")
# The codes of the rates that replace a taxed line's own where the buyer is abroad.
REVERSE_CHARGE_CODE = "AE"
OUTSIDE_CODE = "O"
# Where the directive on VAT holds (2006/112); Greece writes EL in VAT ids.
UNION = frozenset(countries.UNION)


@dataclass(frozen=True)
class Applied:
    """What VAT says about one line on its day."""

    category: str
    rate: Decimal
    reason_ro: str
    reason_en: str
    vatex: str


@dataclass(frozen=True)
class Group:
    """One row of the VAT breakdown (BG-23): a category at a rate."""

    category: str
    rate: Decimal
    base: Decimal
    vat: Decimal
    reason_ro: str = ""
    reason_en: str = ""
    vatex: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "category": self.category,
            "rate": str(self.rate),
            "base": str(self.base),
            "vat": str(self.vat),
            "reason_ro": self.reason_ro,
            "reason_en": self.reason_en,
            "vatex": self.vatex,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Group":
        numbers = {name: Decimal(data[name]) for name in ("rate", "base", "vat")}
        return cls(**{**data, **numbers})

    @property
    def key(self) -> tuple[str, Decimal]:
        return self.category, self.rate


@dataclass(frozen=True)
class Sums:
    groups: list[Group]

    @property
    def net(self) -> Decimal:
        return sum((group.base for group in self.groups), NOTHING)

    @property
    def vat(self) -> Decimal:
        return sum((group.vat for group in self.groups), NOTHING)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def status_on(day: dt.date) -> VatStatus:
    found = VatStatus.objects.in_force(day).first()
    if found is None:
        raise NotReadyToIssueError(
            _("Nobody has written down whether the association charges VAT on that day. Add its "
              "VAT status first.")
        )  # fmt: skip
    return found


class Law:
    """The rates and the standing in force on the day of supply, read once for a document."""

    def __init__(self, day: dt.date):
        self.day = day
        self.status = status_on(day)
        self.rates = {rate.code: rate for rate in VatRate.objects.in_force(day)}

    def applied(self, code: str, *, country: str, vat_id: str) -> Applied:
        """For a buyer in a country, with a VAT id or without. Services to a business are taxed
        where it is established (art. 278(2)): in the Union it accounts for the VAT itself, outside
        the Union nothing is due. An id is what shows that it is a business.
        """
        if not self.status.is_registered:
            status = self.status
            return Applied(
                status.category, Decimal(0), status.reason_ro, status.reason_en, status.vatex
            )
        rate = self._rate(code)
        if country not in UNION:
            rate = self._rate(OUTSIDE_CODE)
        elif (
            country != "RO" and vat_id and rate.category in {VatCategory.STANDARD, VatCategory.ZERO}
        ):
            rate = self._rate(REVERSE_CHARGE_CODE)
        return Applied(rate.category, rate.rate, rate.reason_ro, rate.reason_en, rate.vatex)

    def _rate(self, code: str) -> VatRate:
        if code not in self.rates:
            raise VatError(
                _("No VAT rate with the code %(code)s is in force on %(day)s.")
                % {"code": code, "day": f"{self.day:%d.%m.%Y}"}
            )
        return self.rates[code]


def sums_of(lines: Sequence[tuple[Decimal, Applied]]) -> Sums:
    """Of nets with what VAT says about them. Raises VatError for lines that cannot stand on one
    document.
    """
    groups: dict[tuple[str, Decimal], Group] = {}
    for net, applied in lines:
        key = (applied.category, applied.rate)
        reasons = (applied.reason_ro, applied.reason_en, applied.vatex)
        known = groups.get(key)
        if known is None:
            groups[key] = Group(*key, net, NOTHING, *reasons)
        elif (known.reason_ro, known.reason_en, known.vatex) != reasons:
            raise VatError(
                _("Two lines of category %(category)s have different reasons. Write two documents.")
                % {"category": applied.category}
            )
        else:
            groups[key] = Group(*key, known.base + net, NOTHING, *reasons)
    check_categories(groups)
    return Sums([taxed(group) for group in sorted(groups.values(), key=_order)])


def taxed(group: Group) -> Group:
    vat = rounded(group.base * group.rate / 100)
    return Group(**{**group.__dict__, "vat": vat})


def check_categories(keys: Iterable[tuple[str, Decimal]]) -> None:
    """EN 16931, BR-O-11 and BR-O-12: outside VAT stands alone."""
    categories = {category for category, _rate in keys}
    if VatCategory.OUTSIDE in categories and len(categories) > 1:
        raise VatError(
            _("What is outside VAT cannot stand on one document with other lines. Write two.")
        )


def _order(group: Group) -> tuple[int, Decimal]:
    return list(VatCategory.values).index(group.category), -group.rate
