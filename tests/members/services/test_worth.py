"""What a year was worth: each number from a fact, on the page, on paper, and for the Board."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from members.fees.models import FeeTerms
from members.organisations.models import Category
from members.services import actions, paper
from members.services.worth import ValueFact, by_category, statement
from tests.factories.members import (
    FeeTableFactory,
    OrganisationFactory,
    PaidServiceFactory,
    ServiceFactory,
    represent,
)
from tests.factories.world import make_notice
from tests.members.services.conftest import ask, deliver, new_member, quota

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year


def value_page(year: int = YEAR, suffix: str = "") -> str:
    return reverse(f"members:service_value{suffix}", args=[year])


def words_of(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


@pytest.fixture
def year_of_member(service, member, ana, office, bogdan, beata):
    """A fee of 1,000; of five days in the fee two used; one bought for 700; one without a price."""
    FeeTableFactory(year=YEAR)
    make_notice(member)
    quota(service, 5)
    free = ask(service, member, ana, quantity=2)
    actions.include_in_fee(request_id=free.pk, actor=office)
    deliver(free, office)
    dear = PaidServiceFactory(name_en="Fair", member_price=700)
    bought = ask(dear, member, ana)
    actions.make_quote(request_id=bought.pk, actor=office)
    actions.approve_quote(request_id=bought.pk, quote_number=1, actor=beata)
    deliver(bought, office)
    unpriced = ask(ServiceFactory(name_en="Introductions"), member, ana)
    actions.include_in_fee(request_id=unpriced.pk, actor=office)
    deliver(unpriced, office)
    going_on = ask(dear, member, ana)
    actions.make_quote(request_id=going_on.pk, actor=office)
    return member


def test_sums_are_of_what_was_delivered_and_has_a_market_price(year_of_member):
    found = statement(year_of_member, YEAR)

    (sums,) = found.sums
    assert (sums.market, sums.paid, sums.saved) == (Decimal(3000), Decimal(700), Decimal(2300))
    assert found.without_market_price == 1
    assert [(quota.used, quota.included, quota.left) for quota in found.quotas] == [(2, 5, 3)]
    assert [part.asked for part in found.fees] == [Decimal(1000)]


def test_another_year_has_other_facts(year_of_member):
    assert statement(year_of_member, YEAR - 1).uses == []
    assert statement(year_of_member, YEAR - 1).fees == []


def test_other_rooms_tell_what_they_know(member, settings):
    settings.MEMBER_VALUE_FACTS = [f"{__name__}.told"]

    assert [fact.label for fact in statement(member, YEAR).others] == [f"Member Ltd in {YEAR}"]


def told(organisation, year):
    return [ValueFact(label=f"{organisation} in {year}", value="1", source="a test")]


def test_the_page_says_each_number_and_where_it_is_from(client, year_of_member, bogdan):
    client.force_login(bogdan)

    page = words_of(client.get(value_page()))

    for wanted in (
        "3,000.00 RON", "2,300.00 RON", "700.00 RON", "2 of 5 used, 3 left", "not known",
        "From the fee notices of the year and the payments recorded for them.",
        "1 service has no known market price and is not counted as saved.",
        "the year is not over",
    ):  # fmt: skip
        assert wanted in page


def test_the_board_sees_what_was_saved_as_a_chart_too(client, year_of_member, office):
    client.force_login(office)
    text = words_of(client.get(reverse("admin:members_service_worth")))

    assert "Saved, by category and tier, in RON" in text
    assert "<svg" in text
    assert text.count("2,300.00 RON") >= 3


def test_the_statement_is_for_those_who_see_the_fees(client, year_of_member, ana, carmen):
    client.force_login(ana)
    for suffix in ("", "_pdf"):
        assert client.get(value_page(suffix=suffix)).status_code == 403
    client.force_login(carmen)
    assert "You do not speak for an organisation" in words_of(client.get(value_page()))
    assert client.get(value_page(suffix="_pdf")).status_code == 404


def test_an_empty_year_says_so(client, bogdan):
    client.force_login(bogdan)

    assert "Nothing is recorded for this year" in words_of(client.get(value_page(YEAR - 1)))


def test_the_statement_is_a_pdf_in_both_languages(client, year_of_member, bogdan):
    client.force_login(bogdan)

    for prefix in ("", "/ro"):
        response = client.get(f"{prefix}/my/services/value/{YEAR}/pdf/")
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")


def test_paper_has_the_words_of_its_language(year_of_member):
    with translation.override("ro"):
        data = paper.data_of(statement(year_of_member, YEAR))

    titles = [section["title"] for section in data["sections"]]
    assert titles == ["Pe scurt, în RON", "Cotizația", "Servicii folosite", "Ce include cotizația"]
    assert data["sections"][2]["rows"][0][0] == "Specialist în țară × 2"


def test_the_board_sees_what_services_were_worth_by_category(client, year_of_member, office):
    other = OrganisationFactory(category=Category.UNIVERSITY)
    organisation, person = new_member()
    represent(person, other)
    service = PaidServiceFactory(member_price=900)
    request = ask(service, organisation, person)
    actions.make_quote(request_id=request.pk, actor=office)
    actions.approve_quote(request_id=request.pk, quote_number=1, actor=person)
    deliver(request, office)

    FeeTerms.objects.create(
        organisation=organisation, tier_code="premium", valid_from=timezone.localdate()
    )
    plain, premium = by_category(YEAR)
    assert (plain.tier, plain.saved, premium.tier, premium.saved) == ("", 2300, "premium", 100)
    FeeTerms.objects.all().delete()
    (row,) = by_category(YEAR)
    assert (row.category, row.organisations, row.requests, row.free_units) == ("company", 2, 4, 3)
    assert (row.market, row.paid, row.saved) == (Decimal(4000), Decimal(1600), Decimal(2400))
    client.force_login(office)
    page = words_of(client.get(reverse("admin:members_service_worth")))
    assert "4,000.00 RON" in page
    assert "2,400.00 RON" in page
