"""One reminder for each instalment and level, however often the job runs."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.ledger import actions as ledger
from members.renewals import notifications, policies
from members.renewals.models import Reminder, ReminderOutcome, RenewalEvent
from members.renewals.reminding import Due, due_reminders, still_due


def send_due_reminders(on: dt.date | None = None) -> int:
    """Each in a transaction of its own: what was sent stays sent when the worker is stopped."""
    day = on or timezone.localdate()
    return sum(remind(due=due, on=day) is not None for due in due_reminders(day))


@transaction.atomic
def remind(*, due: Due, on: dt.date) -> Reminder | None:
    """None when it is no longer due: paid in the meantime, paused, or sent by another worker."""
    ledger.lock_account(due.instalment.receivable.organisation_id)
    if not still_due(due, on):
        return None
    mails = 0 if due.level.is_task else notifications.reminder(due)
    outcome = ReminderOutcome.TASK if due.level.is_task else ReminderOutcome.SENT
    if not due.level.is_task and not mails:
        outcome = ReminderOutcome.NOBODY
    reminder = Reminder.objects.create(
        instalment=due.instalment, level=due.level, on=on, outcome=outcome, mails=mails
    )
    history.record(
        subject=due.instalment.receivable,
        kind=RenewalEvent.REMINDED,
        reason=due.level.subject if not due.level.is_task else "",
        office_note=str(ReminderOutcome(outcome).label),
        is_internal=outcome != ReminderOutcome.SENT,
    )
    return reminder


@transaction.atomic
def finish_task(*, reminder_id: int, actor: User, note: str) -> Reminder:
    """The office has called, agreed or brought it to the Board."""
    if not policies.can_do_tasks(actor):
        raise NotAllowedError
    reminder = Reminder.objects.select_for_update().get(pk=reminder_id)
    if reminder.outcome not in {ReminderOutcome.TASK, ReminderOutcome.NOBODY}:
        raise IllegalTransitionError(_("There is nothing left to do here."))
    reminder.outcome, reminder.note = ReminderOutcome.DONE, note
    reminder.save(update_fields=["outcome", "note"])
    return reminder
