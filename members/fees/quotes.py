"""What a membership costs, and why: the one function that the public page, an application, the
renewal run and a notice use. What comes out of it is kept by members.fees.kept.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from members.fees.coverage import Coverage, coverage
from members.fees.errors import (
    ChoiceUnknownError,
    NoFeeBandError,
    StaffNeededError,
    TurnoverNeededError,
)
from members.fees.kept import NOTHING, Part, Payable, Quote, QuoteLine, payable_in
from members.fees.models import (
    Allowances,
    Case,
    Discount,
    Exemption,
    FeeBand,
    FeeTable,
    InstalmentPlan,
    Period,
    RateDay,
    Tier,
    reduced,
)
from members.fees.reasons import LineKind, names_of
from members.fees.rounding import HUNDRED, rounded

__all__ = ["Part", "Payable", "Quote", "QuoteLine", "quote"]


def quote(
    *,
    table: FeeTable,
    category: str,
    on: dt.date,
    staff_count: int | None = None,
    turnover: Decimal | None = None,
    is_joining: bool = True,
    joins_on: dt.date | None = None,
    leaves_on: dt.date | None = None,
    fee_year: int | None = None,
    organisation_id: int | None = None,
    founded_on: dt.date | None = None,
    tier: str = "",
    plan: str = "",
    code: str = "",
    is_code_kept: bool = False,
    allowances: Allowances | None = None,
    with_payable: bool = True,
) -> Quote:
    """What an organisation of this category and size pays by this table, reckoned on a day.

    Who joins pays from `joins_on` (else `on`) and an entry fee. `turnover` is in the currency of
    the category's measure. `tier` and `plan` are codes of the table, `code` one of a discount,
    which must hold unless it `is_code_kept` of an earlier day.
    `allowances` are those of the day, read beforehand by who reckons many; they too leave
    `with_payable` away where other currencies do not matter. The order of the lines is the order
    of reckoning: yearly fee, exemption, tier, part of the year, discounts, entry fee.

    Raises StaffNeededError or TurnoverNeededError where the fee depends on a size that is not
    given, NoFeeBandError where the table has no fee, ChoiceUnknownError.
    """
    starts_on = (joins_on or on) if is_joining else None
    time = coverage(table, joins_on=starts_on, leaves_on=leaves_on, fee_year=fee_year, on=on)
    case = Case(str(category), organisation_id, founded_on, starts_on, code)
    known = Allowances.in_force(on, organisation_id=organisation_id) if allowances is None else (
        allowances
    )  # fmt: skip
    band = band_for(table, category, staff_count, turnover)
    found = _Reckoning(table, case, time, known)
    found.yearly(band, staff_count, turnover)
    found.tier(_tier(table, category, tier))
    found.share(leaves_on)
    found.discounts()
    if is_joining and band.entry_fee:
        found.entry(band.entry_fee)
    if not is_code_kept:
        found.check_code()
    result = Quote(
        on=on,
        table_id=table.pk,
        table_year=table.year,
        currency=table.currency,
        category=category,
        staff_count=staff_count,
        lines=tuple(found.lines),
        turnover=turnover,
        fee_year=time.fee_year,
        covers_until=time.until,
        tier=tier,
    )
    if plan:
        result = _in_parts(result, _plan(table, plan))
    if with_payable:
        result = replace(result, payable=payables(table, result.total, on))
    return result


def unknown_code(code: str) -> str:
    return _("The code “%(code)s” is not known, or does not hold for you on this day.") % {
        "code": code.strip()[:30]
    }


def payables(table: FeeTable, total: Decimal, on: dt.date) -> tuple[Payable, ...]:
    """What a sum is in each other currency that the table allows."""
    is_fixed = table.rate_day == RateDay.ISSUE
    return tuple(
        payable_in(currency, total, table.currency, is_fixed=is_fixed, on=on)
        for currency in table.payable_in
    )


class _Reckoning:
    """The lines of one quote as they come to be; `rest` is what is left of the yearly fee."""

    def __init__(self, table: FeeTable, case: Case, time: Coverage, allowances: Allowances):
        self.table, self.case, self.time, self.allowances = table, case, time, allowances
        self.lines: list[QuoteLine] = []
        self.rest = NOTHING
        self.is_code_used = False
        counted_on = dt.date(time.fee_year, 1, 1)
        self.exemption = allowances.exemption(case, counted_on=counted_on)

    def _line(self, kind: LineKind, amount: Decimal, /, **facts: Any) -> None:
        self.lines.append(QuoteLine(kind.value, amount, facts))

    def _per_term(self, amount: Decimal) -> Decimal:
        return amount * self.table.term_years

    def yearly(self, band: FeeBand, staff_count: int | None, turnover: Decimal | None) -> None:
        measure = self.table.measure_of(self.case.category)
        is_turnover = measure is not None and measure.is_turnover
        size = (None if turnover is None else str(turnover)) if is_turnover else staff_count
        per_year = band.amount * 12 if self.table.amounts_per == Period.MONTH else band.amount
        self.rest = rounded(self._per_term(per_year))
        self._line(
            LineKind.YEARLY,
            self.rest,
            table_year=self.table.year,
            category=self.case.category,
            size_from=band.size_from,
            size_to=band.size_to,
            size=size,
            size_currency=measure.currency if is_turnover else "",
            fee_year=self.time.fee_year,
            term_years=self.table.term_years,
            amounts_per=self.table.amounts_per,
            unit_amount=str(band.amount),
            currency=self.table.currency,
            free_year=self.time.free_year,
        )
        if self.exemption is not None and self.rest:
            self._line(LineKind.EXEMPTION, -self.rest, **_dates(self.exemption))
            self.rest = NOTHING

    def tier(self, tier: Tier | None) -> None:
        if tier is None:
            return
        facts: dict[str, Any] = {"names": names_of(tier), "currency": self.table.currency}
        if tier.percent is not None:
            more = rounded(self.rest * tier.percent / HUNDRED)
            facts["percent"] = str(tier.percent)
        else:
            price = rounded(self._per_term(tier.amount or NOTHING))
            more = max(price - self.rest, NOTHING) if tier.includes_base else price
            facts |= {"price": str(price), "includes_base": tier.includes_base}
        self._line(LineKind.TIER, more, **facts)
        self.rest += more

    def share(self, leaves_on: dt.date | None) -> None:
        if self.time.is_whole or not self.rest:
            return
        facts = {"months": self.time.months, "of_months": self.time.of_months,
                 "rule": str(self.table.pro_rata)}  # fmt: skip
        if leaves_on is not None:
            facts["leaves_on"] = leaves_on.isoformat()
        if self.case.joins_on is not None:
            facts["joins_on"] = self.case.joins_on.isoformat()
        self.rest = self._lowered(
            LineKind.PRO_RATA, self.rest, rounded(self.time.share_of(self.rest)), facts
        )

    def discounts(self) -> None:
        self.rest = self._discounted(LineKind.DISCOUNT, self.rest, of_entry_fee=False)

    def entry(self, fee: Decimal) -> None:
        self._line(LineKind.ENTRY, fee, table_year=self.table.year)
        if self.exemption is not None and self.exemption.covers_entry_fee:
            self._line(LineKind.ENTRY_EXEMPTION, -fee, **_dates(self.exemption))
            return
        self._discounted(LineKind.ENTRY_DISCOUNT, fee, of_entry_fee=True)

    def check_code(self) -> None:
        if self.case.code.strip() and not self.is_code_used:
            raise ChoiceUnknownError(unknown_code(self.case.code))

    def _discounted(self, kind: LineKind, rest: Decimal, *, of_entry_fee: bool) -> Decimal:
        for discount in self.allowances.discounts_for(self.case, currency=self.table.currency):
            if discount.on_entry_fee != of_entry_fee:
                continue
            self.is_code_used = self.is_code_used or bool(discount.code)
            facts = _dates(discount) | {
                "code": discount.code,
                "percent": str(discount.percent) if discount.percent is not None else "",
                "amount": str(discount.amount) if discount.amount is not None else "",
                "currency": self.table.currency,
            }
            rest = self._lowered(kind, rest, rounded(rest - reduced(rest, discount)), facts)
        return rest

    def _lowered(
        self, kind: LineKind, before: Decimal, after: Decimal, facts: dict[str, Any]
    ) -> Decimal:
        """A line that takes something away; none where there is nothing to take."""
        if after != before:
            self._line(kind, after - before, **facts)
        return after


def _dates(row: Exemption | Discount) -> dict[str, Any]:
    return {
        "names": names_of(row),
        "decision": row.decision_reference,
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
    }


def band_for(
    table: FeeTable, category: str, staff_count: int | None, turnover: Decimal | None = None
) -> FeeBand:
    """A turnover counts in whole units of its currency, what is beyond them does not."""
    bands = table.bands_of(category)
    is_turnover = table.counts_turnover(category)
    size = (None if turnover is None else int(turnover)) if is_turnover else staff_count
    if size is None and len(bands) > 1:
        if is_turnover:
            raise TurnoverNeededError(_("The fee depends on the turnover: please write it."))
        raise StaffNeededError(_("The fee depends on the number of staff: please write it."))
    for band in bands:
        if size is None or band.holds(size):
            return band
    raise NoFeeBandError(
        _("The fee table of %(year)s has no fee for this category and size. Please ask the office.")
        % {"year": table.year}
    )


def _tier(table: FeeTable, category: str, code: str) -> Tier | None:
    if not code:
        return None
    for tier in table.tiers.all():
        if tier.code == code and tier.is_for(category):
            return tier
    raise ChoiceUnknownError(
        _("The fee table of %(year)s has no tier “%(code)s” for this category.")
        % {"year": table.year, "code": code[:30]}
    )


def _plan(table: FeeTable, code: str) -> InstalmentPlan:
    for plan in table.plans.all():
        if plan.code == code:
            return plan
    raise ChoiceUnknownError(
        _("The fee table of %(year)s has no instalment plan “%(code)s”.")
        % {"year": table.year, "code": code[:30]}
    )


def _in_parts(whole: Quote, plan: InstalmentPlan) -> Quote:
    parts = tuple(
        Part(number, (due_on - whole.on).days, amount, due_on)
        for number, (due_on, amount) in enumerate(plan.parts(whole.total, whole.on), start=1)
    )
    return replace(whole, plan=plan.code, plan_names=names_of(plan), parts=parts)
