from members.fees.models import FeeNotice
from members.ledger import actions as ledger


def locked(notice_id: int) -> FeeNotice:
    """The notice with its balance, under the lock of its organisation's account."""
    organisation_id = FeeNotice.objects.values_list("organisation_id", flat=True).get(pk=notice_id)
    ledger.lock_account(organisation_id)
    FeeNotice.objects.select_for_update(no_key=True).get(pk=notice_id)
    rows = FeeNotice.objects.with_balance().select_related("membership", "organisation")
    return rows.get(pk=notice_id)
