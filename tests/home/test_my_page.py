import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.accounts.models import User
from members.fees.models import FeeNotice
from members.invoices import actions as invoices
from members.ledger import actions as ledger
from members.ledger.models import ReceivableKind
from members.organisations.models import (
    Invitation,
    InvitationStatus,
    JoinRequest,
    MembershipStatus,
    Organisation,
    Role,
)
from members.payments.models import PaymentClaim
from members.services.models import RequestStatus, Service, ServiceRequest
from tests.factories.governance import ConvenedMeetingFactory, MinutesFactory
from tests.factories.invoices import vat_law
from tests.factories.members import (
    ActiveMemberFactory,
    PaidServiceFactory,
    ServiceRequestFactory,
    UserFactory,
    represent,
)
from tests.factories.working_groups import CoordinatorFactory, RequestFactory, SeatFactory
from tests.factories.world import make_invoice

pytestmark = pytest.mark.django_db


def owe(
    member: Organisation, *, fee_year: int = 2026, due_in: int = 10, parts: int = 1
) -> FeeNotice:
    today = timezone.localdate()
    number = FeeNotice.objects.count() + 1
    issued_on, due_on = today - dt.timedelta(days=30), today + dt.timedelta(days=due_in)
    debt = ledger.open_receivable(
        organisation=member,
        kind=ReceivableKind.FEE_NOTICE,
        number=f"COT-{number}",
        currency="RON",
        issued_on=issued_on,
        instalments=[
            (due_on + dt.timedelta(days=90 * part), Decimal(3000) / parts) for part in range(parts)
        ],
        payment_reference=f"RF18{number:06d}",
    )
    return FeeNotice.objects.create(
        receivable=debt,
        year=today.year,
        sequence=number,
        organisation=member,
        membership=member.memberships.get(),
        fee_year=fee_year,
        issued_on=issued_on,
        due_on=due_on,
        currency="RON",
        amount=debt.amount,
        lines=[],
        payer={},
        payee={},
        payment_reference=debt.payment_reference,
        language="en",
    )


def invite(member: Organisation, by, email: str, *, valid_days: int = 10) -> Invitation:
    return Invitation.objects.create(
        organisation=member,
        email=email,
        full_name="Carmen Stranger",
        roles=[Role.REPRESENTATIVE],
        language="en",
        invited_by=by,
        expires_at=timezone.now() + dt.timedelta(days=valid_days),
    )


def asked(member: Organisation, person: User, **facts) -> ServiceRequest:
    """A request for an audit as it stands with these facts."""
    service = Service.objects.first() or PaidServiceFactory(name_en="Audit")
    if facts.get("amount") and facts["status"] != RequestStatus.QUOTED:
        facts |= {"approved_by": person, "approved_at": timezone.now()}
    due_on = timezone.localdate() + dt.timedelta(days=7)
    return ServiceRequestFactory(
        service=service, organisation=member, requested_by=person, due_on=due_on, **facts
    )


def join(member: Organisation, name: str) -> JoinRequest:
    address = f"{name.replace(' ', '.').lower()}@member.example.com"
    person = UserFactory(full_name=name, email=address)
    return JoinRequest.objects.create(organisation=member, user=person, email=address)


def page(client, person) -> str:
    client.force_login(person)
    response = client.get(reverse("home:my"))
    assert response.status_code == 200
    return response.content.decode()


def test_my_page_asks_a_visitor_to_sign_in(client):
    response = client.get(reverse("home:my"))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_an_administrator_finds_the_fee_to_pay_and_the_way_to_it(
    client, association, bogdan, member
):
    notice = owe(member)

    content = page(client, bogdan)

    assert "1 thing needs you" in content
    assert "Pay 3,000.00\xa0RON, the fee for 2026" in content
    assert notice.get_absolute_url() in content
    assert "overdue" not in content


def test_a_fee_after_its_day_is_called_overdue_and_stands_first(
    client, association, bogdan, member
):
    owe(member, fee_year=2026)
    owe(member, fee_year=2025, due_in=-3)

    content = page(client, bogdan)

    assert "overdue" in content
    assert content.index("the fee for 2025") < content.index("the fee for 2026")


def test_a_representative_without_a_role_for_money_sees_no_fee(client, association, ana, member):
    owe(member)

    content = page(client, ana)

    assert "Nothing needs you today" in content
    assert "3,000.00" not in content
    assert reverse("members:my_fees") not in content


def test_fees_of_the_other_organisation_wait_until_one_acts_for_it(
    client, association, bogdan, member
):
    other = ActiveMemberFactory(display_name="Zeta Ltd")
    represent(bogdan, other, Role.BILLING)
    owe(other)

    assert "3,000.00" not in page(client, bogdan)


def test_of_a_fee_in_instalments_the_next_one_is_asked_for(client, association, bogdan, member):
    owe(member, parts=2)

    assert "Pay 1,500.00\xa0RON, a part of the fee for 2026" in page(client, bogdan)


def test_what_a_member_says_it_has_paid_needs_nobody_until_the_office_answers(
    client, association, bogdan, member
):
    notice = owe(member, due_in=-3)
    PaymentClaim.objects.create(
        receivable=notice.receivable, amount=3000, currency="RON", paid_on=notice.issued_on,
        proof="claims/order.pdf", claimed_by=bogdan,
    )  # fmt: skip

    assert "Nothing needs you today" in page(client, bogdan)


def test_an_unpaid_invoice_is_a_thing_to_do(client, association, bogdan, member):
    invoice = make_invoice(member)

    content = page(client, bogdan)

    assert f"Pay 121.00\xa0RON, invoice {invoice.number}" in content
    assert invoice.get_absolute_url() in content


def test_a_quote_waits_for_those_who_may_approve_it(client, association, ana, bogdan, member):
    quote = asked(member, ana, status=RequestStatus.QUOTED, amount=Decimal(800))

    content = page(client, bogdan)

    assert "Approve or decline 800.00\xa0RON for Audit" in content
    assert quote.get_absolute_url() in content
    assert "Approve or decline" not in page(client, ana)


def test_a_delivery_waits_for_who_asked_and_for_who_pays(client, association, ana, bogdan, member):
    asked(member, ana, status=RequestStatus.DELIVERED, delivered_on=timezone.localdate())
    colleague = UserFactory()
    represent(colleague, member, Role.REPRESENTATIVE)

    assert "Was it delivered? Audit" in page(client, ana)
    assert "Was it delivered? Audit" in page(client, bogdan)
    assert "Was it delivered? Audit" not in page(client, colleague)


def test_colleagues_who_ask_to_represent_are_one_thing_for_an_administrator(
    client, association, ana, bogdan, member
):
    join(member, "Nora Newcomer")

    first = page(client, bogdan)
    join(member, "Nils Newcomer")
    both = page(client, bogdan)

    assert "1 colleague asks to represent Member Ltd" in first
    assert "Nora Newcomer, nora.newcomer@member.example.com" in first
    assert "2 colleagues ask to represent Member Ltd" in both
    assert "1 thing needs you" in both
    assert "Nothing needs you today" in page(client, ana)


def test_a_coordinator_finds_who_asks_to_join(client, association):
    coordinator = CoordinatorFactory(group__name="AI and Data")
    RequestFactory(group=coordinator.group, person_name="Dana Applies")
    RequestFactory(person_name="Somebody Elsewhere")

    content = page(client, coordinator.user)

    assert "Dana Applies asks to join AI and Data" in content
    assert "Somebody Elsewhere" not in content


def test_a_stranger_with_an_invitation_finds_it(client, association, carmen, bogdan, member):
    invitation = invite(member, bogdan, "Carmen@Example.org")

    content = page(client, carmen)

    assert "Member Ltd invites you to represent it" in content
    assert invitation.get_absolute_url() in content


def test_an_answered_or_late_invitation_no_longer_waits(
    client, association, carmen, bogdan, member
):
    invite(member, bogdan, carmen.email, valid_days=-1)
    Invitation.objects.update(status=InvitationStatus.REVOKED)
    invite(member, bogdan, carmen.email, valid_days=-1)

    assert "invites you" not in page(client, carmen)


def test_a_stranger_learns_what_to_do(client, association, carmen):
    content = page(client, carmen)

    assert "no organisation names carmen@example.org as its representative" in content
    assert reverse("members:join") in content
    assert "office@example.org" in content


def test_a_member_sees_organisation_roles_groups_meetings_and_minutes(
    client, association, bogdan, member
):
    SeatFactory(user=bogdan, organisation=member, group__name="Digital Health")
    ConvenedMeetingFactory(title="Board in November")
    minutes = MinutesFactory()

    content = page(client, bogdan)

    assert "Member Ltd" in content
    assert "member since 15 January 2020" in content
    assert "Primary contact" in content
    assert "Digital Health" in content
    assert "Board in November" in content
    assert minutes.meeting.get_absolute_url() in content


def test_empty_blocks_say_what_will_stand_there(client, association, bogdan):
    content = page(client, bogdan)

    assert "You are in no working group yet" in content
    assert "No meeting is planned, and there are no new minutes" in content


def test_people_of_a_suspended_member_see_the_state_but_no_meetings(
    client, association, bogdan, member
):
    member.memberships.update(status=MembershipStatus.SUSPENDED)
    ConvenedMeetingFactory(title="Board in November")

    content = page(client, bogdan)

    assert "suspended" in content
    assert "Board in November" not in content


def test_somebody_of_the_office_is_shown_the_way_to_it(client, association, office):
    assert reverse("admin:index") in page(client, office)


def test_my_page_asks_the_same_number_of_queries_at_one_and_at_three(
    client, association, bogdan, member
):
    def fill(year: int) -> None:
        coordinator = CoordinatorFactory(user=bogdan, organisation=member)
        RequestFactory(group=coordinator.group)
        owe(member, fee_year=year)
        ConvenedMeetingFactory()
        MinutesFactory()
        invite(ActiveMemberFactory(), bogdan, bogdan.email)
        join(member, f"Newcomer {year}")
        asked(member, bogdan, status=RequestStatus.QUOTED, amount=Decimal(800))
        asked(member, bogdan, status=RequestStatus.DELIVERED, delivered_on=timezone.localdate())
        invoices.issue_invoice(
            organisation_id=member.pk, currency="RON", actor=None,
            lines=[invoices.LineInput(description_ro="Audit", unit_price=Decimal(100))],
        )  # fmt: skip

    vat_law()
    fill(2024)
    page(client, bogdan)
    with CaptureQueriesContext(connection) as at_one:
        client.get(reverse("home:my"))
    fill(2025)
    fill(2026)
    with CaptureQueriesContext(connection) as at_three:
        client.get(reverse("home:my"))
    assert len(at_one) == len(at_three) <= 20
