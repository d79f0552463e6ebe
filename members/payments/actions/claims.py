"""A member says that it has paid, and what the office answers."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.ledger import actions as ledger
from members.ledger.models import Receivable
from members.payments import notifications, policies
from members.payments.errors import ClaimError
from members.payments.models import CLAIM_MOVES, ClaimStatus, PaymentClaim, PaymentEvent


@transaction.atomic
def claim_payment(
    *,
    receivable_id: int,
    amount: Decimal,
    paid_on: dt.date,
    proof: UploadedFile,
    actor: User,
    note: str = "",
) -> PaymentClaim:
    """The office looks for the payment, and nobody is reminded of the document meanwhile.

    A second one while the first is open gives the first back. Raises ClaimError.
    """
    receivable = ledger.locked_receivable(receivable_id)
    if not policies.can_claim(actor, receivable.organisation):
        raise NotAllowedError
    first = receivable.claims.filter(status=ClaimStatus.OPEN).first()
    if first is not None:
        return first
    if receivable.balance <= 0:
        raise ClaimError(_("This document is settled already: there is nothing to look for."))
    if amount <= 0 or paid_on > timezone.localdate():
        raise ClaimError(_("Write what was paid, and a day that is not to come."))
    claim = PaymentClaim(
        receivable=receivable,
        amount=amount,
        currency=receivable.currency,
        paid_on=paid_on,
        proof=proof,
        note=note,
        claimed_by=actor,
    )
    try:
        claim.clean_fields(exclude=["receivable", "claimed_by"])
    except ValidationError as error:
        raise ClaimError(" ".join(error.messages)) from error
    claim.save()
    _record(claim, PaymentEvent.CLAIMED, actor, note)
    notifications.office_has_a_claim(claim)
    return claim


@transaction.atomic
def refuse_claim(*, claim_id: int, actor: User, answer: str) -> PaymentClaim:
    """The payment was not found; reminders go on. The member is told why."""
    if not policies.can_answer_claim(actor):
        raise NotAllowedError
    claim = _move(claim_id, ClaimStatus.REFUSED, answer)
    _record(claim, PaymentEvent.CLAIM_REFUSED, actor, answer)
    notifications.claim_answered(claim)
    return claim


@transaction.atomic
def withdraw_claim(*, claim_id: int, actor: User) -> PaymentClaim:
    claim = _move(claim_id, ClaimStatus.WITHDRAWN, "")
    if not policies.can_claim(actor, claim.receivable.organisation):
        raise NotAllowedError
    _record(claim, PaymentEvent.CLAIM_WITHDRAWN, actor, "")
    return claim


def confirm_settled(*, organisation_id: int, actor: User | None) -> None:
    """Claims whose document is settled now have found their payment. Under the account's lock."""
    settled = Receivable.objects.with_balance().filter(organisation=organisation_id, balance__lte=0)
    found = PaymentClaim.objects.filter(
        status=ClaimStatus.OPEN, receivable__in=settled.values("pk")
    )
    for key in list(found.values_list("pk", flat=True)):
        claim = _move(key, ClaimStatus.CONFIRMED, "")
        _record(claim, PaymentEvent.CLAIM_CONFIRMED, actor, "")


def _move(claim_id: int, target: ClaimStatus, answer: str) -> PaymentClaim:
    claim = (
        PaymentClaim.objects.select_for_update(of=["self"])
        .select_related("receivable__organisation")
        .get(pk=claim_id)
    )
    check_move(CLAIM_MOVES, ClaimStatus(claim.status), target, _("This claim"))
    claim.status, claim.answer, claim.answered_at = target, answer, timezone.now()
    claim.save(update_fields=["status", "answer", "answered_at"])
    return claim


def _record(claim: PaymentClaim, kind: PaymentEvent, actor: User | None, reason: str) -> None:
    history.record(subject=claim.receivable, kind=kind, actor=actor, reason=reason)
