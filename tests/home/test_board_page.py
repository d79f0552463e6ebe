"""What the Board sees of the services: sums of many members, never what a single one paid."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.mandates.models import Mandate
from members.organisations.models import Category, Organisation
from members.services import actions
from tests.factories.governance import MandateFactory
from tests.factories.members import PaidServiceFactory
from tests.members.services.conftest import ask, deliver, new_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association")]
YEAR = timezone.localdate().year


@pytest.fixture
def board(carmen):
    """Carmen sits on the Board and is nobody of the office."""
    MandateFactory(user=carmen)
    return carmen


def delivered(office, price: int, category: str = Category.COMPANY) -> None:
    """A service of another member, bought at this price; it costs 1,000 on the market."""
    organisation, person = new_member(f"Member {price}")
    Organisation.objects.filter(pk=organisation.pk).update(category=category)
    request = ask(PaidServiceFactory(member_price=price), organisation, person)
    actions.make_quote(request_id=request.pk, actor=office)
    actions.approve_quote(request_id=request.pk, quote_number=1, actor=person)
    deliver(request, office)


def words_of(client, **asked) -> str:
    response = client.get(reverse("home:board_worth"), asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_the_board_sees_the_sums_of_a_category(client, board, office):
    for price in (701, 702, 703):
        delivered(office, price)
    client.force_login(board)

    page = words_of(client)
    assert "Saved, by category and tier, in RON" in page
    assert page.count('<table class="table') == page.count("<table") == 1
    for sum_of_three in ("3,000.00 RON", "2,106.00 RON", "894.00 RON"):
        assert sum_of_three in page
    assert "fewer than" not in page


def test_what_a_single_member_paid_cannot_be_read_from_the_sums(client, board, office):
    for price in (701, 702):
        delivered(office, price, Category.UNIVERSITY)
    client.force_login(board)

    page = words_of(client)
    assert "RON" not in page
    assert "Where fewer than 3 members used services" in page


def test_years_are_chosen_and_an_empty_one_says_so(client, board):
    client.force_login(board)
    assert f"worth to members in {YEAR}" in words_of(client, year="1999")
    assert "No service was delivered in this year" in words_of(client, year="nonsense")


def test_the_board_finds_the_page_on_its_own_one_and_others_do_not(client, board, ana, member):
    for person, is_there in ((board, True), (ana, False)):
        client.force_login(person)
        page = client.get(reverse("home:my")).content.decode()
        assert (reverse("home:board_worth") in page) is is_there


def test_a_mandate_that_ended_opens_nothing(client, carmen):
    mandate = MandateFactory(user=carmen)
    Mandate.objects.filter(pk=mandate.pk).update(
        ended_on=timezone.localdate() - dt.timedelta(days=1), end_reason="Resigned"
    )
    client.force_login(carmen)
    assert client.get(reverse("home:board_worth")).status_code == 403
