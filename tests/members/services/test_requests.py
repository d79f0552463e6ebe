"""From the request to the rating: who may, what follows, what is refused."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.services import actions
from members.services.actions.delivery import invoice_by
from members.services.errors import (
    NoPlaceError,
    NotAMemberError,
    NotOfferedError,
    PriceError,
    ProofError,
    PurchaseOrderError,
    QuantityError,
    QuotaError,
    QuoteError,
    RatingError,
    ServiceDatesError,
)
from members.services.models import (
    REQUEST_MOVES,
    RequestStatus,
    Service,
    ServiceQuote,
    ServiceRating,
    ServiceRequest,
    ServiceTerms,
)
from members.services.periodic import look_after_service_requests
from tests.factories.members import OrganisationFactory, UserFactory, represent
from tests.members.services.conftest import ask, deliver, fresh, new_member, quota

pytestmark = pytest.mark.django_db

S = RequestStatus
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def mails_to(address: str) -> list[str]:
    return list(
        OutgoingMail.objects.filter(to_address=address)
        .order_by("pk")
        .values_list("subject", flat=True)
    )


def kinds_of(request: ServiceRequest) -> list[str]:
    events = HistoryEvent.objects.about(request).order_by("pk")
    return [event.kind.removeprefix("service_request.") for event in events]


def test_every_state_has_a_row_in_the_table_of_moves():
    assert set(REQUEST_MOVES) == set(RequestStatus)


def test_a_request_keeps_the_prices_of_its_day_and_both_sides_are_told(service, member, ana):
    request = ask(service, member, ana, quantity=2)
    Service.objects.filter(pk=service.pk).update(member_price=900, market_price=1300)

    request = fresh(request)
    assert (request.unit_price, request.market_price) == (Decimal(800), Decimal(1000))
    assert request.due_on == TODAY + 5 * DAY
    assert mails_to("ana@example.org") == ["We have your request: Specialist"]
    assert mails_to("office@example.org") == ["Member Ltd asks for Specialist"]
    with pytest.raises(IntegrityError, match="service_request_is_kept"), transaction.atomic():
        ServiceRequest.objects.filter(pk=request.pk).update(unit_price=1)


def test_a_letter_leads_to_the_page_in_the_language_of_its_reader(service, member, ana):
    ana.language = "ro"
    ana.save()
    request = ask(service, member, ana)
    letter = OutgoingMail.objects.get(to_address=ana.email)
    assert f"{settings.SITE_URL}/ro/my/services/{request.pk}/" in letter.text


def test_a_double_click_asks_once(service, member, ana):
    key = uuid.uuid4()

    first = ask(service, member, ana, submission_key=key)
    second = ask(service, member, ana, submission_key=key)

    assert first == second
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"quantity": 0}, QuantityError),
        ({"quantity": 1001}, QuantityError),
        ({"wanted_on": TODAY - DAY}, NotOfferedError),
    ],
)
def test_a_request_that_makes_no_sense_is_not_kept(service, member, ana, changes, error):
    with pytest.raises(error):
        ask(service, member, ana, **changes)
    assert not ServiceRequest.objects.exists()


def test_services_are_for_active_members_and_their_people(service, member, ana, carmen):
    outside = OrganisationFactory()
    person = UserFactory()
    represent(person, outside)

    with pytest.raises(NotAMemberError):
        ask(service, outside, person)
    with pytest.raises(NotAllowedError):
        ask(service, member, carmen)
    with pytest.raises(NotAllowedError):
        ask(service, member, person)


def test_what_is_not_offered_today_cannot_be_asked_for(service, member, ana, office):
    actions.close_service(service_id=service.pk, last_day=TODAY - DAY, actor=office)

    with pytest.raises(NotOfferedError):
        ask(service, member, ana)


def test_the_whole_way_is_in_the_history(approved, office, ana):
    actions.schedule_request(request_id=approved.pk, planned_on=TODAY + 7 * DAY, actor=office)
    deliver(approved, office)
    request = actions.confirm_delivery(request_id=approved.pk, actor=ana)

    assert request.status == S.CONFIRMED
    assert kinds_of(request) == [
        "asked", "taken_up", "quoted", "approved", "scheduled", "delivered", "confirmed",
    ]  # fmt: skip
    assert mails_to("ana@example.org") == [
        "We have your request: Specialist",
        "A quote of 800.00 RON: Specialist",
        "Ordered for 800.00 RON: Specialist",
        f"Planned for {(TODAY + 7 * DAY):%-d %B %Y}: Specialist",
        "Please confirm: Specialist",
    ]
    assert "A quote of 800.00 RON: Specialist" in mails_to("beata@example.org")
    assert mails_to("office@example.org")[-1] == "Confirmed by Member Ltd: Specialist"


def test_letters_are_in_the_language_of_their_reader(service, member, ana):
    ana.language = "ro"
    ana.save(update_fields=["language"])

    ask(service, member, ana)

    mail = OutgoingMail.objects.get(to_address="ana@example.org")
    assert mail.subject == "Am primit cererea dumneavoastră: Specialist în țară"
    assert "Specialist în țară" in mail.text
    assert "Specialist în țară" in mail.html


def test_who_is_in_charge_gets_the_letters_about_requests(service, member, ana):
    service.in_charge = UserFactory(email="olga@example.org", is_staff=True)
    service.save(update_fields=["in_charge"])

    ask(service, member, ana)

    assert mails_to("olga@example.org") == ["Member Ltd asks for Specialist"]
    assert mails_to("office@example.org") == []


def test_the_offices_steps_are_for_the_office(asked, ana, beata):
    for step, more in (
        (actions.take_up, {}),
        (actions.include_in_fee, {}),
        (actions.make_quote, {}),
        (actions.refuse_request, {"reason": "No"}),
        (actions.schedule_request, {"planned_on": TODAY}),
        (actions.record_delivery, {"delivered_on": TODAY, "note": "x"}),
    ):
        with pytest.raises(NotAllowedError):
            step(request_id=asked.pk, actor=beata, **more)
    assert fresh(asked).status == S.REQUESTED


def test_what_the_quota_covers_is_free_and_needs_no_approval(service, member, ana, office):
    quota(service, 5)
    request = ask(service, member, ana, quantity=2)

    request = actions.include_in_fee(request_id=request.pk, actor=office)

    assert (request.status, request.free_quantity, request.amount) == (S.INCLUDED, 2, 0)
    assert mails_to("ana@example.org")[-1] == "Included in your fee: Specialist"


def test_the_sixth_of_five_is_never_free(service, member, ana, office):
    quota(service, 5)
    for number in (3, 2):
        request = ask(service, member, ana, quantity=number)
        actions.include_in_fee(request_id=request.pk, actor=office)
    sixth = ask(service, member, ana)

    with pytest.raises(QuotaError, match="0 of 5"):
        actions.include_in_fee(request_id=sixth.pk, actor=office)
    assert fresh(sixth).status == S.REQUESTED


def test_a_quote_is_the_rest_of_the_quota_times_the_price(service, member, ana, office):
    quota(service, 1)
    request = ask(service, member, ana, quantity=3)

    made = actions.make_quote(request_id=request.pk, actor=office, note="As agreed.")

    request = fresh(request)
    assert (request.status, request.free_quantity, request.amount) == (S.QUOTED, 1, 1600)
    assert [(line["quantity"], line["amount"]) for line in made.lines] == [
        (1, "0.00"), (2, "1600.00"),
    ]  # fmt: skip
    assert made.valid_until == TODAY + 30 * DAY
    assert request.due_on == made.valid_until


def test_a_new_quote_takes_the_place_of_the_first_which_stays(quoted, office, beata):
    actions.make_quote(request_id=quoted.pk, actor=office, unit_price=Decimal(700))

    with pytest.raises(QuoteError, match="another quote"):
        actions.approve_quote(request_id=quoted.pk, quote_number=1, actor=beata)
    request = actions.approve_quote(request_id=quoted.pk, quote_number=2, actor=beata)

    assert request.amount == 700
    assert list(quoted.quotes.values_list("number", "amount")) == [(2, 700), (1, 800)]
    with pytest.raises(IntegrityError, match="service_words_are_kept"), transaction.atomic():
        ServiceQuote.objects.update(amount=1)


@pytest.mark.parametrize("price", [Decimal(0), Decimal(-1), Decimal("1.005"), Decimal(10**10)])
def test_a_quote_needs_a_price(asked, office, price):
    with pytest.raises(PriceError):
        actions.make_quote(request_id=asked.pk, actor=office, unit_price=price)


def test_a_quote_over_nothing_is_not_made(service, member, ana, office):
    quota(service, 1)
    request = ask(service, member, ana)

    with pytest.raises(PriceError, match="include it"):
        actions.make_quote(request_id=request.pk, actor=office)
    with pytest.raises(QuoteError):
        actions.make_quote(
            request_id=ask(service, member, ana, quantity=2).pk,
            actor=office,
            valid_until=TODAY - DAY,
        )


def test_only_the_billing_role_approves_and_declines(quoted, ana, bogdan, office, carmen):
    for person in (ana, bogdan, office, carmen):
        with pytest.raises(NotAllowedError):
            actions.approve_quote(request_id=quoted.pk, quote_number=1, actor=person)
        with pytest.raises(NotAllowedError):
            actions.decline_quote(request_id=quoted.pk, actor=person)
    assert fresh(quoted).status == S.QUOTED


def test_without_a_billing_role_the_primary_contact_approves(asked, office, bogdan):
    actions.make_quote(request_id=asked.pk, actor=office)

    request = actions.approve_quote(request_id=asked.pk, quote_number=1, actor=bogdan)

    assert (request.status, request.approved_by) == (S.APPROVED, bogdan)


def test_an_approval_is_one_however_often_the_button_is_pressed(approved, beata):
    again = actions.approve_quote(request_id=approved.pk, quote_number=1, actor=beata)

    assert again.approved_at == approved.approved_at
    assert kinds_of(approved).count("approved") == 1


def test_who_orders_by_number_approves_nothing_without_one(quoted, beata):
    with pytest.raises(PurchaseOrderError):
        actions.approve_quote(
            request_id=quoted.pk, quote_number=1, actor=beata, needs_purchase_order=True
        )
    request = actions.approve_quote(
        request_id=quoted.pk,
        quote_number=1,
        actor=beata,
        needs_purchase_order=True,
        purchase_order=" PO  77 ",
    )

    assert request.purchase_order == "PO 77"
    assert request.organisation.order_preference.needs_purchase_order


def test_money_is_never_owed_without_an_approval(quoted):
    with pytest.raises(IntegrityError, match="money_needs_approval"):
        ServiceRequest.objects.filter(pk=quoted.pk).update(status="scheduled")


def test_a_declined_quote_gives_the_quota_back_and_another_may_follow(
    service, member, ana, office, beata
):
    quota(service, 1)
    request = ask(service, member, ana, quantity=2)
    actions.make_quote(request_id=request.pk, actor=office)
    actions.decline_quote(request_id=request.pk, actor=beata, reason="Too dear.")
    other = ask(service, member, ana)

    assert actions.include_in_fee(request_id=other.pk, actor=office).status == S.INCLUDED
    made = actions.make_quote(request_id=request.pk, actor=office)
    assert made.amount == 1600
    assert mails_to("office@example.org")[1] == "Member Ltd has declined: Specialist"


def test_a_quote_runs_out_is_reminded_of_once_and_may_be_made_again(quoted, office, beata):
    at_the_end = ServiceQuote.objects.get().valid_until
    ServiceRequest.objects.filter(pk=quoted.pk).update(due_on=TODAY + DAY)
    OutgoingMail.objects.all().delete()
    look_after_service_requests(timestamp=0)
    assert mails_to("beata@example.org") == []  # it was made today, with a letter of its own

    ServiceRequest.objects.filter(pk=quoted.pk).update(due_on=TODAY - DAY)
    for _time in range(2):
        look_after_service_requests(timestamp=0)

    assert fresh(quoted).status == S.EXPIRED
    assert mails_to("beata@example.org") == ["The quote has run out: Specialist"]
    with pytest.raises(IllegalTransitionError):
        actions.approve_quote(request_id=quoted.pk, quote_number=1, actor=beata)
    assert actions.make_quote(request_id=quoted.pk, actor=office).valid_until == at_the_end


def test_a_reminder_comes_once_before_a_quote_runs_out(asked, office, beata):
    with pytest.MonkeyPatch.context() as patch:
        past = timezone.now() - 10 * DAY
        patch.setattr(timezone, "now", lambda: past)
        actions.make_quote(
            request_id=asked.pk, actor=office, valid_until=timezone.localdate(past) + 12 * DAY
        )
    for _time in range(2):
        look_after_service_requests(timestamp=0)

    wanted = f"The quote runs out on {(TODAY + 2 * DAY):%-d %B %Y}: Specialist"
    assert mails_to("beata@example.org").count(wanted) == 1


def test_what_nobody_objects_to_counts_as_confirmed(delivered):
    assert delivered.due_on == TODAY + 10 * DAY
    look_after_service_requests(timestamp=0)
    assert fresh(delivered).status == S.DELIVERED

    ServiceRequest.objects.filter(pk=delivered.pk).update(due_on=TODAY - DAY)
    for _time in range(2):
        look_after_service_requests(timestamp=0)

    request = fresh(delivered)
    assert request.status == S.CONFIRMED
    assert request.deliveries.get().confirmed_by is None
    assert request.due_on == invoice_by(request.delivered_on)


@pytest.mark.parametrize(
    ("delivered_on", "wanted"),
    [
        (dt.date(2026, 11, 30), dt.date(2026, 12, 15)),
        (dt.date(2026, 12, 1), dt.date(2027, 1, 15)),
        (dt.date(2028, 2, 29), dt.date(2028, 3, 15)),
    ],
)
def test_an_invoice_is_due_on_the_15th_of_the_next_month(delivered_on, wanted):
    assert invoice_by(delivered_on) == wanted


def test_terms_hold_from_their_day_on(service, member, ana):
    ServiceTerms.objects.create(valid_from=TODAY - DAY, answer_days=2)
    ServiceTerms.objects.create(valid_from=TODAY + DAY, answer_days=9)

    assert ask(service, member, ana).due_on == TODAY + 2 * DAY


def test_a_delivery_is_shown_by_a_note_or_a_paper(approved, office):
    with pytest.raises(ProofError):
        deliver(approved, office, note=" ")
    with pytest.raises(ServiceDatesError):
        deliver(approved, office, delivered_on=TODAY + DAY)
    fake = SimpleUploadedFile("report.pdf", b"GIF89a")
    with pytest.raises(ProofError, match="something else"):
        deliver(approved, office, file=fake)
    assert fresh(approved).status == S.APPROVED

    paper = SimpleUploadedFile("report.pdf", b"%PDF-1.7 short")
    request = deliver(approved, office, note="", file=paper)

    delivery = request.deliveries.get()
    assert (delivery.file_name, len(delivery.sha256)) == ("report.pdf", 64)
    delivery.file.delete(save=False)


def test_who_objects_gets_the_service_once_more(delivered, office, ana):
    request = actions.object_to_delivery(
        request_id=delivered.pk, actor=ana, reason="Only half a day."
    )
    assert (request.status, request.delivered_on) == (S.SCHEDULED, None)

    deliver(request, office, note="The other half.")
    request = actions.confirm_delivery(request_id=request.pk, actor=ana)

    assert request.status == S.CONFIRMED
    assert [one.objection for one in request.deliveries.all()] == ["", "Only half a day."]
    assert "Member Ltd says it is not delivered: Specialist" in mails_to("office@example.org")


def test_a_delivery_is_answered_by_the_people_of_the_member(delivered, carmen, office):
    for person in (carmen, office):
        with pytest.raises(NotAllowedError):
            actions.confirm_delivery(request_id=delivered.pk, actor=person)


def test_a_request_is_withdrawn_by_who_asked_or_pays_until_a_day_is_agreed(
    service, member, ana, beata, bogdan, office
):
    request = ask(service, member, ana)
    with pytest.raises(NotAllowedError):
        actions.withdraw_request(request_id=request.pk, actor=bogdan)
    for _time in range(2):
        actions.withdraw_request(request_id=request.pk, actor=ana, reason="Not needed.")
    assert fresh(request).status == S.WITHDRAWN
    assert kinds_of(request) == ["asked", "withdrawn"]

    quota(service, 1)
    other = ask(service, member, ana)
    actions.include_in_fee(request_id=other.pk, actor=office)
    actions.schedule_request(request_id=other.pk, planned_on=TODAY, actor=office)
    with pytest.raises(NotAllowedError):
        actions.withdraw_request(request_id=other.pk, actor=ana)
    actions.withdraw_request(request_id=other.pk, actor=office)
    assert mails_to("ana@example.org")[-1] == "Taken back for you: Specialist"


def test_a_refusal_tells_why(asked, office):
    actions.refuse_request(request_id=asked.pk, actor=office, reason="No specialist is free.")

    mail = OutgoingMail.objects.filter(to_address="ana@example.org").latest("pk")
    assert "No specialist is free." in mail.text
    assert fresh(asked).status == S.REFUSED


def test_who_left_the_organisation_gets_no_letters(asked, office, ana, beata):
    ana.representations.update(ended_on=TODAY)

    actions.refuse_request(request_id=asked.pk, actor=office, reason="No.")

    assert mails_to("ana@example.org") == ["We have your request: Specialist"]
    assert mails_to("beata@example.org") == ["We cannot do this: Specialist"]


# Places


def test_who_finds_no_place_waits_and_moves_up_in_the_order_of_asking(
    service, member, ana, beata, office
):
    Service.objects.filter(pk=service.pk).update(capacity=1)
    quota(service, 9)
    requests = [ask(service, member, ana)]
    requests += [ask(service, *new_member(name)) for name in ("First Ltd", "Second Ltd")]
    for request in requests:
        actions.include_in_fee(request_id=request.pk, actor=office)
    assert [fresh(one).status for one in requests] == ["included", "waiting", "waiting"]

    actions.withdraw_request(request_id=requests[0].pk, actor=ana)

    assert [fresh(one).status for one in requests] == ["withdrawn", "included", "waiting"]
    told = OutgoingMail.objects.filter(subject="There is a place for you now: Specialist")
    assert told.get().about == requests[1]


def test_places_are_counted_by_month(service, member, ana, office):
    Service.objects.filter(pk=service.pk).update(capacity=1, capacity_period="month")
    quota(service, 9)
    this_month = ask(service, member, ana)
    second = ask(service, member, ana)
    in_two_months = ask(service, member, ana, wanted_on=TODAY + 62 * DAY)
    for request in (this_month, second, in_two_months):
        actions.include_in_fee(request_id=request.pk, actor=office)
    assert [fresh(one).status for one in (this_month, second, in_two_months)] == [
        "included", "waiting", "included",
    ]  # fmt: skip

    with pytest.raises(NoPlaceError):
        actions.schedule_request(
            request_id=second.pk, planned_on=in_two_months.wanted_on, actor=office
        )
    # The first goes to another month, which frees its place for who waits.
    actions.schedule_request(request_id=this_month.pk, planned_on=TODAY + 124 * DAY, actor=office)
    assert fresh(second).status == S.INCLUDED


def test_more_than_there_is_cannot_be_asked_for(service, member, ana):
    Service.objects.filter(pk=service.pk).update(capacity=2)

    with pytest.raises(QuantityError, match="No more than 2"):
        ask(service, member, ana, quantity=3)


def test_nobody_agrees_on_a_day_that_is_over(approved, office):
    with pytest.raises(ServiceDatesError):
        actions.schedule_request(request_id=approved.pk, planned_on=TODAY - DAY, actor=office)


# Ratings


@pytest.fixture
def done(service, member, ana, office) -> ServiceRequest:
    """Included in the fee, delivered and confirmed: nothing is to be paid."""
    quota(service, 9)
    request = ask(service, member, ana)
    actions.include_in_fee(request_id=request.pk, actor=office)
    deliver(request, office)
    return actions.confirm_delivery(request_id=request.pk, actor=ana)


def test_a_service_is_rated_once_by_the_member(done, ana, carmen):
    with pytest.raises(NotAllowedError):
        actions.rate_service(request_id=done.pk, stars=5, text="", actor=carmen)
    with pytest.raises(RatingError):
        actions.rate_service(request_id=done.pk, stars=6, text="", actor=ana)
    actions.rate_service(request_id=done.pk, stars=4, text="Helpful.", actor=ana)
    with pytest.raises(RatingError):
        actions.rate_service(request_id=done.pk, stars=1, text="", actor=ana)

    assert fresh(done).status == S.RATED
    assert mails_to("office@example.org")[-1] == "Member Ltd has rated Specialist"
    with pytest.raises(IntegrityError, match="service_words_are_kept"), transaction.atomic():
        ServiceRating.objects.update(stars=5)


def test_what_costs_money_is_rated_after_it_is_invoiced(delivered, ana):
    request = actions.confirm_delivery(request_id=delivered.pk, actor=ana)

    with pytest.raises(RatingError, match="invoiced"):
        actions.rate_service(request_id=request.pk, stars=5, text="", actor=ana)
