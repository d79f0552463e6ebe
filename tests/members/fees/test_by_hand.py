"""Fees reckoned by hand, and asked of everything that says a fee: all agree to the ban.

The table of these cases: companies up to 9 pay 1,200.00 (entry 250), up to 49 2,400.50 (500), above
5,999.99 (1,000), by months, unless a case says otherwise.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from members.fees import actions
from members.fees.models import Discount, Exemption, FeeBand, FeeTable, FeeTerms
from members.fees.preview import preview
from members.fees.quotes import Quote, quote
from members.fees.simulator import answer
from members.ledger.rates import ExchangeRate
from members.organisations.models import MembershipStatus
from members.registration.costs import quote_for
from members.registration.models import Application
from members.renewals import actions as renewals
from members.renewals import planning
from tests.factories.members import MembershipFactory

pytestmark = pytest.mark.django_db

BANDS = [(0, 9, "1200", "250"), (10, 49, "2400.50", "500"), (50, None, "5999.99", "1000")]
MARCH = Discount(percent=10, valid_from="2026-03-01", valid_until="2026-03-31")
TENTH = Discount(percent=Decimal("12.5"), valid_from="2026-01-10", valid_until="2026-01-10")
ENTRY = Discount(amount=Decimal("33.33"), currency="RON", valid_from="2026-01-10",
                 on_entry_fee=True)  # fmt: skip
ALL = Discount(amount=Decimal(99_999), currency="RON", valid_from="2026-01-10")
YOUNG = Exemption(younger_than_years=3, joining_year_only=True, covers_entry_fee=True,
                  valid_from="2020-01-01")  # fmt: skip
TOP = {"code": "top", "amount": Decimal(1000)}
ALL_IN = {"code": "all-in", "amount": Decimal(5000), "includes_base": True}
THIRD = {"code": "third", "percent": Decimal("33.33")}
THREE = {"code": "three", "percents": [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")],
         "due_days": [30, 60, 90]}  # fmt: skip
SEVEN = {"code": "seven", "percents": [Decimal("14.28")] * 6 + [Decimal("14.32")],
         "due_days": [10, 20, 30, 40, 50, 60, 70]}  # fmt: skip
RATE = ExchangeRate(currency="EUR", on="2026-02-13", rate=Decimal("5.0903"))
LATER = ExchangeRate(currency="EUR", on="2026-02-16", rate=Decimal("5.5"))
HALF = {"pro_rata": "half_year"}
JUNE = {**HALF, "half_year_from": dt.date(2026, 6, 15)}
NOVEMBER = {"next_year_from": dt.date(2026, 11, 1)}
TWO_YEARS = {"term_years": 2}
EUROS = {"currency": "EUR", "payable_in": ["RON"], "bands": [(0, None, "333.33", "0")]}
BORN_28, BORN_29 = {"founded_on": dt.date(2023, 2, 28)}, {"founded_on": dt.date(2024, 2, 29)}

# The day of joining, staff, what is asked beside it, the table, what else is entered, the fee.
CASES: list[tuple[str, int, dict[str, Any], dict[str, Any], list[Any], str]] = [
    ("2026-01-01", 0, {}, {}, [], "1450.00"),
    ("2026-01-31", 9, {}, {}, [], "1450.00"),
    ("2026-02-01", 10, {}, {}, [], "2700.46"),  # 2,400.50 × 11/12 = 2,200.458…
    ("2026-02-28", 49, {}, {}, [], "2700.46"),
    ("2028-02-29", 9, {}, {"year": 2028}, [], "1350.00"),
    ("2026-03-01", 50, {}, {}, [], "5999.99"),  # 5,999.99 × 10/12 = 4,999.991…
    ("2026-04-30", 1_000_000, {}, {}, [], "5499.99"),
    ("2026-05-15", 9, {}, {}, [], "1050.00"),
    ("2026-06-30", 10, {}, {}, [], "1900.29"),
    ("2026-07-01", 49, {}, {}, [], "1700.25"),
    ("2026-08-31", 50, {}, {}, [], "3500.00"),  # 2,499.995… up
    ("2026-09-30", 9, {}, {}, [], "650.00"),
    ("2026-10-01", 10, {}, {}, [], "1100.13"),  # 600.125 up
    ("2026-11-30", 49, {}, {}, [], "900.08"),
    ("2026-12-31", 50, {}, {}, [], "1500.00"),
    ("2026-06-30", 9, {}, HALF, [], "1450.00"),
    ("2026-07-01", 9, {}, HALF, [], "850.00"),
    ("2026-06-14", 9, {}, JUNE, [], "1450.00"),
    ("2026-06-15", 9, {}, JUNE, [], "850.00"),
    ("2026-12-31", 9, {}, {"pro_rata": "none"}, [], "1450.00"),
    ("2026-10-31", 9, {}, NOVEMBER, [], "550.00"),
    ("2026-11-01", 9, {}, NOVEMBER, [], "1550.00"),  # by the table of 2027
    ("2026-02-28", 9, {}, {}, [MARCH], "1350.00"),
    ("2026-03-01", 9, {}, {}, [MARCH], "1150.00"),
    ("2026-03-31", 9, {}, {}, [MARCH], "1150.00"),
    ("2026-04-30", 9, {}, {}, [MARCH], "1150.00"),  # 1,200 × 9/12, nothing off
    ("2026-01-10", 10, {}, {}, [TENTH, ENTRY], "2567.11"),  # 2,100.4375 + 466.67
    ("2026-01-10", 9, {}, {}, [ALL], "250.00"),
    ("2026-02-27", 9, BORN_28, {}, [YOUNG], "0.00"),
    ("2026-02-28", 9, BORN_28, {}, [YOUNG], "1350.00"),
    ("2027-02-27", 9, BORN_29, {"year": 2027}, [YOUNG], "0.00"),
    ("2027-02-28", 9, BORN_29, {"year": 2027}, [YOUNG], "1350.00"),
    ("2026-01-05", 9, {"tier": "top"}, {"tiers": [TOP]}, [], "2450.00"),
    ("2026-07-05", 9, {"tier": "top"}, {"tiers": [TOP]}, [], "1350.00"),
    ("2026-01-05", 9, {"tier": "all-in"}, {"tiers": [ALL_IN]}, [], "5250.00"),
    ("2026-01-05", 50, {"tier": "all-in"}, {"tiers": [ALL_IN]}, [], "6999.99"),
    ("2026-01-05", 10, {"tier": "third", "plan": "three"}, {"tiers": [THIRD], "plans": [THREE]},
     [], "3700.59 = 1233.40 + 1233.40 + 1233.79"),
    ("2026-12-05", 50, {"plan": "seven"}, {"plans": [SEVEN]}, [],
     "1500.00 = 214.20 + 214.20 + 214.20 + 214.20 + 214.20 + 214.20 + 214.80"),
    ("2026-02-14", 10, {}, {"payable_in": ["EUR"]}, [RATE, LATER], "2700.46 or 530.51"),
    ("2026-02-14", 10, {}, EUROS, [RATE, LATER], "305.55 or 1555.34"),  # 333.33 × 11/12
    ("2026-07-01", 9, {}, TWO_YEARS, [], "2050.00"),  # 2,400 × 18/24
    ("2026-12-31", 10, {}, TWO_YEARS, [], "3100.54"),  # 4,801 × 13/24 = 2,600.541…
    ("2026-01-02", 9, {}, {"amounts_per": "month", "bands": [(0, None, "14.99", "0")]}, [],
     "179.88"),
]  # fmt: skip


def a_table(**values: Any) -> None:
    bands, parts = values.pop("bands", BANDS), {
        name: values.pop(name, []) for name in ("tiers", "plans")
    }  # fmt: skip
    table = FeeTable.objects.create(**{"year": 2026, "pro_rata": "monthly", **values})
    for first, last, amount, entry in bands:
        FeeBand.objects.create(table=table, category="company", size_from=first, size_to=last,
                               amount=Decimal(amount), entry_fee=Decimal(entry))  # fmt: skip
    for name, rows in parts.items():
        for row in rows:
            more = {"is_offered": True} if name == "plans" else {}
            getattr(table, name).create(name_en="A", name_ro="A", **row, **more)
    FeeTable.objects.filter(pk=table.pk).update(status="published")


def in_short(found: Quote) -> str:
    """The total, its parts where it has several, and what it is in the other currency."""
    said = str(found.total)
    if found.parts:
        said += " = " + " + ".join(str(part.amount) for part in found.parts)
    return said + "".join(f" or {row.amount}" for row in found.payable)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}, {case[1]}, {case[5]}")
def test_whoever_says_a_fee_says_what_the_treasurer_reckoned(case, association, monkeypatch):
    joins_on, staff, asked, table, entered, fee = case
    noon = dt.datetime.fromisoformat(f"{joins_on}T12:00+02:00")
    monkeypatch.setattr(timezone, "now", lambda: noon)
    day, facts = noon.date(), {"category": "company", "staff_count": staff, **asked}
    a_table(**table)
    if "next_year_from" in table:
        a_table(year=2027, bands=[(0, None, "1300", "250")])
    for row in entered:
        row.pk = None
        row._state.adding = True
        row.save()

    function = quote(table=FeeTable.objects.for_joining(day), on=day, **facts)
    address = QueryDict(mutable=True)
    address.update({"joins_on": joins_on} | {name: str(value) for name, value in facts.items()})
    simulator = answer(address)["quote"]
    application = quote_for(Application(**facts), FeeTable.objects.for_joining(day), day)
    member = MembershipFactory(
        status=MembershipStatus.AWAITING_PAYMENT, started_on=None, organisation__staff_count=staff,
        organisation__staff_counted_on=day, organisation__founded_on=asked.get("founded_on"),
    )  # fmt: skip
    if asked.keys() & {"tier", "plan"}:
        FeeTerms.objects.create(
            organisation=member.organisation, valid_from=day, tier_code=asked.get("tier", ""),
            plan_code=asked.get("plan", ""),
        )  # fmt: skip
    office = actions.quote_for_member(membership=member, fee_year=day.year, is_joining=True)

    found = [function, simulator, application, office]
    assert [in_short(one) for one in found] == [fee] * 4
    assert all(Quote.from_json(one.as_json()) == one for one in found)
    if function.total and function.currency == "RON" and not function.payable:
        notice = actions.issue_notice(membership_id=member.pk, fee_quote=application, actor=None)
        assert in_short(Quote.from_json(notice.quote)) == fee
        parts = notice.receivable.instalments.all()
        assert sum(part.amount for part in parts) == notice.amount == function.total


# Staff, what was granted and from when until when, the day of leaving, the fee of 2027.
RENEWED: list[tuple[int, dict[str, str], list[Any], str | None, str]] = [
    (0, {}, [], None, "1200.00"),
    (9, {}, [], None, "1200.00"),
    (10, {}, [], None, "2400.50"),
    (49, {}, [], None, "2400.50"),
    (50, {}, [], None, "5999.99"),
    (9, {"tier_code": "top", "valid_from": "2026-01-01"}, [], None, "2200.00"),
    (9, {"tier_code": "top", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}, [], None,
     "1200.00"),
    (9, {"tier_code": "all-in", "valid_from": "2027-01-01"}, [], None, "5000.00"),
    (9, {}, [MARCH], None, "1200.00"),
    (10, {}, [Discount(percent=Decimal("33.33"), valid_from="2027-01-01")], None, "1600.41"),
    (10, {}, [], "2027-04-01", "600.13"),  # 2,400.50 × 3/12 = 600.125
    (10, {}, [], "2027-12-31", "2400.50"),
]  # fmt: skip


@pytest.mark.parametrize("case", RENEWED, ids=lambda case: f"{case[0]}, {case[4]}")
def test_what_is_renewed_in_november_costs_what_holds_next_year(
    case, association, office, monkeypatch
):
    staff, terms, entered, leaves_on, fee = case
    noon = dt.datetime.fromisoformat("2026-11-29T12:00+02:00")
    monkeypatch.setattr(timezone, "now", lambda: noon)
    a_table(year=2027, tiers=[TOP, ALL_IN], pro_rata_on_leaving=True)
    member = MembershipFactory(organisation__staff_count=staff)
    if leaves_on:
        member.ended_on, member.status, member.end_reason = leaves_on, "ended", "resigned"
        member.save()
    if terms:
        FeeTerms.objects.create(organisation=member.organisation, **terms)
    for row in entered:
        row.pk = None
        row._state.adding = True
        row.save()

    (previewed,) = planning.plan(2027)
    run = renewals.begin_run(fee_year=2027, actor=office)
    renewals.carry_on(run.pk)

    notice = member.fee_notices.get()
    assert str(previewed.amount) == str(notice.amount) == fee
    assert sum(Decimal(line["amount"]) for line in notice.lines) == notice.amount
    compared = [row.new.total for row in preview(FeeTable.objects.get()).rows]
    assert compared == ([] if leaves_on else [notice.amount])
