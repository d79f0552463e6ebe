"""What will happen to an organisation by itself, if nobody pays and nobody decides: changes of
its standing, letters, and days on which rights rest or wake. Reckoned with the very functions that
the jobs use, so that the answer and the deed cannot differ.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.ledger.models import Receivable
from members.organisations.models import Organisation
from members.payments.models import paused
from members.renewals.models import Reminder, ReminderLevel
from members.renewals.reminding import first_uncovered, level_for
from members.renewals.standing import Standing, facts_of, newest_membership, standing

FARTHEST = 400  # days


class EventKind(TextChoices):
    STATE = "state", gettext_lazy("state")
    MAIL = "mail", gettext_lazy("mail")
    TASK = "task", gettext_lazy("task of the office")


@dataclass(frozen=True)
class Event:
    on: dt.date
    kind: EventKind
    what: str


@dataclass(frozen=True)
class Forecast:
    """How it stands on the first day, and what follows until the last."""

    first: dt.date
    last: dt.date
    now: Standing
    events: tuple[Event, ...]


def forecast(organisation: Organisation, first: dt.date, days: int) -> Forecast:
    """`days` after `first`, 400 at most. What is due on `first` itself and was not done yet counts
    as the first day's.
    """
    days = max(0, min(days, FARTHEST))
    last = first + dt.timedelta(days=days)
    calendar = [first + dt.timedelta(days=number) for number in range(days + 1)]
    states = _states(organisation, calendar)
    events = [*_changes(states), *_reminders(organisation, calendar)]
    events.sort(key=lambda event: (event.on, event.kind))
    return Forecast(first, last, states[0], tuple(events))


def _states(organisation: Organisation, calendar: list[dt.date]) -> list[Standing]:
    membership = newest_membership(organisation)
    facts = facts_of(membership, calendar[0])
    debts = Receivable.objects.filter(organisation=organisation, number=facts.number)
    may_pause = facts.is_paused or organisation.reminder_holds.exists()
    return [
        standing(replace(facts, is_paused=paused(debts, on).exists()) if may_pause else facts, on)
        for on in calendar
    ]


def _changes(states: list[Standing]) -> list[Event]:
    found = []
    for before, after in itertools.pairwise(states):
        if after.word != before.word:
            words = {"before": before.word.label, "after": after.word.label, "why": after.because}
            what = _("“%(before)s” becomes “%(after)s”: %(why)s") % words
            found.append(Event(after.on, EventKind.STATE, what))
    return found


def _reminders(organisation: Organisation, calendar: list[dt.date]) -> list[Event]:
    levels = list(ReminderLevel.objects.filter(is_active=True).order_by("days"))
    debts = Receivable.objects.open().filter(organisation=organisation)
    instalments = list(first_uncovered(debts))
    taken: dict[int, set[int]] = {instalment.pk: set() for instalment in instalments}
    pairs = Reminder.objects.filter(instalment__in=instalments)
    for key, level_id in pairs.values_list("instalment", "level"):
        taken[key].add(level_id)
    found = []
    for on in calendar:
        resting = set(paused(debts, on).values_list("pk", flat=True)) if instalments else set()
        for instalment in instalments:
            if instalment.receivable_id in resting:
                continue
            level = level_for(instalment, levels, taken[instalment.pk], on)
            if level is None:
                continue
            taken[instalment.pk].add(level.pk)
            kind = EventKind.TASK if level.is_task else EventKind.MAIL
            number = instalment.receivable.number
            what = _("%(number)s: “%(subject)s”") % {"number": number, "subject": level.subject}
            found.append(Event(on, kind, what))
    return found
