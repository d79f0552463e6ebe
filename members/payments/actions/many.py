"""Many payments at once, as a bank statement brings them: the rules of `record_payment`, with a
handful of statements to the database instead of forty for each.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history.models import HistoryEvent, Unnamed
from cluster_portal.toolkit.templatetags.portal import money
from members.fees import actions as fees
from members.ledger.errors import AllocationError, PaymentError
from members.ledger.models import (
    LARGEST,
    Allocation,
    LedgerEvent,
    Payment,
    PaymentMethod,
    Receivable,
)
from members.organisations.models import Membership, MembershipStatus, Organisation
from members.payments.actions import claims
from members.payments.actions.money import CENT
from members.payments.models import ClaimStatus, PaymentClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """As `record_payment` takes it; `shares` are receivables and sums in their currency."""

    organisation_id: int
    amount: Decimal
    currency: str
    received_on: dt.date
    submission_key: uuid.UUID
    bank_reference: str = ""
    payer_name: str = ""
    payer_iban: str = ""
    note: str = ""
    shares: tuple[tuple[int, Decimal], ...] = ()
    rate: Decimal | None = None


@transaction.atomic
def record_many(incoming: Sequence[Incoming]) -> list[Payment]:
    """For the portal's own jobs: all of them or none, in their order. The caller has them told.

    Raises PaymentError and AllocationError, for a key that was used before as well.
    """
    touched = sorted({one.organisation_id for one in incoming})
    list(Organisation.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk"))
    _check(incoming)
    payments = Payment.objects.bulk_create(
        Payment(
            organisation_id=one.organisation_id,
            amount=one.amount,
            currency=one.currency,
            received_on=one.received_on,
            method=PaymentMethod.BANK,
            bank_reference=one.bank_reference[:80],
            payer_name=one.payer_name[:200],
            payer_iban=one.payer_iban[:34],
            note=one.note[:250],
            submission_key=one.submission_key,
        )
        for one in incoming
    )
    pairs = list(zip(incoming, payments, strict=True))
    receivables = _receivables(incoming)
    allocations = Allocation.objects.bulk_create(
        _allocation(payment, receivables[pk], amount, one.rate)
        for one, payment in pairs
        for pk, amount in one.shares
    )
    HistoryEvent.objects.bulk_create(
        [*(_paid(payment) for payment in payments), *(_allocated(row) for row in allocations)]
    )
    _follow_up(touched)
    return payments


def _check(incoming: Sequence[Incoming]) -> None:
    today = timezone.localdate()
    for one in incoming:
        if not 0 < one.amount <= LARGEST or one.amount != round(one.amount, 2):
            raise PaymentError(_("Write an amount above zero, with two decimals at most."))
        if one.received_on > today:
            raise PaymentError(_("A payment cannot have come in on a day to come."))
    keys = [one.submission_key for one in incoming]
    if len(set(keys)) < len(keys) or Payment.objects.filter(submission_key__in=keys).exists():
        raise PaymentError(_("One of these payments was recorded before."))


def _receivables(incoming: Sequence[Incoming]) -> dict[int, Receivable]:
    """Each with its balance; refuses shares that are more than is owed, or another's."""
    wanted = {pk for one in incoming for pk, _amount in one.shares}
    found = Receivable.objects.with_balance().in_bulk(wanted)
    left = {pk: receivable.balance for pk, receivable in found.items()}
    for one in incoming:
        for pk, amount in one.shares:
            if pk not in found or found[pk].organisation_id != one.organisation_id:
                raise AllocationError(_("This document belongs to another organisation."))
            if not 0 < amount <= left[pk]:
                raise AllocationError(
                    _("%(number)s does not owe so much any more.") % {"number": found[pk].number}
                )
            left[pk] -= amount
    return found


def _allocation(
    payment: Payment, receivable: Receivable, amount: Decimal, rate: Decimal | None
) -> Allocation:
    is_same = payment.currency == receivable.currency
    if not is_same and not rate:
        raise AllocationError(_("A rate is needed between two currencies."))
    paid = amount if is_same else max((amount * rate).quantize(CENT, ROUND_HALF_UP), CENT)  # type: ignore[operator]  # asked just above
    return Allocation(
        payment=payment,
        receivable=receivable,
        amount=amount,
        paid=paid,
        rate=None if is_same else rate,
    )


def _paid(payment: Payment) -> HistoryEvent:
    return HistoryEvent(
        subject_type=ContentType.objects.get_for_model(Payment),
        subject_id=payment.pk,
        subject_label=str(payment)[:200],
        kind=LedgerEvent.PAID.value,
        actor_label=Unnamed.PORTAL,
        office_note=payment.note,
        changes={
            "payment": ["", f"{payment.amount} {payment.currency}"],
            "received_on": ["", payment.received_on.isoformat()],
        },
    )


def _allocated(row: Allocation) -> HistoryEvent:
    said = {
        "amount": money(row.amount, row.receivable.currency),
        "day": formats.date_format(row.payment.received_on, "SHORT_DATE_FORMAT"),
    }
    return HistoryEvent(
        subject_type=ContentType.objects.get_for_model(Receivable),
        subject_id=row.receivable_id,
        subject_label=str(row.receivable)[:200],
        kind=LedgerEvent.ALLOCATED.value,
        actor_label=Unnamed.PORTAL,
        reason=_("%(amount)s of the payment of %(day)s") % said,
    )


def _follow_up(organisation_ids: list[int]) -> None:
    """Only where something waits for money: a membership, a claim."""
    waiting = Membership.objects.filter(
        organisation__in=organisation_ids, status=MembershipStatus.AWAITING_PAYMENT
    )
    for pk in set(waiting.values_list("organisation_id", flat=True)):
        fees.note_settled(organisation_id=pk, actor=None)
    claimed = PaymentClaim.objects.filter(
        status=ClaimStatus.OPEN, receivable__organisation__in=organisation_ids
    )
    for pk in set(claimed.values_list("receivable__organisation_id", flat=True)):
        claims.confirm_settled(organisation_id=pk, actor=None)
