"""A member says that it has paid; the office holds reminders."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.payments import actions
from members.payments.errors import ClaimError, HoldError
from members.payments.models import ClaimStatus, PaymentClaim, ReminderHold
from tests.members.fees.conftest import pay

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def a_paper(name="order.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def claim(notice, actor, **changes) -> PaymentClaim:
    values = {
        "receivable_id": notice.receivable_id,
        "amount": notice.amount,
        "paid_on": dt.date(2026, 3, 30),
        "proof": a_paper(),
        "actor": actor,
        **changes,
    }
    return actions.claim_payment(**values)


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def test_a_claim_is_looked_at_by_the_office_and_found_by_the_payment(members_notice, bogdan):
    first, second = (claim(members_notice, bogdan) for _ in range(2))

    assert first == second
    assert OutgoingMail.objects.get(template__endswith="office_has_a_claim")
    pay(members_notice, 1200)
    first.refresh_from_db()
    assert first.status == ClaimStatus.CONFIRMED


def test_only_those_who_see_the_sums_claim(members_notice, ana, carmen, office):
    for person in (ana, carmen, office):
        with pytest.raises(NotAllowedError):
            claim(members_notice, person)


def test_a_claim_needs_a_debt_a_day_and_a_paper(members_notice, bogdan):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(ClaimError, match="not to come"):
        claim(members_notice, bogdan, paid_on=tomorrow)
    with pytest.raises(ClaimError):
        claim(members_notice, bogdan, proof=a_paper("order.pdf", b"MZ not a paper"))
    pay(members_notice, 1200)
    with pytest.raises(ClaimError, match="settled already"):
        claim(members_notice, bogdan)


def test_a_refused_claim_is_told_and_stays_refused(members_notice, bogdan, office, ana):
    made = claim(members_notice, bogdan)
    with pytest.raises(NotAllowedError):
        actions.refuse_claim(claim_id=made.pk, actor=ana, answer="No")

    actions.refuse_claim(claim_id=made.pk, actor=office, answer="No such transfer came in.")

    mail = OutgoingMail.objects.get(template__endswith="claim_answered")
    assert "No such transfer came in." in mail.text
    with pytest.raises(IllegalTransitionError):
        actions.withdraw_claim(claim_id=made.pk, actor=bogdan)


def test_member_sends_a_claim_by_the_page_and_takes_it_back(client, members_notice, bogdan):
    client.force_login(bogdan)
    address = reverse("members:claim_payment", args=[members_notice.receivable_id])
    assert "We have paid COT-2026-0001" in client.get(address).content.decode()

    wrong = client.post(
        address, {"amount": "1200", "paid_on": "2999-01-01", "note": "From our bank"}
    )
    assert "still to come" in wrong.content.decode()
    assert "From our bank" in wrong.content.decode()
    ancient = client.post(address, {"amount": "1200", "paid_on": "0026-03-30"})
    assert "is the year right?" in ancient.content.decode()
    sent = {"amount": "1200", "paid_on": "2026-03-30", "proof": a_paper()}
    shown = client.post(address, sent, follow=True).content.decode()
    assert "The office looks for the payment" in shown
    assert "being looked for" in shown
    assert "The office is looking for it" in client.get(address).content.decode()

    client.post(reverse("members:claim_withdraw", args=[PaymentClaim.objects.get().pk]))
    assert PaymentClaim.objects.get().status == ClaimStatus.WITHDRAWN


def test_account_is_the_same_for_the_member_and_the_treasurer(
    client, members_notice, bogdan, office
):
    pay(members_notice, 1500, bank_reference="=OP 1")
    mine, theirs = (
        reverse("members:my_account"),
        reverse("admin:members_account", args=[members_notice.organisation_id]),
    )
    pages = []
    for person, address in ((bogdan, mine), (office, theirs)):
        client.force_login(person)
        pages.append(client.get(address).content.decode())

    for page in pages:
        for fact in (
            "COT-2026-0001",
            "1,200.00\u00a0RON",
            "1,500.00\u00a0RON",
            "\u2212300.00\u00a0RON",
        ):
            assert fact in page
    client.force_login(bogdan)
    rows = client.get(mine, {"format": "csv"}).content.decode().splitlines()
    assert rows[1].endswith(",1200.00,,RON,1200.00")
    assert "'=OP 1" in rows[2]


def test_account_of_a_stranger_says_why_it_is_empty(client, carmen):
    client.force_login(carmen)

    assert "You do not speak for an organisation" in client.get(
        reverse("members:my_account")
    ).content.decode()  # fmt: skip


def test_a_hold_has_a_last_day_and_is_ended_by_the_office(member, office, ana):
    today = timezone.localdate()
    values = {"organisation_id": member.pk, "reason": "They pay in May"}
    with pytest.raises(NotAllowedError):
        actions.hold_reminders(**values, until_on=today, actor=ana)
    with pytest.raises(HoldError):
        actions.hold_reminders(**values, until_on=today - dt.timedelta(days=1), actor=office)
    hold = actions.hold_reminders(**values, until_on=today + dt.timedelta(days=30), actor=office)
    with pytest.raises(HoldError, match="already"):
        actions.hold_reminders(**values, until_on=today, actor=office)

    actions.end_hold(hold_id=hold.pk, actor=office)

    assert ReminderHold.objects.get().until_on == today
    with pytest.raises(HoldError):
        actions.end_hold(hold_id=hold.pk, actor=office)


def test_office_pages_of_claims_holds_and_debts(desk, members_notice, member, bogdan):
    made = claim(members_notice, bogdan)
    change = reverse("admin:members_paymentclaim_change", args=[made.pk])
    assert "It was not found" in desk.get(change).content.decode()
    proof = desk.get(reverse("admin:members_paymentclaim_proof", args=[made.pk]))
    assert b"".join(proof.streaming_content) == PDF
    refuse = reverse("admin:members_paymentclaim_refuse", args=[made.pk])
    assert desk.post(refuse, {"answer": ""}).status_code == 200
    desk.post(refuse, {"answer": "Not found"})
    made.refresh_from_db()
    assert made.status == ClaimStatus.REFUSED
    until = timezone.localdate() + dt.timedelta(days=9)
    sent = {"organisation": member.pk, "until_on": until.isoformat(), "reason": "Talks"}
    desk.post(reverse("admin:members_reminderhold_add"), sent)
    assert ReminderHold.objects.get().until_on == until
    desk.post(reverse("admin:members_reminderhold_end", args=[ReminderHold.objects.get().pk]))
    assert ReminderHold.objects.get().until_on == timezone.localdate()
    debts = reverse("admin:members_receivable_changelist")
    assert list(desk.get(debts, {"settlement": "overdue"}).context["cl"].queryset)
    off = reverse("admin:members_receivable_write_off", args=[members_notice.receivable_id])
    desk.post(off, {"amount": "1200", "reason": "Dissolved"})
    assert not list(desk.get(debts, {"settlement": "unpaid"}).context["cl"].queryset)


def test_office_allocates_takes_off_and_refunds(desk, members_notice):
    payment = pay(members_notice, 1300)
    allocation = payment.allocations.get()
    off = reverse("admin:members_allocation_reverse", args=[allocation.pk])
    desk.post(off, {"reason": "Meant for 2027"})
    to = reverse("admin:members_payment_allocate", args=[payment.pk])
    desk.post(to, {"receivable": members_notice.receivable_id})
    back = reverse("admin:members_payment_refund", args=[payment.pk])
    form = desk.get(back).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert sent["amount"] == 100
    for _ in range(2):
        desk.post(back, sent)

    amounts = list(payment.allocations.order_by("pk").values_list("amount", flat=True))
    assert amounts == [1200, -1200, 1200]
    assert list(payment.refunds.values_list("amount", flat=True)) == [-100]
