"""The rule “lapsed” of standing.py in SQL, for lists."""

import datetime as dt

from django.db.models import Exists, OuterRef

from members.ledger.models import Receivable, ReceivableKind
from members.organisations.models.organisation import MembershipQuerySet
from members.payments.models import paused
from members.renewals.models import ArrearsRules


def lapsed(memberships: MembershipQuerySet, on: dt.date) -> MembershipQuerySet:
    """None while the statute sets no number of days."""
    rules = ArrearsRules.objects.in_force(on)
    if rules is None or rules.lapse_days is None:
        return memberships.none()
    limit = on - dt.timedelta(days=rules.lapse_days)
    debts = Receivable.objects.open().filter(kind=ReceivableKind.FEE_NOTICE, next_due_on__lt=limit)
    resting = paused(Receivable.objects.all(), on)
    owed = debts.exclude(pk__in=resting.values("pk")).filter(fee_notice__membership=OuterRef("pk"))
    begun = memberships.filter(started_on__lte=on)
    return begun.filter(Exists(owed)).select_related("organisation")
