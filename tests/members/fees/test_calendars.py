import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.fees.calendars import day_in_year, is_younger_than, years_after
from members.fees.coverage import coverage
from members.fees.models import ProRata
from members.organisations.models import Category
from tests.members.fees.tables import a_table, reckon

ANY_DAY = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


def company(**values):
    return a_table({Category.COMPANY: [(0, None, 1200, 0)]}, **values)


def test_29_february_is_the_28th_where_there_is_none():
    leap = dt.date(2024, 2, 29)

    assert day_in_year(leap, 2025) == dt.date(2025, 2, 28)
    assert years_after(leap, 3) == dt.date(2027, 2, 28)
    assert years_after(leap, 4) == dt.date(2028, 2, 29)
    assert is_younger_than(leap, 3, dt.date(2027, 2, 27))
    assert not is_younger_than(leap, 3, dt.date(2027, 2, 28))


@given(ANY_DAY, st.integers(0, 60))
def test_a_term_of_years_ends_in_the_month_it_began(day, years):
    end = years_after(day, years)

    assert (end.year, end.month) == (day.year + years, day.month)
    assert end.day in (day.day, 28)


@pytest.mark.parametrize("day", [dt.date(2028, 2, 29), dt.date(2028, 2, 1)])
def test_who_joins_on_the_29th_pays_from_february(day):
    found = reckon(company(year=2028, pro_rata=ProRata.MONTHLY), on=day)

    assert found.total == 1100
    assert "11 of 12 months" in found.lines[1].why


def test_a_day_of_a_leap_year_holds_in_the_years_after_it():
    table = company(year=2028, next_year_from=dt.date(2028, 2, 29))

    assert reckon(table, on=dt.date(2029, 2, 27)).fee_year == 2029
    assert reckon(table, on=dt.date(2029, 2, 28)).fee_year == 2030


def test_the_year_changes_at_midnight_in_bucharest():
    """22:30 in London on New Year's Eve is the new year already."""
    moment = dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)
    table = company(pro_rata=ProRata.MONTHLY)

    before = reckon(table, on=timezone.localdate(moment - dt.timedelta(hours=1)))
    after = reckon(table, on=timezone.localdate(moment))

    assert (before.fee_year, before.total) == (2026, 100)
    assert (after.fee_year, after.total) == (2027, 1200)


def test_who_joins_late_pays_the_next_year_only():
    table = company(next_year_from=dt.date(2026, 10, 1), pro_rata=ProRata.MONTHLY)

    late = reckon(table, on=dt.date(2026, 10, 1))

    assert (late.fee_year, late.total) == (2027, 1200)
    assert late.covers_until == dt.date(2027, 12, 31)
    assert late.lines[0].what == "Membership fee 2027"
    assert late.lines[0].why.endswith("The rest of 2026 is free.")
    assert reckon(table, on=dt.date(2026, 9, 30)).total == 400


def test_a_bill_of_a_past_year_is_for_that_year_whenever_it_is_written():
    found = reckon(company(pro_rata=ProRata.MONTHLY), on=dt.date(2027, 2, 3), fee_year=2026,
                   is_joining=False)  # fmt: skip

    assert (found.fee_year, found.total) == (2026, 1200)


def test_two_years_are_paid_at_once_and_shared_by_months():
    table = company(term_years=2, pro_rata=ProRata.MONTHLY)

    member = reckon(table, is_joining=False)
    joiner = reckon(table, on=dt.date(2026, 7, 31))

    assert (member.total, member.covers_until) == (2400, dt.date(2027, 12, 31))
    assert member.lines[0].what == "Membership fee 2026–2027"
    assert joiner.total == 1800
    assert "18 of 24 months" in joiner.lines[1].why


@given(st.sampled_from(ProRata), st.integers(1, 5), ANY_DAY, st.none() | ANY_DAY)
def test_the_paid_part_lies_within_the_term(pro_rata, term_years, joins_on, leaves_on):
    table = company(pro_rata=pro_rata, term_years=term_years, pro_rata_on_leaving=True, year=1990)

    found = coverage(table, joins_on=joins_on, leaves_on=leaves_on, on=joins_on)

    assert 0 <= found.months <= found.of_months == 12 * term_years
    assert found.until == dt.date(found.fee_year + term_years - 1, 12, 31)
    if leaves_on is None:
        assert found.months > 0
