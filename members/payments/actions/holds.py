"""The office holds the reminders of an organisation for a while."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.ledger import actions as ledger
from members.payments import policies
from members.payments.errors import HoldError
from members.payments.models import PaymentEvent, ReminderHold

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def hold_reminders(
    *, organisation_id: int, until_on: dt.date, reason: str, actor: User
) -> ReminderHold:
    """From today to a day, both included; a longer hold is asked for again. Raises HoldError."""
    if not policies.can_hold(actor):
        raise NotAllowedError
    organisation = ledger.lock_account(organisation_id)
    today = timezone.localdate()
    if not today <= until_on <= today + LONGEST:
        raise HoldError(_("A hold ends today at the earliest, and within a year."))
    if organisation.reminder_holds.in_force(today).exists():
        raise HoldError(_("This organisation's reminders are held already. End that hold first."))
    hold = ReminderHold.objects.create(
        organisation=organisation, from_on=today, until_on=until_on, reason=reason, made_by=actor
    )
    history.record(
        subject=organisation,
        kind=PaymentEvent.HELD,
        actor=actor,
        reason=reason,
        changes={"until": ["", until_on.isoformat()]},
        is_internal=True,
    )
    return hold


@transaction.atomic
def end_hold(*, hold_id: int, actor: User) -> ReminderHold:
    """Reminders go on from tomorrow on; a hold that is over stays as it was."""
    if not policies.can_hold(actor):
        raise NotAllowedError
    hold = ReminderHold.objects.select_for_update().get(pk=hold_id)
    today = timezone.localdate()
    if hold.until_on <= today:
        raise HoldError(_("This hold ends by itself today, or is over already."))
    before, hold.until_on = hold.until_on, max(today, hold.from_on)
    hold.save(update_fields=["until_on"])
    history.record(
        subject=hold.organisation,
        kind=PaymentEvent.HOLD_ENDED,
        actor=actor,
        changes={"until": [before.isoformat(), hold.until_on.isoformat()]},
        is_internal=True,
    )
    return hold
