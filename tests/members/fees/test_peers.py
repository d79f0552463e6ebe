"""The rules of other clusters (reference: how peers take members and charge fees) can all be
written as a table and its allowances.
"""

import datetime as dt
from decimal import Decimal

import pytest

from members.fees.models import (
    Allowances,
    Discount,
    Exemption,
    InstalmentPlan,
    Period,
    ProRata,
    Tier,
)
from members.organisations.models import Category
from tests.members.fees.tables import a_table, reckon

COMPANY, UNIVERSITY, AUTHORITY = Category.COMPANY, Category.UNIVERSITY, Category.AUTHORITY
SINCE = dt.date(2020, 1, 1)


def total(table, **facts) -> Decimal:
    return reckon(table, **facts).total


def test_kosice_observers_full_members_and_premium_that_includes_the_fee():
    tiers = [
        Tier(code="full", name_en="Full member", name_ro="Membru deplin", percent=Decimal(100)),
        Tier(
            code="silver",
            name_en="Silver",
            name_ro="Argint",
            amount=Decimal(4000),
            includes_base=True,
        ),
    ]
    table = a_table(
        {COMPANY: [(0, 49, 500, 0), (50, 249, 750, 0), (250, None, 1000, 0)],
         UNIVERSITY: [(0, None, 250, 0)]},
        currency="EUR", tiers=tiers,
    )  # fmt: skip

    assert [total(table, staff_count=n) for n in (10, 100, 900)] == [500, 750, 1000]
    assert [total(table, staff_count=n, tier="full") for n in (10, 100, 900)] == [1000, 1500, 2000]
    assert total(table, category=UNIVERSITY, tier="full") == 500
    silver = reckon(table, staff_count=100, tier="silver")
    assert silver.total == 4000
    assert [line.amount for line in silver.lines] == [750, 3250]
    assert "4,000.00\u00a0EUR and includes the yearly fee" in silver.lines[1].why


def test_galicia_a_fee_a_month_by_turnover():
    table = a_table(
        {COMPANY: [(0, 199_999, 40, 0), (200_000, 399_999, 60, 0), (400_000, None, 95, 0)]},
        currency="EUR", turnover={COMPANY: "EUR"}, amounts_per=Period.MONTH,
        pro_rata=ProRata.MONTHLY,
    )  # fmt: skip

    assert total(table, turnover=Decimal(250_000), is_joining=False) == 720
    joined = reckon(table, turnover=Decimal(250_000), on=dt.date(2026, 11, 30))
    assert joined.total == 120
    assert "60.00\u00a0EUR a month." in joined.lines[0].why


def test_silesia_entry_fee_exempt_bodies_half_for_science_pro_rata_and_instalments():
    plan = InstalmentPlan(code="two", name_en="Two", name_ro="Două", percents=[50, 50],
                          due_days=[30, 120])  # fmt: skip
    table = a_table(
        {COMPANY: [(0, 999_999, 600, 300), (1_000_000, None, 1200, 300)],
         UNIVERSITY: [(0, None, 600, 300)], AUTHORITY: [(0, None, 600, 300)]},
        currency="PLN", turnover={COMPANY: "PLN"}, pro_rata=ProRata.MONTHLY,
        pro_rata_on_leaving=True, plans=[plan],
    )  # fmt: skip
    known = Allowances(
        (Exemption(name_en="Public bodies", name_ro="Instituții publice", valid_from=SINCE,
                   category=AUTHORITY, covers_entry_fee=True),),
        (Discount(name_en="Science", name_ro="Cercetare", valid_from=SINCE, percent=50,
                  category=UNIVERSITY),),
    )  # fmt: skip
    day = dt.date(2026, 10, 5)

    company = reckon(table, turnover=Decimal(1_500_000), on=day, allowances=known, plan="two")
    assert company.total == 300 + 300
    assert [part.amount for part in company.parts] == [300, 300]
    assert total(table, category=AUTHORITY, on=day, allowances=known) == 0
    assert total(table, category=UNIVERSITY, on=day, allowances=known) == 75 + 300
    left = reckon(table, turnover=Decimal(5), is_joining=False, on=day,
                  leaves_on=dt.date(2026, 4, 2))  # fmt: skip
    assert left.total == 200
    assert left.lines[1].why == (
        "Leaving on 2 April 2026: 4 of 12 months are paid, the last one whole."
    )


@pytest.mark.parametrize(("day", "fee"), [((6, 30), 20_000), ((7, 1), 10_000), ((12, 31), 10_000)])
def test_etik_half_for_those_who_join_in_the_second_half(day, fee):
    table = a_table({COMPANY: [(0, None, 20_000, 0)]}, currency="CZK", pro_rata=ProRata.HALF_YEAR)

    assert total(table, on=dt.date(2026, *day)) == fee


def test_latvia_and_sofia_free_categories_and_one_fee_for_all():
    table = a_table({COMPANY: [(0, None, 100, 0)], AUTHORITY: [(0, None, 0, 0)]}, currency="EUR")

    assert total(table) == 100
    assert total(table, category=AUTHORITY) == 0


def test_viu_startups_are_free_in_the_joining_year():
    table = a_table({COMPANY: [(0, None, 400, 0)]}, currency="EUR", pro_rata=ProRata.MONTHLY)
    free = Exemption(name_en="Start-ups under 3 years", name_ro="Firme sub 3 ani",
                     valid_from=SINCE, younger_than_years=3, joining_year_only=True)  # fmt: skip
    known = Allowances((free,))

    def fee(founded_on, **more):
        return total(table, founded_on=founded_on, allowances=known, **more)

    assert fee(dt.date(2023, 3, 2), on=dt.date(2026, 3, 1)) == 0
    assert fee(dt.date(2023, 3, 1), on=dt.date(2026, 3, 1)) == Decimal("333.33")
    assert fee(None, on=dt.date(2026, 3, 1)) == Decimal("333.33")
    assert fee(dt.date(2025, 3, 2), is_joining=False, fee_year=2026) == 400


def test_tci_the_whole_year_whatever_the_day():
    table = a_table({COMPANY: [(0, None, 900, 0)]}, currency="USD")

    assert total(table, on=dt.date(2026, 12, 31)) == 900


def test_an_early_bird_code_holds_from_a_day_to_a_day():
    table = a_table({COMPANY: [(0, None, 1000, 200)]})
    code = Discount(name_en="Early bird", name_ro="Înscriere timpurie", valid_from=SINCE,
                    valid_until=dt.date(2026, 3, 31), percent=10, code="EARLY",
                    decision_reference="HCD 3/2026")  # fmt: skip

    found = reckon(table, allowances=Allowances((), (code,)), code=" early ")

    assert found.total == 1100
    assert found.lines[1].what == "Discount: Early bird"
    assert found.lines[1].why == (
        "10 % of what was left, with the code EARLY; HCD 3/2026; until 31 March 2026."
    )
    assert not code.holds_on(dt.date(2026, 4, 1))
