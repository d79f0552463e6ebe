import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from members.fees import actions
from members.fees.errors import TurnoverNeededError
from members.fees.models import FeeMeasure, FeeTable
from members.organisations.models import Category, Measure, SizeDeclaration, SizeStatus
from tests.factories.members import FeeTableFactory
from tests.members.fees.conftest import open_membership


@pytest.fixture
def by_turnover(db) -> FeeTable:
    """500 below a turnover of 50 thousand euros, 3,000 above."""
    table = FeeTableFactory(year=2026, published=False)
    FeeMeasure.objects.filter(table=table).update(measure=Measure.TURNOVER, currency="EUR")
    table.bands.filter(category=Category.COMPANY, size_to=49).update(size_to=49_999)
    table.bands.filter(category=Category.COMPANY, size_from=50).update(size_from=50_000)
    FeeTable.objects.filter(pk=table.pk).update(status="published")
    return table


def declare(member, value, *, counted_on, status=SizeStatus.ACCEPTED, **more):
    SizeDeclaration.objects.create(
        organisation=member, value=Decimal(value), counted_on=counted_on, status=status,
        **{"measure": Measure.TURNOVER, "currency": "EUR"} | more,
    )  # fmt: skip


def fee(member) -> Decimal:
    return actions.quote_for_member(
        membership=open_membership(member), fee_year=2026, is_joining=False
    ).total


def test_fee_rests_on_the_accepted_declaration_counted_last(member, by_turnover):
    today = timezone.localdate()
    with pytest.raises(TurnoverNeededError):
        fee(member)

    declare(member, "49999.99", counted_on=dt.date(2024, 12, 31))
    assert fee(member) == 1000
    declare(member, 50_000, counted_on=dt.date(2025, 12, 31))
    assert fee(member) == 3000
    declare(member, 1, counted_on=today, status=SizeStatus.DECLARED)
    declare(member, 1, counted_on=today + dt.timedelta(days=1))
    assert fee(member) == 3000


def test_turnover_in_another_currency_is_no_answer(member, by_turnover):
    declare(member, 10, counted_on=dt.date(2025, 12, 31), currency="RON")

    with pytest.raises(TurnoverNeededError):
        fee(member)
