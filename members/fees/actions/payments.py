import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.fees import notifications, policies
from members.fees.actions.locking import balance_of, locked
from members.fees.errors import AlreadyReversedError, PaymentError
from members.fees.models import FeeEvent, FeeNotice, FeeNoticeStatus, Payment, PaymentMethod
from members.organisations import actions as organisations
from members.organisations.models import MembershipStatus

LARGEST = Decimal("9999999999.99")


@transaction.atomic
def record_payment(
    *,
    notice_id: int,
    amount: Decimal,
    received_on: dt.date,
    submission_key: uuid.UUID,
    actor: User | None,
    method: str = PaymentMethod.BANK,
    bank_reference: str = "",
    note: str = "",
    currency: str = "",
    is_told: bool = True,
) -> Payment:
    """Money came in. The same `submission_key` gives the first payment back: a double click is one.

    More than is owed is taken as well, since the money is there. When the first notice is settled
    a membership that waits for it begins, on the day the sum was complete. `actor` is None only
    for the portal's own jobs. Raises PaymentError.
    """
    if actor is not None and not policies.can_record_payment(actor):
        raise NotAllowedError
    notice = locked(notice_id, with_membership=True)
    first = Payment.objects.filter(submission_key=submission_key).first()
    if first is not None:
        if first.notice_id != notice.pk:
            raise PaymentError(_("This form was sent for another notice. Please open it anew."))
        return first
    _check_payment(notice, amount, received_on, currency)
    payment = Payment.objects.create(
        notice=notice,
        amount=amount,
        currency=notice.currency,
        received_on=received_on,
        method=PaymentMethod(method),
        bank_reference=bank_reference,
        note=note,
        submission_key=submission_key,
        recorded_by=actor,
    )
    _record(payment, FeeEvent.PAID, actor, office_note=note)
    if is_told:
        notifications.payment_received(payment, balance=balance_of(notice))
    _begin_membership_if_settled(notice, actor)
    return payment


def _check_payment(notice: FeeNotice, amount: Decimal, received_on: dt.date, currency: str) -> None:
    if notice.status == FeeNoticeStatus.CANCELLED:
        raise PaymentError(
            _("This notice is cancelled. Record the payment on the one that replaced it.")
        )
    if currency and currency != notice.currency:
        raise PaymentError(
            _("The notice is in %(wanted)s, the payment in %(given)s.")
            % {"wanted": notice.currency, "given": currency}
        )
    if not 0 < amount <= LARGEST or amount != round(amount, 2):
        raise PaymentError(_("Write an amount above zero, with two decimals at most."))
    if received_on > timezone.localdate():
        raise PaymentError(_("A payment cannot have come in on a day to come."))


def _begin_membership_if_settled(notice: FeeNotice, actor: User | None) -> None:
    membership = notice.membership
    if membership.status != MembershipStatus.AWAITING_PAYMENT or balance_of(notice) > 0:
        return
    counted = notice.payments.filter(reverses__isnull=True, reversed_by__isnull=True)
    complete_on = counted.aggregate(day=Max("received_on"))["day"]
    organisations.activate(
        membership_id=membership.pk,
        started_on=complete_on,
        actor=actor,
        reason=_("Fee notice %(number)s is paid.") % {"number": notice.number},
    )


@transaction.atomic
def reverse_payment(*, payment_id: int, actor: User, reason: str) -> Payment:
    """Take a payment back by its opposite. A membership that began with it stays as it is: what
    follows for the member is for the office to decide. Raises AlreadyReversedError.
    """
    if not policies.can_reverse_payment(actor):
        raise NotAllowedError
    payment = Payment.objects.get(pk=payment_id)
    notice = locked(payment.notice_id)
    if payment.reverses_id is not None:
        raise AlreadyReversedError(
            _("This row is itself a reversal. Record the payment anew instead.")
        )
    if Payment.objects.filter(reverses=payment).exists():
        raise AlreadyReversedError(_("This payment is reversed already."))
    opposite = Payment.objects.create(
        notice=notice,
        amount=-payment.amount,
        currency=payment.currency,
        received_on=timezone.localdate(),
        method=payment.method,
        bank_reference=payment.bank_reference,
        note=reason[:250],
        reverses=payment,
        submission_key=uuid.uuid4(),
        recorded_by=actor,
    )
    _record(opposite, FeeEvent.REVERSED, actor, reason=reason)
    return opposite


def _record(
    payment: Payment,
    kind: FeeEvent,
    actor: User | None,
    *,
    reason: str = "",
    office_note: str = "",
) -> None:
    amount = formats.number_format(payment.amount, decimal_pos=2, force_grouping=True)
    sum_in_words = f"{amount} {payment.currency}"
    history.record(
        subject=payment.notice,
        kind=kind,
        actor=actor,
        reason=f"{sum_in_words}: {reason}" if reason else sum_in_words,
        office_note=office_note,
        changes={
            "payment": ["", f"{payment.amount} {payment.currency}"],
            "received_on": ["", payment.received_on.isoformat()],
        },
    )
