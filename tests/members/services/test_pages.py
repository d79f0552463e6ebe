"""What the people of a member see and press."""

import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members.services import actions
from members.services.models import ServiceRequest
from tests.factories.members import PaidServiceFactory, ServiceRequestFactory
from tests.members.services.conftest import ask, deliver, fresh, quota

pytestmark = pytest.mark.django_db

MINE = reverse("members:my_services")
TODAY = timezone.localdate()


def words_of(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def step(request: ServiceRequest, name: str) -> str:
    return reverse("members:service_step", args=[request.pk, name])


def test_a_member_asks_on_the_page_and_a_second_click_changes_nothing(client, service, ana):
    client.force_login(ana)
    address = reverse("members:service_ask", args=[service.key])
    values = {"wish": "A day.", "quantity": 2, "submission_key": uuid.uuid4()}

    for _time in range(2):
        response = client.post(address, values, follow=True)

    request = ServiceRequest.objects.get()
    assert response.redirect_chain == [(request.get_absolute_url(), 302)]
    assert "Your request is with the office" in words_of(response)
    assert "On the market the same would have cost 2,000.00 RON" in words_of(response)


def test_a_form_that_is_not_right_keeps_what_was_typed(client, service, ana):
    service.capacity = 1
    service.save(update_fields=["capacity"])
    client.force_login(ana)
    address = reverse("members:service_ask", args=[service.key])

    empty = words_of(client.post(address, {"wish": "", "quantity": 1}))
    too_many = words_of(
        client.post(address, {"wish": "Much advice", "quantity": 3, "submission_key": uuid.uuid4()})
    )

    assert "This field is required." in empty
    assert "No more than 1 can be delivered a year." in too_many
    assert "Much advice</textarea>" in too_many
    assert not ServiceRequest.objects.exists()


def test_the_form_says_what_the_fee_still_includes(client, service, member, ana, office):
    quota(service, 2)
    actions.include_in_fee(request_id=ask(service, member, ana).pk, actor=office)
    client.force_login(ana)
    address = reverse("members:service_ask", args=[service.key])

    assert "Your fee includes it: 1 of 2 used this year." in words_of(client.get(address))
    actions.include_in_fee(request_id=ask(service, member, ana).pk, actor=office)
    assert "the office makes a quote for more" in words_of(client.get(address))


def test_a_visitor_signs_in_and_a_stranger_is_shown_how_to_join(client, service, carmen):
    address = reverse("members:service_ask", args=[service.key])
    assert client.get(address).status_code == 302

    client.force_login(carmen)
    response = client.get(address, follow=True)

    assert response.redirect_chain == [(reverse("members:join"), 302)]
    assert "Services are for members" in words_of(response)


def test_my_services_says_3_of_5_used(client, service, member, ana, office):
    quota(service, 5)
    request = ask(service, member, ana, quantity=3)
    actions.include_in_fee(request_id=request.pk, actor=office)
    client.force_login(ana)

    page = words_of(client.get(MINE))

    assert "3 of 5 used, 2 left" in page
    assert "included in the fee, to be scheduled" in page
    assert f"asked on {timezone.localdate():%-d %B %Y} by Ana Represents" in page


def test_the_worth_of_membership_is_offered_to_those_who_see_what_was_paid(client, ana, bogdan):
    worth = reverse("members:service_value", args=[timezone.localdate().year])

    client.force_login(ana)
    assert worth not in client.get(MINE).content.decode()
    client.force_login(bogdan)
    assert worth in client.get(MINE).content.decode()


def test_my_services_are_searched_and_what_is_finished_stands_under_all(
    client, service, member, ana
):
    open_one = ask(service, member, ana, wish="Penetration test")
    over = ask(service, member, ana, wish="Something else")
    actions.withdraw_request(request_id=over.pk, actor=ana)
    client.force_login(ana)

    def links(**query) -> set[int]:
        page = client.get(MINE, query).content.decode()
        return {one.pk for one in (open_one, over) if f'"{one.get_absolute_url()}"' in page}

    assert links() == {open_one.pk}
    assert links(show="all") == {open_one.pk, over.pk}
    assert links(show="all", q="penetration") == {open_one.pk}
    assert "No request fits" in words_of(client.get(MINE, {"q": "nothing like this"}))


def test_my_services_say_what_to_do_when_there_are_none(client, ana, carmen):
    client.force_login(ana)
    assert "Nothing has been asked for yet" in words_of(client.get(MINE))
    client.force_login(carmen)
    assert "You do not speak for an organisation" in words_of(client.get(MINE))


def test_my_services_ask_the_same_number_of_queries(
    client, service, member, ana, django_assert_num_queries
):
    quota(service, 5)
    ask(service, member, ana)
    client.force_login(ana)
    client.get(MINE)
    with django_assert_num_queries(11):
        client.get(MINE)
    for other in PaidServiceFactory.create_batch(2):
        quota(other, 3)
        ask(other, member, ana)
    with django_assert_num_queries(11):
        client.get(MINE)


def test_the_billing_role_reads_the_quote_and_approves_it(client, service, member, ana, office,
                                                          beata):  # fmt: skip
    quota(service, 1)
    request = ask(service, member, ana, quantity=3)
    actions.make_quote(request_id=request.pk, actor=office, note="Two days in March.")
    client.force_login(beata)

    page = words_of(client.get(request.get_absolute_url()))
    form = words_of(client.get(step(request, "approve")))
    refused = words_of(
        client.post(step(request, "approve"), {"quote_number": 1, "needs_purchase_order": "on"})
    )
    client.post(
        step(request, "approve"),
        {"quote_number": 1, "needs_purchase_order": "on", "purchase_order": "PO-9"},
    )

    assert "Who can approve the quote: Beata Bills" in page
    assert "Two days in March." in form
    assert "in your membership fee" in form
    assert "1,600.00 RON" in form
    assert "orders by purchase-order number only. Please write it." in refused
    request = fresh(request)
    assert (request.status, request.purchase_order, request.amount) == (
        "approved", "PO-9", Decimal(1600),
    )  # fmt: skip


def test_who_may_not_approve_sees_no_button_and_is_told_whom_to_ask(client, quoted, ana):
    client.force_login(ana)

    page = words_of(client.get(quoted.get_absolute_url()))
    response = client.get(step(quoted, "approve"))

    assert step(quoted, "approve") not in page
    assert "Who can approve the quote: Beata Bills" in page
    assert response.status_code == 403
    assert "those who look after the bills" in response.content.decode()


def test_a_step_whose_time_is_over_leads_back_to_the_request(client, approved, beata):
    client.force_login(beata)

    assert client.get(step(approved, "approve")).headers["Location"] == approved.get_absolute_url()
    assert client.get(step(approved, "nonsense")).status_code == 404
    late = words_of(client.post(step(approved, "decline"), {"reason": "Late"}))
    assert "cannot become “declined”" in late


def test_the_member_reads_the_proof_and_confirms_or_objects(client, approved, office, ana, carmen):
    paper = SimpleUploadedFile("report.pdf", b"%PDF-1.7 short")
    request = deliver(approved, office, file=paper)
    delivery = request.deliveries.get()
    address = reverse("members:service_proof", args=[request.pk, delivery.pk])
    client.force_login(carmen)
    assert client.get(address).status_code == 404
    client.force_login(ana)

    assert b"".join(client.get(address)) == b"%PDF-1.7 short"
    assert "report.pdf" in words_of(client.get(request.get_absolute_url()))
    empty = words_of(client.post(step(request, "object"), {"reason": ""}))
    assert "This field is required." in empty
    client.post(step(request, "confirm"))
    assert fresh(request).status == "confirmed"
    delivery.file.delete(save=False)


def test_a_rating_is_given_in_words_and_shown(client, service, member, ana, office):
    quota(service, 1)
    request = ask(service, member, ana)
    actions.include_in_fee(request_id=request.pk, actor=office)
    deliver(request, office)
    actions.confirm_delivery(request_id=request.pk, actor=ana)
    client.force_login(ana)
    assert "4 – better than we expected" in words_of(client.get(step(request, "rate")))

    response = client.post(step(request, "rate"), {"stars": 4, "text": "Quick."}, follow=True)

    assert "4 of 5, better than we expected" in words_of(response)
    assert "Quick." in words_of(response)


def test_a_request_of_others_does_not_exist(client, asked, ana):
    other = ServiceRequestFactory()
    client.force_login(ana)

    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.post(step(other, "withdraw")).status_code == 404
    assert client.get(asked.get_absolute_url()).status_code == 200


def test_the_page_is_in_the_readers_language(client, asked, ana):
    client.force_login(ana)
    page = words_of(client.get(f"/ro/my/services/{asked.pk}/"))

    assert "Specialist în țară" in page
    assert "Cererea" in page


def test_a_year_to_come_has_no_statement(client, bogdan):
    client.force_login(bogdan)
    address = reverse("members:service_value", args=[TODAY.year + 1])

    assert client.get(address).status_code == 404
    assert client.get(reverse("members:service_value", args=[1999])).status_code == 404
