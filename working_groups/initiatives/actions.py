import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from working_groups.initiatives import policies
from working_groups.initiatives.errors import InitiativeDatesError, ReasonMissingError
from working_groups.initiatives.models import (
    INITIATIVE_MOVES,
    OVER,
    Initiative,
    InitiativeEvent,
    InitiativeStatus,
)

DECISIONS = (InitiativeStatus.APPROVED, InitiativeStatus.DECLINED)


@transaction.atomic
def change_initiative_status(
    *,
    initiative_id: int,
    target: InitiativeStatus,
    actor: User,
    on: dt.date | None = None,
    reason: str = "",
    decision_reference: str = "",
) -> Initiative:
    """One step of the table of moves, kept with its day (today when none is given).

    Raises ReasonMissingError when it is declined without a reason, InitiativeDatesError when the
    days would run backwards.
    """
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative_id)
    if not policies.can_move(actor):
        raise NotAllowedError
    before = InitiativeStatus(initiative.status)
    check_move(INITIATIVE_MOVES, before, target, _("This initiative"))
    if target == InitiativeStatus.DECLINED and not reason.strip():
        raise ReasonMissingError(_("Please say why: whoever brought the initiative reads it."))
    day = on or timezone.localdate()
    initiative.status = target
    if target in DECISIONS:
        initiative.decided_on = day
        initiative.decision_reference = decision_reference or initiative.decision_reference
    if target == InitiativeStatus.IN_PROGRESS:
        initiative.started_on = day
    if target in OVER:
        initiative.ended_on = day
    _check_days(initiative)
    initiative.save(
        update_fields=["status", "decided_on", "decision_reference", "started_on", "ended_on"]
    )
    history.record(
        subject=initiative,
        kind=InitiativeEvent[target.name],
        actor=actor,
        reason=reason,
        changes={"status": [before.value, target.value]},
    )
    return initiative


def _check_days(initiative: Initiative) -> None:
    known = [
        day
        for day in (
            initiative.proposed_on,
            initiative.decided_on,
            initiative.started_on,
            initiative.ended_on,
        )
        if day
    ]
    if known != sorted(known):
        raise InitiativeDatesError(
            _("An initiative is proposed, decided, begun and ended in this order: mend the day.")
        )
