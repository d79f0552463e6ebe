"""What a member has chosen of what the tables offer, from a day on."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.fees.models import FeeEvent, FeeTerms
from members.organisations.models import Organisation


@transaction.atomic
def keep_choice(
    *,
    organisation_id: int,
    tier_code: str,
    plan_code: str,
    discount_code: str = "",
    valid_from: dt.date,
    decision_reference: str,
    actor: User | None,
) -> FeeTerms | None:
    """The tier, the instalment plan and the code of a discount that hold from now on; all empty
    for the plain fee, paid at once. What held before ends the day before; what the office has
    entered for this day or a later one stays. The caller answers for the right: it follows from a
    decision.
    """
    Organisation.objects.held(organisation_id)
    rows = FeeTerms.objects.filter(organisation=organisation_id)
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from)
    for row in rows.filter(still, valid_from__lt=valid_from):
        _end(row, valid_from - dt.timedelta(days=1), actor)
    later = rows.filter(valid_from__gte=valid_from).order_by("valid_from").first()
    is_taken = later is not None and later.valid_from == valid_from
    chosen = {"tier_code": tier_code, "plan_code": plan_code, "discount_code": discount_code}
    if is_taken or not any(chosen.values()):
        return None
    kept = FeeTerms.objects.create(
        organisation_id=organisation_id,
        **chosen,
        valid_from=valid_from,
        valid_until=later.valid_from - dt.timedelta(days=1) if later else None,
        decision_reference=decision_reference,
    )
    history.record(
        subject=kept,
        kind=FeeEvent.ALLOWANCE_ADDED,
        actor=actor,
        changes={name: ["", value] for name, value in chosen.items() if value},
    )
    return kept


def _end(row: FeeTerms, last: dt.date, actor: User | None) -> None:
    before = row.valid_until
    row.valid_until = last
    row.save(update_fields=["valid_until"])
    history.record(
        subject=row,
        kind=FeeEvent.ALLOWANCE_EDITED,
        actor=actor,
        changes={"valid_until": [before.isoformat() if before else "", last.isoformat()]},
    )
