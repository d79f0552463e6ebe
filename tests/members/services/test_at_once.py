"""What two people do in the same moment: real connections, one barrier."""

import uuid

import pytest

from members.organisations.models import Role
from members.services import actions
from members.services.models import Service, ServiceRequest
from tests.factories.members import (
    ActiveMemberFactory,
    PaidServiceFactory,
    UserFactory,
    represent,
)
from tests.members.racing import at_once
from tests.members.services.conftest import ask, new_member, quota

pytestmark = pytest.mark.django_db(transaction=True)


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def statuses(*requests: ServiceRequest) -> list[str]:
    rows = ServiceRequest.objects.filter(pk__in=[request.pk for request in requests])
    return sorted(rows.values_list("status", flat=True))


@pytest.fixture
def people():
    organisation = ActiveMemberFactory()
    person = UserFactory()
    represent(person, organisation, Role.REPRESENTATIVE, Role.BILLING)
    return organisation, person


@pytest.fixture
def office():
    return UserFactory(is_staff=True, is_superuser=True)


def test_two_that_want_the_fifth_of_five_do_not_both_get_it_free(people, office):
    service = PaidServiceFactory()
    quota(service, 5)
    first = ask(service, *people, quantity=4)
    actions.include_in_fee(request_id=first.pk, actor=office)
    fifth, sixth = ask(service, *people), ask(service, *people)

    results = at_once(
        lambda: actions.include_in_fee(request_id=fifth.pk, actor=office),
        lambda: actions.include_in_fee(request_id=sixth.pk, actor=office),
    )

    assert names(results) == ["QuotaError", "ServiceRequest"]
    assert ServiceRequest.objects.free_units() == 5


def test_a_quote_and_an_inclusion_at_once_share_the_quota(people, office):
    service = PaidServiceFactory()
    quota(service, 1)
    one, two = ask(service, *people), ask(service, *people, quantity=2)

    at_once(
        lambda: actions.include_in_fee(request_id=one.pk, actor=office),
        lambda: actions.make_quote(request_id=two.pk, actor=office),
    )

    assert ServiceRequest.objects.free_units() == 1


def test_the_last_place_is_given_once(people, office):
    service = PaidServiceFactory(capacity=1)
    quota(service, 9)
    one, two = ask(service, *people), ask(service, *new_member())

    at_once(
        lambda: actions.include_in_fee(request_id=one.pk, actor=office),
        lambda: actions.include_in_fee(request_id=two.pk, actor=office),
    )

    assert statuses(one, two) == ["included", "waiting"]


def test_letting_go_and_asking_for_the_place_at_once_leave_no_place_empty(people, office):
    service = PaidServiceFactory(capacity=1)
    quota(service, 9)
    one, two, three = (ask(service, *people), ask(service, *new_member("A")),
                       ask(service, *new_member("B")))  # fmt: skip
    for request in (one, two):
        actions.include_in_fee(request_id=request.pk, actor=office)

    at_once(
        lambda: actions.withdraw_request(request_id=one.pk, actor=people[1]),
        lambda: actions.include_in_fee(request_id=three.pk, actor=office),
        lambda: actions.withdraw_request(request_id=two.pk, actor=office),
    )

    assert statuses(one, two, three) == ["included", "withdrawn", "withdrawn"]


def test_a_double_click_asks_and_approves_once(people, office):
    service = PaidServiceFactory()
    key = uuid.uuid4()

    first, second = at_once(*[lambda: ask(service, *people, submission_key=key)] * 2)
    assert first == second
    actions.make_quote(request_id=first.pk, actor=office)
    results = at_once(
        *[
            lambda: actions.approve_quote(
                request_id=first.pk, quote_number=1, actor=people[1], purchase_order="7"
            )
        ]
        * 2
    )

    assert names(results) == ["ServiceRequest", "ServiceRequest"]
    assert statuses(first) == ["approved"]


def test_an_entry_is_copied_to_the_next_year_once(office):
    service = PaidServiceFactory(year=2026)

    copies = at_once(*[lambda: actions.copy_to_next_year(service_id=service.pk, actor=office)] * 2)

    assert copies[0] == copies[1]
    assert Service.objects.filter(year=2027).count() == 1


def test_a_service_is_rated_once(people, office):
    service = PaidServiceFactory()
    quota(service, 9)
    request = ask(service, *people)
    actions.include_in_fee(request_id=request.pk, actor=office)
    actions.record_delivery(
        request_id=request.pk, delivered_on=request.created_at.date(), note="Done", actor=office
    )
    actions.confirm_delivery(request_id=request.pk, actor=people[1])

    results = at_once(
        *[lambda: actions.rate_service(request_id=request.pk, stars=5, text="", actor=people[1])]
        * 2
    )

    assert names(results) == ["RatingError", "ServiceRating"]
