"""What the portal knows of a member that its fee depends on, for one of them or for all."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from members.fees.models import Allowances, FeeTable, FeeTerms, terms_of
from members.fees.quotes import Quote, quote
from members.organisations.models import Measure, Organisation, SizeDeclaration

NEWEST = ("-counted_on", F("verified_at").desc(nulls_first=True), "-pk")


@dataclass(frozen=True)
class Sizes:
    """As declared: people, and turnover with its currency; None where nothing is declared."""

    staff_count: int | None = None
    turnover: Decimal | None = None
    currency: str = ""

    def turnover_in(self, currency: str) -> Decimal | None:
        return self.turnover if currency and currency == self.currency else None


def day_that_counts(fee_year: int, today: dt.date) -> dt.date:
    """On which it is asked what a member has been granted, has chosen and has declared for the
    dues of a year: today, while the year lasts; before it its first day and after it its last.
    What ends with December does not lower the next year's fee, though its notice may be written
    in November.
    """
    return min(max(today, dt.date(fee_year, 1, 1)), dt.date(fee_year, 12, 31))


@dataclass(frozen=True)
class Known:
    """What is read once for any number of quotes of one day, `on`."""

    on: dt.date
    sizes: dict[int, Sizes]
    terms: dict[int, FeeTerms]
    allowances: Allowances

    @classmethod
    def of(
        cls,
        organisations: Iterable[Organisation],
        on: dt.date,
        *,
        counted_on: dt.date | None = None,
    ) -> "Known":
        """As it is on `counted_on`, where that is another day than `on`."""
        day = counted_on or on
        found = list(organisations)
        ids = [organisation.pk for organisation in found]
        rows = FeeTerms.objects.in_force(day).filter(organisation__in=ids)
        return cls(on, sizes_of(found, day), terms_of(rows, day), Allowances.of_all(day))


def age_note(organisation: Organisation, allowances: Allowances) -> str:
    """Of a member whose day of foundation is not known although an exemption asks for it."""
    if organisation.founded_on is not None or not allowances.asks_for_age(
        organisation.category, organisation.pk, is_joining=False
    ):
        return ""
    return _("The day on which it was founded is not known: an exemption by age is not counted.")


def sizes_of(organisations: Iterable[Organisation], on: dt.date) -> dict[int, Sizes]:
    """By the accepted declarations in force on a day, as SizeDeclaration.objects.in_force() has
    them; where there is none, the organisation's own number of staff.
    """
    known = {row.pk: {"staff_count": row.staff_count} for row in organisations}
    rows = (
        SizeDeclaration.objects.accepted()
        .filter(organisation__in=known, counted_on__lte=on)
        .order_by("organisation_id", "measure", *NEWEST)
        .distinct("organisation_id", "measure")
    )
    found: dict[int, dict[str, Any]] = known
    for row in rows:
        if row.measure == Measure.STAFF:
            found[row.organisation_id]["staff_count"] = int(row.value)
        else:
            found[row.organisation_id] |= {"turnover": row.value, "currency": row.currency}
    return {pk: Sizes(**facts) for pk, facts in found.items()}


def quote_of(
    organisation: Organisation,
    table: FeeTable,
    known: Known,
    *,
    fee_year: int | None = None,
    joins_on: dt.date | None = None,
    leaves_on: dt.date | None = None,
    with_payable: bool = True,
) -> Quote:
    """By a table; `joins_on` for who joins, `leaves_on` its last day as a member. Its own terms
    give tier, instalments and a code. Raises the errors of quote().
    """
    sizes = known.sizes.get(organisation.pk, Sizes())
    terms = known.terms.get(organisation.pk)
    measure = table.measure_of(organisation.category)
    return quote(
        table=table,
        category=organisation.category,
        on=known.on,
        staff_count=sizes.staff_count,
        turnover=sizes.turnover_in(measure.currency if measure else ""),
        is_joining=joins_on is not None,
        joins_on=joins_on,
        leaves_on=leaves_on,
        fee_year=fee_year,
        organisation_id=organisation.pk,
        founded_on=organisation.founded_on,
        tier=terms.tier_code if terms else "",
        plan=terms.plan_code if terms else "",
        code=terms.discount_code if terms else "",
        is_code_kept=True,
        allowances=known.allowances,
        with_payable=with_payable,
    )
