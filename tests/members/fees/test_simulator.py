import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from members.fees.models import Discount, Exemption, FeeTable
from members.ledger.rates import ExchangeRate
from tests.factories.members import FeeTableFactory

pytestmark = pytest.mark.django_db
JOIN = reverse("members:join")
YEAR = timezone.localdate().year


def words(client, **asked) -> str:
    return " ".join(client.get(JOIN, asked).content.decode().replace("\xa0", " ").split())


@pytest.fixture
def rich():
    """Monthly parts, a tier, two instalments, euros too."""
    table = FeeTableFactory(year=YEAR, published=False, pro_rata="monthly", payable_in=["EUR"])
    table.tiers.create(code="gold", name_en="Gold", name_ro="Aur", amount=5000,
                       includes_base=True,
                       description_en="A place on stage.", description_ro="Un loc.")  # fmt: skip
    table.plans.create(code="two", name_en="Two parts", name_ro="Două rate", percents=[50, 50],
                       due_days=[30, 90], is_offered=True)  # fmt: skip
    FeeTable.objects.filter(pk=table.pk).update(status="published")
    ExchangeRate.objects.create(currency="EUR", on=timezone.localdate(), rate=Decimal("5.0000"))
    return table


def test_simulator_reckons_by_its_address_alone(client, rich):
    text = words(client, category="company", staff_count=20, joins_on=f"{YEAR}-12-31", tier="gold",
                 plan="two")  # fmt: skip

    for fact in ("1,000.00 RON", "Tier: Gold", "Joining on 31 December", "1 of 12 months",
                 "\u22124,583.33 RON", "616.67 RON", "Or in EUR", "123.33 EUR",
                 "In instalments: Two parts", "308.33 RON", "308.34 RON",
                 "What counts: Employees on 31 December."):  # fmt: skip
        assert fact in text
    assert not client.cookies


def test_simulator_asks_only_for_what_matters(client):
    FeeTableFactory(year=YEAR)

    text = words(client)

    assert 'name="staff_count"' in text
    for name in ("turnover", "founded_on", "joins_on", "tier", "plan", "code"):
        assert f'name="{name}"' not in text


def test_simulator_takes_a_code_and_refuses_another(client, rich):
    Discount.objects.create(name_en="Spring", name_ro="Primăvară", percent=10, code="SPRING",
                            valid_from=dt.date(YEAR, 1, 1))  # fmt: skip
    asked = {"category": "company", "staff_count": 20, "joins_on": f"{YEAR}-01-15"}

    assert "1,100.00 RON" in words(client, **asked, code="spring")
    assert "The code “summer” is not known" in words(client, **asked, code="summer")


def test_simulator_knows_young_companies(client, rich):
    Exemption.objects.create(name_en="Start-ups under 3 years", name_ro="Firme sub 3 ani",
                             younger_than_years=3, joining_year_only=True,
                             valid_from=dt.date(YEAR, 1, 1))  # fmt: skip

    text = words(client, category="company", staff_count=5, founded_on=f"{YEAR - 1}-06-01")

    assert "Start-ups under 3 years." in text
    assert "200.00 RON" in text
    assert "Free of the yearly fee: Start-ups under 3 years, in the joining year." in text


def test_simulator_shows_both_years_and_takes_the_table_of_the_joining_day(client, rich):
    FeeTableFactory(year=YEAR + 1, currency="EUR")

    text = words(client, category="university", joins_on=f"{YEAR + 1}-02-01")

    assert "Membership fee" in text
    assert "500.00 EUR" in text
    assert f"Fees for {YEAR + 1}" in text


@pytest.mark.parametrize(
    "asked",
    [{"category": "nobody"}, {"category": "company", "staff_count": "many"},
     {"category": "company", "staff_count": 5, "joins_on": "2500-01-01"}],
)  # fmt: skip
def test_simulator_answers_nonsense_with_a_sentence(client, rich, asked):
    response = client.get(JOIN, asked)

    assert response.status_code == 200
    assert "callout--bad" in response.content.decode()
