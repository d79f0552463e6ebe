"""Figures of a small association that anybody can count by hand."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Sum
from django.utils import timezone

from members.books import entries
from members.ledger.models import Payment, Receivable
from members.organisations.models import Category, EndReason, MembershipStatus
from members.overview import figures
from members.registration.models import Application, ApplicationStatus
from tests.factories.members import (
    FeeTableFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.members.fees.conftest import issue, pay

pytestmark = pytest.mark.usefixtures("association")
TODAY = dt.date(2026, 11, 28)
PAGE = "/admin/members/overview/"


def held(category, started_on, ended_on=None):
    ended = {"status": MembershipStatus.ENDED, "ended_on": ended_on,
             "end_reason": EndReason.RESIGNED} if ended_on else {}  # fmt: skip
    return MembershipFactory(
        organisation__category=category, approved_on=started_on, started_on=started_on, **ended
    )


def paid(amount, day, currency="RON"):
    return Payment.objects.create(
        organisation=OrganisationFactory(), amount=Decimal(amount), currency=currency,
        received_on=day, submission_key=uuid.uuid4(),
    )  # fmt: skip


def test_members_by_category_at_the_end_of_each_year_and_today():
    held(Category.COMPANY, dt.date(2020, 5, 1))
    held(Category.COMPANY, dt.date(2024, 12, 31), ended_on=dt.date(2025, 12, 31))
    held(Category.UNIVERSITY, dt.date(2026, 2, 1))

    rows = {row[0]: row[1:3] for row in figures.members_by_category(TODAY).rows}

    assert rows["2019"] == ["0", "0"]
    assert rows["2023"] == ["1", "0"]
    assert rows["2024"] == ["2", "0"]
    assert rows["2025"] == ["1", "0"]  # the day of the end is no day of membership
    assert rows["today"] == ["1", "1"]


def test_retention_counts_those_who_were_there_when_the_year_began():
    held(Category.COMPANY, dt.date(2020, 5, 1))
    held(Category.COMPANY, dt.date(2021, 5, 1), ended_on=dt.date(2025, 6, 1))
    held(Category.UNIVERSITY, dt.date(2022, 5, 1))
    held(Category.COMPANY, dt.date(2025, 2, 1), ended_on=dt.date(2025, 3, 1))  # came and went

    rows = {row[0]: row[1:] for row in figures.retention(TODAY).rows}

    assert rows["2025"] == ["66.7 %", "50.0 %"]
    assert rows["2026"] == ["100.0 %", "100.0 %"]
    assert "2020" not in rows  # nobody was there when it began


def test_funnel_counts_how_far_applications_came():
    now = timezone.now()
    common = {"category": "company", "language": "en", "contact_email": "a@b.ro"}
    Application.objects.create(**common)
    Application.objects.create(**common, status=ApplicationStatus.EXPIRED)
    Application.objects.create(
        **common, status=ApplicationStatus.SUBMITTED, submitted_at=now, identifier="1", quote={}
    )

    rows = dict(figures.funnel(timezone.localdate()).rows)

    assert (rows["begun"], rows["sent in"], rows["approved"]) == ("3", "1", "0")
    assert rows["– expired as a draft"] == "1"


def test_income_is_by_month_and_currency_and_less_what_went_back():
    paid("1000", dt.date(2026, 11, 1))
    paid("500.50", dt.date(2026, 11, 28))
    paid("70", dt.date(2025, 12, 5), currency="EUR")
    paid("9000", dt.date(2025, 11, 30))  # thirteen months ago

    euro, lei = figures.income(TODAY)

    assert lei.rows[-1] == ["November 2026", "1,500.50"]
    assert lei.rows[0] == ["December 2025", "0.00"]
    assert euro.rows[0] == ["December 2025", "70.00"]


@pytest.mark.parametrize(
    ("late", "step"), [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (90, 3), (91, 4), (999, 4)]
)
def test_age_of_a_debt(late, step):
    assert figures._step(late) == step


def test_each_instalment_is_aged_by_itself_and_all_of_them_are_the_ledgers_balances():
    table = FeeTableFactory()
    notices = [
        issue(
            MembershipFactory(), table,
            instalments=[(dt.date(2026, 9, 1), Decimal(700)), (dt.date(2026, 12, 1), Decimal(500))],
        )
        for _n in range(2)
    ]  # fmt: skip
    pay(notices[0], 300, received_on=dt.date(2026, 9, 1))
    pay(notices[1], "700.01", received_on=dt.date(2026, 9, 1))

    (chart,) = figures.ageing(TODAY)

    assert [amount for _label, amount in chart.rows] == [
        "999.99", "0.00", "0.00", "400.00", "0.00",
    ]  # fmt: skip
    balances = Receivable.objects.open().aggregate(all=Sum("balance"))["all"]
    closing = sum(row.closing for row in entries.balances(TODAY, TODAY).values())
    assert Decimal("1399.99") == balances == closing


@pytest.mark.parametrize(("back", "month"), [(0, (2026, 1)), (1, (2025, 12)), (13, (2024, 12))])
def test_months_go_back_over_the_year(back, month):
    assert figures._month_back(dt.date(2026, 1, 31), back) == dt.date(*month, 1)


class TestPage:
    def test_office_sees_pictures_with_their_tables(self, client, office):
        held(Category.COMPANY, dt.date(2020, 5, 1))
        client.force_login(office)

        page = client.get(PAGE).content.decode()

        assert page.count('<svg class="chart"') >= 2
        assert page.count("As a table") >= 2
        assert "style=" not in page.split("<main")[-1]

    def test_money_is_for_those_who_may_read_payments(self, client):
        person = UserFactory(is_staff=True)
        paid("1000", timezone.localdate())
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        person.user_permissions.add(Permission.objects.get(codename="view_overview"))
        assert "Income by month" not in client.get(PAGE).content.decode()
        person.user_permissions.add(Permission.objects.get(codename="view_payment"))
        assert "Income by month" in client.get(PAGE).content.decode()

    def test_an_empty_association_has_nothing_to_show(self, client, office):
        client.force_login(office)

        assert "There is nothing to show yet" in client.get(PAGE).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_stay_the_same(self, client, office, django_assert_num_queries, count):
        for _n in range(count):
            held(Category.COMPANY, dt.date(2020, 5, 1))
            paid("10", timezone.localdate())
        client.force_login(office)

        with django_assert_num_queries(13):
            client.get(PAGE)
