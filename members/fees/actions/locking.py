from decimal import Decimal

from members.fees.models import FeeNotice
from members.organisations.models import Membership


def locked(notice_id: int, *, with_membership: bool = False) -> FeeNotice:
    """The notice under its lock; its membership before it, where that may move too."""
    if with_membership:
        membership_id = FeeNotice.objects.values_list("membership_id", flat=True).get(pk=notice_id)
        Membership.objects.select_for_update(no_key=True).get(pk=membership_id)
    return (
        FeeNotice.objects.select_for_update(of=["self"], no_key=True)
        .select_related("membership", "organisation")
        .get(pk=notice_id)
    )


def balance_of(notice: FeeNotice) -> Decimal:
    return FeeNotice.objects.with_balance().values_list("balance", flat=True).get(pk=notice.pk)
