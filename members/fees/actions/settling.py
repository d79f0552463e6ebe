"""What follows when the dues of a member are settled."""

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from members.accounts.models import User
from members.fees.models import FeeNotice, FeeNoticeStatus
from members.ledger.models import Allocation, Instalment
from members.organisations import actions as organisations
from members.organisations.models import Membership, MembershipStatus


@transaction.atomic
def note_settled(*, organisation_id: int, actor: User | None) -> None:
    """A membership that waits for its first fee begins, on the day the sum was complete; where it
    is paid in instalments, the first one.

    Call it in the transaction that set money against documents of the organisation; safe to call
    when nothing was settled.
    """
    waiting = Membership.objects.filter(
        organisation=organisation_id, status=MembershipStatus.AWAITING_PAYMENT
    )
    first_part = Instalment.objects.filter(
        receivable=OuterRef("receivable"),
        number=1,
        running_total__lte=OuterRef("paid") + OuterRef("credited"),
    )
    notices = FeeNotice.objects.with_balance().filter(
        Exists(first_part), membership__in=waiting, status=FeeNoticeStatus.ISSUED
    )
    notice = notices.order_by("fee_year").first()
    if notice is None:
        return
    counted = Allocation.objects.filter(
        receivable=notice.receivable_id, reverses=None, reversed_by=None
    )
    complete_on = counted.aggregate(day=Max("payment__received_on"))["day"]
    organisations.activate(
        membership_id=notice.membership_id,
        started_on=complete_on,
        actor=actor,
        reason=_("Fee notice %(number)s is paid.") % {"number": notice.number},
    )
