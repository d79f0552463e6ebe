import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from members.fees.errors import (
    ChoiceUnknownError,
    NoFeeBandError,
    StaffNeededError,
    TurnoverNeededError,
)
from members.fees.models import Allowances, Discount, Exemption, FeeBand, FeeTable
from members.fees.quotes import Quote, quote
from members.organisations.models import Category
from tests.members.fees.conftest import a_quote
from tests.members.fees.tables import DAYS, a_table, ascending_tables, reckon

SINCE = dt.date(2020, 1, 1)
STAFF = st.integers(0, 1_000_000)
TIERS = st.sampled_from(["", "on-top", "including", "percent"])


@st.composite
def allowances(draw) -> Allowances:
    """Percentages and amounts, of the yearly and of the entry fee, and sometimes an exemption."""
    found = [
        Discount(name_en="Less", name_ro="Mai puțin", valid_from=SINCE,
                 on_entry_fee=draw(st.booleans()), **draw(LESS))
        for _n in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    exempt = [
        Exemption(name_en="Free", name_ro="Gratuit", valid_from=SINCE, category=Category.COMPANY,
                  covers_entry_fee=draw(st.booleans()))
        for _n in range(draw(st.integers(0, 1)))
    ]  # fmt: skip
    return Allowances(tuple(exempt), tuple(found))


LESS = st.one_of(
    st.integers(1, 10_000).map(lambda n: {"percent": Decimal(n) / 100}),
    st.integers(1, 10**8).map(lambda n: {"amount": Decimal(n) / 100, "currency": "RON"}),
)
CASES = st.fixed_dictionaries(
    {"on": DAYS, "is_joining": st.booleans(), "tier": TIERS, "allowances": allowances(),
     "leaves_on": st.none() | DAYS}
)  # fmt: skip


@given(ascending_tables(), STAFF, CASES)
def test_quote_is_never_negative_and_its_lines_make_the_total(table, staff, case):
    found = reckon(table, staff_count=staff, **case)

    assert found.total >= 0
    assert found.total == sum(line.amount for line in found.lines)
    assert all(line.amount == round(line.amount, 2) for line in found.lines)
    so_far = Decimal(0)
    for line in found.lines:
        so_far += line.amount
        assert so_far >= 0
        assert line.what
        assert line.why


@given(ascending_tables(), STAFF, STAFF, CASES)
def test_quote_does_not_fall_when_the_size_grows(table, one, other, case):
    smaller, larger = (reckon(table, staff_count=n, **case) for n in sorted((one, other)))

    assert smaller.total <= larger.total


@given(ascending_tables(), STAFF, CASES)
def test_quote_survives_being_kept_as_json(table, staff, case):
    found = reckon(table, staff_count=staff, plan="parts", **case)

    assert Quote.from_json(json.loads(json.dumps(found.as_json()))) == found


@given(ascending_tables(), STAFF, CASES, DAYS)
def test_instalments_make_the_total_whatever_the_percents(table, staff, case, issued_on):
    found = reckon(table, staff_count=staff, plan="parts", **case).issued_on(issued_on)

    assert sum(part.amount for part in found.parts) == found.total
    assert all(part.amount > 0 and part.due_on >= issued_on for part in found.parts)
    days = [part.due_on for part in found.parts]
    assert days == sorted(set(days))


@given(ascending_tables(), STAFF, DAYS, DAYS)
def test_who_joins_later_in_a_year_never_pays_more_for_it(table, staff, one, other):
    table.next_year_from = None
    first, second = sorted((one, other.replace(year=one.year) if other.day < 29 else one))
    earlier, later = (reckon(table, staff_count=staff, on=day).total for day in (first, second))

    assert later <= earlier


def test_quote_says_what_and_why(table):
    found = a_quote(table, 20)

    assert [(line.what, line.amount) for line in found.lines] == [
        ("Membership fee 2026", Decimal("1000.00")),
        ("Entry fee", Decimal("200.00")),
    ]
    assert found.lines[0].why == "Company, up to 49 staff; 20 declared. Fee table of 2026."
    assert found.total == Decimal("1200.00")


def test_quote_of_a_member_has_no_entry_fee(table):
    found = quote(table=table, category=Category.COMPANY, staff_count=20, on=SINCE,
                  is_joining=False)  # fmt: skip
    assert found.total == Decimal("1000.00")


def test_frozen_quote_reads_in_the_language_of_the_reader(table):
    frozen = a_quote(table).as_json()

    with translation.override("ro"):
        there = Category.COMPANY.label
        assert Quote.from_json(frozen).lines[0].why.startswith(str(there))


def test_quote_of_before_tiers_and_measures_still_reads():
    frozen = {
        "on": "2026-03-01", "table_id": 7, "table_year": 2026, "currency": "RON",
        "category": "company", "staff_count": 20, "total": "1200.00",
        "lines": [
            {"kind": "yearly", "amount": "1000.00", "facts": {
                "table_year": 2026, "category": "company", "staff_from": 0, "staff_to": 49,
                "staff_count": 20}},
            {"kind": "entry", "amount": "200.00", "facts": {"table_year": 2026}},
        ],
    }  # fmt: skip

    found = Quote.from_json(frozen)

    assert found.total == Decimal("1200.00")
    assert found.lines[0].what == "Yearly membership fee"
    assert found.lines[0].why == "Company, up to 49 staff; 20 declared. Fee table of 2026."
    assert found.issued_on(SINCE).parts == ()


def test_quote_asks_for_the_size_only_where_it_matters(table):
    with pytest.raises(StaffNeededError):
        a_quote(table, None)
    flat = quote(table=table, category=Category.UNIVERSITY, staff_count=None, on=SINCE)
    assert flat.total == Decimal("500.00")

    turned = a_table(
        {Category.COMPANY: [(0, 199_999, 40, 0), (200_000, None, 60, 0)]},
        turnover={Category.COMPANY: "EUR"},
    )
    with pytest.raises(TurnoverNeededError):
        reckon(turned, staff_count=5)


def test_turnover_between_two_units_counts_as_the_lower_one():
    table = a_table(
        {Category.COMPANY: [(0, 199_999, 40, 0), (200_000, None, 60, 0)]},
        turnover={Category.COMPANY: "EUR"},
    )

    found = reckon(table, turnover=Decimal("199999.99"))

    assert found.total == 40
    assert "turnover up to 199,999 EUR; 199,999.99\u00a0EUR declared" in found.lines[0].why


def test_quote_refuses_a_size_the_table_does_not_know(db):
    table = FeeTable.objects.create(year=2030)
    FeeBand.objects.create(
        table=table, category=Category.COMPANY, size_from=0, size_to=9, amount=Decimal(10)
    )

    with pytest.raises(NoFeeBandError, match="2030"):
        quote(table=table, category=Category.COMPANY, staff_count=10, on=SINCE)


@pytest.mark.parametrize("choice", [{"tier": "gold"}, {"plan": "weekly"}, {"code": "NONE"}])
def test_quote_refuses_a_choice_that_the_table_does_not_offer(choice):
    table = a_table({Category.COMPANY: [(0, None, 100, 0)]})

    with pytest.raises(ChoiceUnknownError):
        reckon(table, **choice)
