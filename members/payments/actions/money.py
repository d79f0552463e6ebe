"""Money that people and importers post: with their right, what follows of it, and its letters."""

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.templatetags.portal import money
from members.accounts.models import User
from members.fees import actions as fees
from members.ledger import actions as ledger
from members.ledger import policies as rights
from members.ledger.errors import AllocationError
from members.ledger.models import (
    Allocation,
    Credit,
    CreditKind,
    LedgerEvent,
    Payment,
    PaymentMethod,
    Receivable,
)
from members.payments import notifications, policies
from members.payments.actions import claims

CENT = Decimal("0.01")


@transaction.atomic
def record_payment(
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
    allocations: Sequence[tuple[int, Decimal]] | None = None,
    rate: Decimal | None = None,
    is_told: bool = True,
) -> Payment:
    """Money came in. The same `submission_key` gives the first payment back: a double click is one.

    `allocations` are receivables and sums in their currency; None sets it against what is due
    first in the payment's currency. What is left is the organisation's credit. `rate` is needed
    where a document has another currency. A membership that waits for its first fee begins when
    that is settled. `actor` is None only for the portal's own jobs. Raises PaymentError,
    AllocationError and RateMissingError; then nothing is kept.
    """
    if actor is not None and not rights.can_record_payment(actor):
        raise NotAllowedError
    payment, is_new = ledger.write_payment(
        organisation_id=organisation_id,
        amount=amount,
        currency=currency,
        received_on=received_on,
        submission_key=submission_key,
        actor=actor,
        method=method,
        bank_reference=bank_reference,
        payer_name=payer_name,
        payer_iban=payer_iban,
        note=note,
    )
    if not is_new:
        return payment
    history.record(
        subject=payment,
        kind=LedgerEvent.PAID,
        actor=actor,
        office_note=note,
        changes={
            "payment": ["", f"{payment.amount} {payment.currency}"],
            "received_on": ["", payment.received_on.isoformat()],
        },
    )
    made = (
        _spread(payment, actor)
        if allocations is None
        else [_set(payment, key, part, actor, rate) for key, part in allocations]
    )
    _follow_up(organisation_id, actor)
    if is_told:
        notifications.payment_received(payment, made)
    return payment


def _set(
    payment: Payment,
    receivable_id: int,
    amount: Decimal,
    actor: User | None,
    rate: Decimal | None = None,
) -> Allocation:
    allocation = ledger.allocate(
        payment_id=payment.pk, receivable_id=receivable_id, amount=amount, actor=actor, rate=rate
    )
    history.record(
        subject=allocation.receivable,
        kind=LedgerEvent.ALLOCATED,
        actor=actor,
        reason=_("%(amount)s of the payment of %(day)s")
        % {
            "amount": money(allocation.amount, allocation.receivable.currency),
            "day": formats.date_format(payment.received_on, "SHORT_DATE_FORMAT"),
        },
    )
    return allocation


def _spread(payment: Payment, actor: User | None) -> list[Allocation]:
    """Against what is due first, in the payment's own currency."""
    free = Payment.objects.with_free().get(pk=payment.pk).free
    owed = Receivable.objects.open().filter(
        organisation=payment.organisation_id, currency=payment.currency
    )
    made = []
    for receivable in owed.order_by("next_due_on", "pk"):
        if free <= 0:
            break
        part = min(free, receivable.balance)
        made.append(_set(payment, receivable.pk, part, actor))
        free -= part
    return made


def _follow_up(organisation_id: int, actor: User | None) -> None:
    fees.note_settled(organisation_id=organisation_id, actor=actor)
    claims.confirm_settled(organisation_id=organisation_id, actor=actor)


@transaction.atomic
def use_credit(*, organisation_id: int, actor: User | None) -> list[Allocation]:
    """Set the organisation's free money against what is due first in the same currency."""
    if actor is not None and not rights.can_record_payment(actor):
        raise NotAllowedError
    ledger.lock_account(organisation_id)
    left = Payment.objects.with_money_left().filter(organisation=organisation_id)
    made = [one for payment in list(left) for one in _spread(payment, actor)]
    _follow_up(organisation_id, actor)
    return made


@transaction.atomic
def allocate(
    *,
    payment_id: int,
    receivable_id: int,
    amount: Decimal,
    actor: User,
    rate: Decimal | None = None,
) -> Allocation:
    """Set free money of a payment against a document. Raises AllocationError, RateMissingError."""
    if not rights.can_record_payment(actor):
        raise NotAllowedError
    payment = Payment.objects.get(pk=payment_id)
    allocation = _set(payment, receivable_id, amount, actor, rate)
    _follow_up(payment.organisation_id, actor)
    return allocation


def most_for(payment: Payment, receivable: Receivable, rate: Decimal | None = None) -> Decimal:
    """What can be set at most, in the document's currency; both read with their balances."""
    if payment.currency == receivable.currency:
        return min(payment.free, receivable.balance)
    if not rate:
        raise AllocationError(_("A rate is needed between two currencies."))
    free = (payment.free / rate).quantize(CENT, ROUND_DOWN)
    return min(free, receivable.balance)


@transaction.atomic
def reverse_allocation(*, allocation_id: int, actor: User, reason: str) -> Allocation:
    """Take a payment off a document: the document is owed again, the money is free again."""
    if not rights.can_reverse_payment(actor):
        raise NotAllowedError
    opposite = ledger.reverse_allocation(allocation_id=allocation_id, actor=actor)
    history.record(
        subject=opposite.receivable, kind=LedgerEvent.RELEASED, actor=actor, reason=reason
    )
    return opposite


@transaction.atomic
def reverse_payment(*, payment_id: int, actor: User | None, reason: str) -> Payment:
    """Take a payment or a refund back by its opposite; what it paid for is owed again. A
    membership that began with it stays as it is: what follows for the member is for the office to
    decide. `actor` is None only for the portal's own jobs. Raises AlreadyReversedError and
    PaymentError.
    """
    if actor is not None and not rights.can_reverse_payment(actor):
        raise NotAllowedError
    touched = [row.receivable for row in ledger.standing(Payment.objects.get(pk=payment_id))]
    opposite = ledger.reverse_payment(payment_id=payment_id, actor=actor, reason=reason)
    for subject in (Payment.objects.get(pk=payment_id), *touched):
        history.record(subject=subject, kind=LedgerEvent.REVERSED, actor=actor, reason=reason)
    return opposite


@transaction.atomic
def refund(
    *,
    payment_id: int,
    amount: Decimal,
    paid_on: dt.date,
    submission_key: uuid.UUID,
    actor: User | None,
    bank_reference: str = "",
    note: str = "",
    is_told: bool = True,
) -> Payment:
    """Free money of a payment went back. Raises PaymentError."""
    if actor is not None and not rights.can_refund(actor):
        raise NotAllowedError
    row, is_new = ledger.write_refund(
        payment_id=payment_id,
        amount=amount,
        paid_on=paid_on,
        submission_key=submission_key,
        actor=actor,
        bank_reference=bank_reference,
        note=note,
    )
    if is_new:
        history.record(
            subject=Payment.objects.get(pk=payment_id),
            kind=LedgerEvent.REFUNDED,
            actor=actor,
            reason=money(amount, row.currency),
            office_note=note,
        )
        if is_told:
            notifications.refunded(row)
    return row


@transaction.atomic
def write_off(*, receivable_id: int, amount: Decimal, actor: User, reason: str) -> Credit:
    """Give up what is still owed of a document, in whole or in part. Raises CreditError."""
    if not policies.can_write_off(actor):
        raise NotAllowedError
    receivable = ledger.locked_receivable(receivable_id)
    if amount > receivable.balance:
        raise AllocationError(
            _("Only what is still owed can be given up: %(balance)s.")
            % {"balance": money(receivable.balance, receivable.currency)}
        )
    credit = ledger.add_credit(
        receivable_id=receivable_id,
        kind=CreditKind.WRITE_OFF,
        amount=amount,
        issued_on=timezone.localdate(),
        reason=reason,
        actor=actor,
    )
    history.record(
        subject=receivable,
        kind=LedgerEvent.CREDITED,
        actor=actor,
        reason=f"{money(amount, receivable.currency)}: {reason}",
    )
    _follow_up(receivable.organisation_id, actor)
    return credit
