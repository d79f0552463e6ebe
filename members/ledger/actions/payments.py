"""Money in, money set against documents, money taken back: the writers of the ledger.

They ask for no right and send no letter: `members.payments` does, for people and importers.
Everything of one organisation is done under the lock of its row, one after the other.
"""

import datetime as dt
import uuid
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.accounts.models import User
from members.ledger.errors import (
    AllocationError,
    AlreadyReversedError,
    PaymentError,
    RateMissingError,
)
from members.ledger.models import (
    LARGEST,
    Allocation,
    Payment,
    PaymentKind,
    PaymentMethod,
    Receivable,
)
from members.organisations.models import Organisation

CENT = Decimal("0.01")


def lock_account(organisation_id: int) -> Organisation:
    """First lock of every change of an organisation's ledger; held until the transaction ends."""
    return Organisation.objects.held(organisation_id)


def locked_receivable(receivable_id: int) -> Receivable:
    """With its balance, under the lock of its organisation's account."""
    row = Receivable.objects.only("organisation_id").get(pk=receivable_id)
    lock_account(row.organisation_id)
    return Receivable.objects.with_balance().select_related("organisation").get(pk=receivable_id)


def locked_payment(payment_id: int) -> Payment:
    """With what is free of it, under the lock of its organisation's account."""
    row = Payment.objects.only("organisation_id").get(pk=payment_id)
    lock_account(row.organisation_id)
    return Payment.objects.with_free().select_related("organisation").get(pk=payment_id)


def check_amount(amount: Decimal) -> None:
    if not 0 < amount <= LARGEST or amount != round(amount, 2):
        raise PaymentError(_("Write an amount above zero, with two decimals at most."))


@transaction.atomic
def write_payment(
    *,
    organisation_id: int,
    amount: Decimal,
    currency: str,
    received_on: dt.date,
    submission_key: uuid.UUID,
    actor: User | None,
    method: str = PaymentMethod.BANK,
    bank_reference: str = "",
    payer_name: str = "",
    payer_iban: str = "",
    note: str = "",
) -> tuple[Payment, bool]:
    """Money came in. The same `submission_key` gives the first payment back, and False: a double
    click, a retry or a second worker is one payment. Raises PaymentError.
    """
    organisation = lock_account(organisation_id)
    first = Payment.objects.filter(submission_key=submission_key).first()
    if first is not None:
        if (first.organisation_id, first.amount, first.currency) != (
            organisation_id, amount, currency,
        ):  # fmt: skip
            raise PaymentError(
                _("This form was sent with another payment already. Please open it anew.")
            )
        return first, False
    check_amount(amount)
    if received_on > timezone.localdate():
        raise PaymentError(_("A payment cannot have come in on a day to come."))
    payment = Payment.objects.create(
        organisation=organisation,
        amount=amount,
        currency=currency,
        received_on=received_on,
        method=PaymentMethod(method),
        bank_reference=bank_reference[:80],
        payer_name=payer_name[:200],
        payer_iban=payer_iban[:34],
        note=note[:250],
        submission_key=submission_key,
        recorded_by=actor,
    )
    return payment, True


@transaction.atomic
def allocate(
    *,
    payment_id: int,
    receivable_id: int,
    amount: Decimal,
    actor: User | None,
    rate: Decimal | None = None,
) -> Allocation:
    """Set so much, in the document's currency, against a document of the same organisation.

    Where the currencies differ, `rate` is the payment's money for one unit of the document's; the
    part of the payment that is used is rounded to the cent, half up. Raises AllocationError and
    RateMissingError.
    """
    payment = locked_payment(payment_id)
    receivable = Receivable.objects.with_balance().get(pk=receivable_id)
    if receivable.organisation_id != payment.organisation_id:
        raise AllocationError(_("This document belongs to another organisation."))
    if not 0 < amount <= receivable.balance or amount != round(amount, 2):
        raise AllocationError(
            _("%(number)s owes %(balance)s %(currency)s: write an amount above zero, at most that.")
            % {
                "number": receivable.number,
                "balance": receivable.balance,
                "currency": receivable.currency,
            }
        )
    paid, rate = _in_money_of(payment, receivable, amount, rate)
    if paid > payment.free:
        raise AllocationError(
            _("Of this payment %(free)s %(currency)s are free, which is less than that.")
            % {"free": payment.free, "currency": payment.currency}
        )
    return Allocation.objects.create(
        payment=payment, receivable=receivable, amount=amount, paid=paid, rate=rate, made_by=actor
    )


def _in_money_of(
    payment: Payment, receivable: Receivable, amount: Decimal, rate: Decimal | None
) -> tuple[Decimal, Decimal | None]:
    if payment.currency == receivable.currency:
        return amount, None
    if rate is None or rate <= 0:
        raise RateMissingError(
            _("The payment is in %(given)s and the document in %(wanted)s: a rate is needed.")
            % {"given": payment.currency, "wanted": receivable.currency}
        )
    return max((amount * rate).quantize(CENT, ROUND_HALF_UP), CENT), rate


@transaction.atomic
def reverse_allocation(*, allocation_id: int, actor: User | None) -> Allocation:
    """Take a payment off a document; the money is free again. Raises AlreadyReversedError."""
    row = Allocation.objects.only("payment").get(pk=allocation_id)
    locked_payment(row.payment_id)
    allocation = Allocation.objects.get(pk=allocation_id)
    if allocation.reverses_id or Allocation.objects.filter(reverses=allocation).exists():
        raise AlreadyReversedError(_("This payment was taken off the document already."))
    return Allocation.objects.create(
        payment_id=allocation.payment_id,
        receivable_id=allocation.receivable_id,
        amount=-allocation.amount,
        paid=-allocation.paid,
        rate=allocation.rate,
        reverses=allocation,
        made_by=actor,
    )


def standing(payment_or_receivable: Payment | Receivable) -> list[Allocation]:
    """Its allocations that were not taken back, the newest first."""
    rows = payment_or_receivable.allocations.filter(reverses=None, reversed_by=None)
    return list(rows.order_by("-pk"))


def release(receivable: Receivable, too_much: Decimal, actor: User | None) -> None:
    """Take this much, in the document's currency, off a document; under the account's lock."""
    for allocation in standing(receivable):
        if too_much <= 0:
            return
        reverse_allocation(allocation_id=allocation.pk, actor=actor)
        kept = allocation.amount - too_much
        if kept > 0:
            allocate(
                payment_id=allocation.payment_id,
                receivable_id=receivable.pk,
                amount=kept,
                rate=allocation.rate,
                actor=actor,
            )
        too_much -= allocation.amount


@transaction.atomic
def reverse_payment(*, payment_id: int, actor: User | None, reason: str) -> Payment:
    """Take a payment or a refund back by its opposite; what it paid for is owed again.

    Raises AlreadyReversedError, and PaymentError while a part of it stands refunded.
    """
    payment = locked_payment(payment_id)
    if payment.reverses_id is not None:
        raise AlreadyReversedError(
            _("This row is itself a reversal. Record the payment anew instead.")
        )
    if Payment.objects.filter(reverses=payment).exists():
        raise AlreadyReversedError(_("This payment is reversed already."))
    if payment.sent_back:
        raise PaymentError(_("A part of this payment was paid back. Reverse the refund first."))
    if payment.kind == PaymentKind.REFUND:
        money = Payment.objects.with_free().get(pk=payment.refund_of_id)
        if Payment.objects.filter(reverses=money).exists():
            raise PaymentError(_("The payment that was paid back is itself reversed."))
    for allocation in standing(payment):
        reverse_allocation(allocation_id=allocation.pk, actor=actor)
    return Payment.objects.create(
        organisation=payment.organisation,
        kind=payment.kind,
        amount=-payment.amount,
        currency=payment.currency,
        received_on=timezone.localdate(),
        method=payment.method,
        bank_reference=payment.bank_reference,
        payer_name=payment.payer_name,
        payer_iban=payment.payer_iban,
        note=reason[:250],
        reverses=payment,
        refund_of=payment.refund_of,
        submission_key=uuid.uuid4(),
        recorded_by=actor,
    )


@transaction.atomic
def write_refund(
    *,
    payment_id: int,
    amount: Decimal,
    paid_on: dt.date,
    submission_key: uuid.UUID,
    actor: User | None,
    bank_reference: str = "",
    note: str = "",
) -> tuple[Payment, bool]:
    """Free money of a payment went back to the organisation. Raises PaymentError."""
    payment = locked_payment(payment_id)
    first = Payment.objects.filter(submission_key=submission_key).first()
    if first is not None:
        return first, False
    check_amount(amount)
    if paid_on > timezone.localdate() or paid_on < payment.received_on:
        raise PaymentError(_("Money is paid back after it came in, and not on a day to come."))
    if amount > payment.free:
        raise PaymentError(
            _("Of this payment %(free)s %(currency)s are free, which is less than that.")
            % {"free": payment.free, "currency": payment.currency}
        )
    refund = Payment.objects.create(
        organisation=payment.organisation,
        kind=PaymentKind.REFUND,
        amount=-amount,
        currency=payment.currency,
        received_on=paid_on,
        bank_reference=bank_reference[:80],
        payer_name=payment.payer_name,
        payer_iban=payment.payer_iban,
        note=note[:250],
        refund_of=payment,
        submission_key=submission_key,
        recorded_by=actor,
    )
    return refund, True
