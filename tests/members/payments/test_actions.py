import datetime as dt
import uuid
from decimal import Decimal

import pytest

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.fees import actions as fees
from members.fees.models import FeeNotice
from members.ledger.errors import (
    AllocationError,
    AlreadyReversedError,
    CreditError,
    PaymentError,
    RateMissingError,
)
from members.ledger.models import Allocation, Payment, Receivable
from members.organisations.models import MembershipStatus, Role
from members.payments import actions as payments
from tests.factories.members import UserFactory, represent
from tests.members.fees.conftest import issue, open_membership, pay


def kinds(subject) -> list[str]:
    return list(HistoryEvent.objects.about(subject).values_list("kind", flat=True))[::-1]


def balance(notice: FeeNotice) -> Decimal:
    return Receivable.objects.with_balance().get(pk=notice.receivable_id).balance


def free(payment: Payment) -> Decimal:
    return Payment.objects.with_free().get(pk=payment.pk).free


def test_record_payment_settles_and_begins_the_membership(notice, waiting, office):
    represent(UserFactory(email="new@example.org"), waiting.organisation, Role.PRIMARY_CONTACT)
    pay(notice, 200, received_on=dt.date(2026, 3, 25))
    waiting.refresh_from_db()
    assert waiting.status == MembershipStatus.AWAITING_PAYMENT

    pay(notice, 1000, received_on=dt.date(2026, 3, 20), actor=office)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.started_on) == ("active", dt.date(2026, 3, 25))
    assert kinds(notice.receivable) == ["ledger.allocated", "ledger.allocated"]
    texts = list(
        OutgoingMail.objects.filter(template__endswith="payment_received")
        .order_by("pk")
        .values_list("text", flat=True)
    )
    assert "COT-2026-0001: still to pay 1,000.00\u00a0RON, by 1 April 2026." in texts[0]
    assert "paid in full" in texts[1]


def test_record_payment_of_a_renewal_leaves_an_active_membership_as_it_is(members_notice, member):
    pay(members_notice, 1200)

    assert open_membership(member).started_on == dt.date(2020, 1, 15)


def test_record_payment_takes_more_than_is_owed_and_says_so(members_notice, bogdan):
    pay(members_notice, "1250.00")

    assert "50.00\u00a0RON are more than was owed" in OutgoingMail.objects.get().text


def test_record_payment_twice_with_one_key_is_one_payment(notice):
    key = uuid.uuid4()

    first = pay(notice, 100, submission_key=key)
    second = pay(notice, 100, submission_key=key)

    assert first == second
    assert Payment.objects.count() == 1
    assert kinds(first) == ["ledger.paid"]
    assert kinds(notice.receivable) == ["ledger.allocated"]


def test_record_payment_does_not_answer_for_another_organisation(notice, members_notice):
    key = pay(notice, 100).submission_key

    with pytest.raises(PaymentError, match="another payment"):
        pay(members_notice, 100, submission_key=key)


@pytest.mark.parametrize(
    ("amount", "changes", "sentence"),
    [
        (0, {}, "above zero"),
        (-5, {}, "above zero"),
        ("0.005", {}, "two decimals"),
        ("99999999999", {}, "above zero"),
        (5, {"received_on": dt.date(2999, 1, 1)}, "a day to come"),
    ],
)
def test_record_payment_refuses_what_cannot_be(notice, amount, changes, sentence):
    with pytest.raises(PaymentError, match=sentence):
        pay(notice, amount, **changes)
    assert not Payment.objects.exists()


def test_record_payment_is_for_the_office(notice, ana):
    with pytest.raises(NotAllowedError):
        pay(notice, 100, actor=ana)


def test_a_cancelled_notice_takes_no_money(notice, office):
    fees.cancel_notice(notice_id=notice.pk, actor=office, reason="Wrong size")

    with pytest.raises(AllocationError, match="owes 0"):
        pay(notice, 100, allocations=[(notice.receivable_id, Decimal(100))])
    assert not Payment.objects.exists()


def test_reverse_payment_adds_the_opposite_once(notice, office, ana):
    payment = pay(notice, 100)

    with pytest.raises(NotAllowedError):
        payments.reverse_payment(payment_id=payment.pk, actor=ana, reason="No")
    opposite = payments.reverse_payment(payment_id=payment.pk, actor=office, reason="Sent back")

    assert opposite.amount == Decimal("-100.00")
    assert FeeNotice.objects.with_balance().get(pk=notice.pk).balance == notice.amount
    for row in (payment, opposite):
        with pytest.raises(AlreadyReversedError):
            payments.reverse_payment(payment_id=row.pk, actor=office, reason="Again")


def test_membership_begins_with_the_payments_that_stand(notice, waiting, office):
    wrong = pay(notice, 200, received_on=dt.date(2026, 3, 28))
    payments.reverse_payment(payment_id=wrong.pk, actor=office, reason="Somebody else's")

    pay(notice, 1200, received_on=dt.date(2026, 3, 21))

    waiting.refresh_from_db()
    assert waiting.started_on == dt.date(2026, 3, 21)


def test_one_transfer_pays_several_documents_and_leaves_a_credit(
    association, member, bogdan, table
):
    first, second = (
        issue(open_membership(member), table, fee_year=year, is_told=False) for year in (2025, 2026)
    )

    payment = pay(second, 2500)

    assert (balance(first), balance(second), free(payment)) == (0, 0, 100)
    text = OutgoingMail.objects.get().text
    for fact in ("COT-2026-0001 is paid in full", "COT-2026-0002 is paid in full", "100.00"):
        assert fact in text


def test_credit_is_used_for_what_comes_next(association, member, table, office):
    payment = pay(issue(open_membership(member), table, fee_year=2025), 1500)
    later = issue(open_membership(member), table, fee_year=2026)

    (made,) = payments.use_credit(organisation_id=member.pk, actor=office)

    assert (made.amount, balance(later), free(payment)) == (300, 900, 0)
    assert payments.use_credit(organisation_id=member.pk, actor=office) == []


def test_a_payment_taken_off_a_document_is_free_for_another(association, member, table, office):
    first, second = (issue(open_membership(member), table, fee_year=year) for year in (2025, 2026))
    payment = pay(first, 1200)
    allocation = payment.allocations.get()

    payments.reverse_allocation(allocation_id=allocation.pk, actor=office, reason="For 2026")
    payments.allocate(
        payment_id=payment.pk, receivable_id=second.receivable_id, amount=Decimal(1200),
        actor=office,
    )  # fmt: skip

    assert (balance(first), balance(second)) == (1200, 0)
    assert kinds(first.receivable) == ["ledger.allocated", "ledger.released"]
    with pytest.raises(AlreadyReversedError):
        payments.reverse_allocation(allocation_id=allocation.pk, actor=office, reason="Again")


def test_money_does_not_pay_another_organisations_document(notice, members_notice, office):
    payment = pay(notice, 1300)

    with pytest.raises(AllocationError, match="another organisation"):
        payments.allocate(
            payment_id=payment.pk, receivable_id=members_notice.receivable_id, amount=Decimal(5),
            actor=office,
        )  # fmt: skip


def test_foreign_money_needs_a_rate_and_uses_it(notice, office):
    rate = Decimal("0.20")  # what one leu costs in euro
    with pytest.raises(RateMissingError):
        pay(notice, 250, currency="EUR", allocations=[(notice.receivable_id, Decimal(1200))])

    payment = pay(
        notice, 250, currency="EUR", rate=rate,
        allocations=[(notice.receivable_id, Decimal(1200))],
    )  # fmt: skip

    assert (balance(notice), free(payment)) == (0, 10)
    allocation = Allocation.objects.get()
    assert (allocation.amount, allocation.paid, allocation.rate) == (1200, 240, rate)


def test_refund_sends_back_what_is_free_and_no_more(notice, office, ana):
    payment = pay(notice, 1250)
    values = {"payment_id": payment.pk, "paid_on": dt.date(2026, 4, 1)}

    with pytest.raises(NotAllowedError):
        payments.refund(**values, amount=Decimal(50), submission_key=uuid.uuid4(), actor=ana)
    with pytest.raises(PaymentError, match=r"50\.00 RON are free"):
        payments.refund(**values, amount=Decimal(51), submission_key=uuid.uuid4(), actor=office)
    key = uuid.uuid4()
    first, second = (
        payments.refund(**values, amount=Decimal(50), submission_key=key, actor=office)
        for _ in range(2)
    )

    assert first == second
    assert (first.amount, free(payment)) == (-50, 0)
    with pytest.raises(PaymentError, match="paid back"):
        payments.reverse_payment(payment_id=payment.pk, actor=office, reason="No")
    payments.reverse_payment(payment_id=first.pk, actor=office, reason="It came back")
    assert free(payment) == 50


def test_write_off_gives_up_what_is_still_owed(notice, office, ana):
    pay(notice, 1000)

    with pytest.raises(NotAllowedError):
        payments.write_off(
            receivable_id=notice.receivable_id, amount=Decimal(200), actor=ana, reason="Mine"
        )
    with pytest.raises(AllocationError):
        payments.write_off(
            receivable_id=notice.receivable_id, amount=Decimal(201), actor=office, reason="Too much"
        )
    payments.write_off(
        receivable_id=notice.receivable_id, amount=Decimal(200), actor=office, reason="Dissolved"
    )

    assert balance(notice) == 0
    with pytest.raises(CreditError):
        payments.write_off(
            receivable_id=notice.receivable_id, amount=Decimal(0), actor=office, reason="Nothing"
        )
