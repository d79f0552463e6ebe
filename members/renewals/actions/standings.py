"""What the rules of arrears lead to is carried out: rights rest, and wake when all is paid."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members.organisations import actions as organisations
from members.organisations.models import Membership, MembershipStatus
from members.renewals.models import RuleSuspension
from members.renewals.standing import Word, facts_of, standing


def carry_out_standings(on: dt.date | None = None) -> int:
    """Of every membership that may move; each in its own transaction, safe to run twice."""
    day = on or timezone.localdate()
    movable = Membership.objects.filter(
        Q(status=MembershipStatus.ACTIVE)
        | Q(status=MembershipStatus.SUSPENDED, rule_suspensions__ended_on__isnull=True,
            rule_suspensions__isnull=False)
    )  # fmt: skip
    late = movable.filter(fee_notices__receivable__instalments__due_on__lt=day)
    resting = movable.exclude(status=MembershipStatus.ACTIVE)
    keys = {*late.values_list("pk", flat=True), *resting.values_list("pk", flat=True)}
    return sum(carry_out(membership_id=key, on=day) for key in sorted(keys))


@transaction.atomic
def carry_out(*, membership_id: int, on: dt.date) -> bool:
    """Suspend or wake one membership as its standing says; True when it moved."""
    membership = Membership.objects.select_for_update(of=["self"]).get(pk=membership_id)
    found = standing(facts_of(membership, on), on)
    by_rule = RuleSuspension.objects.filter(membership=membership, ended_on=None).first()
    rests = found.word in {Word.SUSPENDED, Word.LAPSED}
    if membership.status == MembershipStatus.ACTIVE and rests:
        RuleSuspension.objects.create(membership=membership, started_on=on)
        organisations.rest_for_arrears(membership_id=membership.pk, reason=found.because)
        return True
    if by_rule is None or rests:
        return False
    by_rule.ended_on = max(on, by_rule.started_on)
    by_rule.save(update_fields=["ended_on"])
    if membership.status == MembershipStatus.SUSPENDED:
        organisations.wake_after_arrears(membership_id=membership.pk, reason=found.because)
    return True
