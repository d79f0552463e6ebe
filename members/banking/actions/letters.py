"""The members hear of payments that an import found: after it, one by one, each once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from members.banking.models import LinePosting
from members.ledger.models import Allocation, PaymentKind
from members.payments import notifications

OLD_NEWS = dt.timedelta(days=45)  # who imports the past writes to nobody about it


def tell_of_file(*, file_id: int) -> int:
    """Gives how many were told. Safe to run twice."""
    untold = LinePosting.objects.filter(line__file=file_id, told_at=None)
    return sum(_tell(pk) for pk in list(untold.values_list("pk", flat=True)))


@transaction.atomic
def _tell(posting_id: int) -> bool:
    posting = (
        LinePosting.objects.select_for_update(of=["self"], skip_locked=True)
        .select_related("payment__organisation")
        .filter(pk=posting_id, told_at=None)
        .first()
    )
    if posting is None:
        return False
    posting.told_at = timezone.now()
    posting.save(update_fields=["told_at"])
    payment = posting.payment
    is_news = payment.received_on >= timezone.localdate() - OLD_NEWS
    if posting.undone_at or not is_news or payment.reverses_id is not None:
        return False
    if payment.kind == PaymentKind.REFUND:
        notifications.refunded(payment)
    else:
        made = Allocation.objects.filter(payment=payment, reverses=None, reversed_by=None)
        notifications.payment_received(payment, list(made))
    return True
