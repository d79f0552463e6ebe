import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from members.fees.errors import NoFeeBandError, StaffNeededError
from members.fees.models import FeeBand, FeeTable
from members.fees.quotes import Quote, quote
from members.organisations.models import Category
from tests.members.fees.conftest import a_quote

DAY = dt.date(2026, 3, 1)
CENTS = st.integers(min_value=0, max_value=10**9).map(lambda n: Decimal(n) / 100)


class Bands(list):
    def all(self):
        return self


@st.composite
def ascending_tables(draw) -> FeeTable:
    """A complete table of companies in which the larger never pay less, entry fee included."""
    ends = sorted(draw(st.sets(st.integers(0, 5000), max_size=5)))
    amounts = sorted(draw(st.lists(CENTS, min_size=len(ends) + 1, max_size=len(ends) + 1)))
    entries = sorted(draw(st.lists(CENTS, min_size=len(ends) + 1, max_size=len(ends) + 1)))
    starts = [0, *(end + 1 for end in ends)]
    table = FeeTable(pk=1, year=2026, currency="RON")
    table._prefetched_objects_cache = {
        "bands": Bands(
            FeeBand(
                category=Category.COMPANY, staff_from=start, staff_to=end, amount=a, entry_fee=e
            )
            for start, end, a, e in zip(starts, [*ends, None], amounts, entries, strict=True)
        )
    }
    return table


def companies(table: FeeTable, staff: int, *, is_joining: bool = True) -> Quote:
    return quote(
        table=table, category=Category.COMPANY, staff_count=staff, on=DAY, is_joining=is_joining
    )


@given(ascending_tables(), st.integers(0, 1_000_000), st.booleans())
def test_quote_is_never_negative_and_its_lines_make_the_total(table, staff, is_joining):
    found = companies(table, staff, is_joining=is_joining)

    assert found.total >= 0
    assert all(line.amount >= 0 for line in found.lines)
    assert found.total == sum(line.amount for line in found.lines)
    assert all(line.what and line.why for line in found.lines)


@given(ascending_tables(), st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_quote_does_not_fall_when_staff_grows(table, one, other):
    smaller, larger = sorted((one, other))

    assert companies(table, smaller).total <= companies(table, larger).total


@given(ascending_tables(), st.integers(0, 1_000_000))
def test_quote_survives_being_kept_as_json(table, staff):
    found = companies(table, staff)

    assert Quote.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_quote_says_what_and_why(table):
    found = a_quote(table, 20)

    assert [(line.what, line.amount) for line in found.lines] == [
        ("Yearly membership fee", Decimal("1000.00")),
        ("Entry fee", Decimal("200.00")),
    ]
    assert found.lines[0].why == "Company, up to 49 staff; 20 declared. Fee table of 2026."
    assert found.total == Decimal("1200.00")


def test_quote_of_a_member_has_no_entry_fee(table):
    assert companies(table, 20, is_joining=False).total == Decimal("1000.00")


def test_frozen_quote_reads_in_the_language_of_the_reader(table):
    frozen = a_quote(table).as_json()

    with translation.override("ro"):
        there = Category.COMPANY.label
        assert Quote.from_json(frozen).lines[0].why.startswith(str(there))


def test_quote_asks_for_the_staff_only_where_it_matters(table):
    with pytest.raises(StaffNeededError):
        a_quote(table, None)

    flat = quote(table=table, category=Category.UNIVERSITY, staff_count=None, on=DAY)
    assert flat.total == Decimal("500.00")


def test_quote_refuses_a_size_the_table_does_not_know(db):
    table = FeeTable.objects.create(year=2030)
    FeeBand.objects.create(
        table=table, category=Category.COMPANY, staff_from=0, staff_to=9, amount=Decimal(10)
    )

    with pytest.raises(NoFeeBandError, match="2030"):
        companies(table, 10)
