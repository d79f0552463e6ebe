"""What will happen to an organisation by itself, if nobody pays and nobody decides: changes of
its standing, letters, documents, and days on which rights rest or wake. Reckoned with the very
functions that the jobs use, so that the answer and the deed cannot differ.
"""

import datetime as dt
import itertools
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.templatetags.portal import money
from members.ledger.models import Receivable
from members.organisations.models import Membership, MembershipStatus, Organisation
from members.payments.models import paused
from members.renewals import planning
from members.renewals.models import Reminder, ReminderLevel, RenewalRun, RunStatus
from members.renewals.reminding import first_uncovered, level_for
from members.renewals.standing import (
    Dues,
    Facts,
    Standing,
    Word,
    newest_membership,
    standing,
)

FARTHEST = 400  # days


class EventKind(TextChoices):
    STATE = "state", gettext_lazy("state")
    DOCUMENT = "document", gettext_lazy("document")
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
    membership = newest_membership(organisation)
    states = _states(membership, calendar)
    events = [
        *_changes(states, membership),
        *_reminders(organisation, calendar),
        *_documents(membership, first),
    ]
    events.sort(key=lambda event: (event.on, event.kind))
    return Forecast(first, last, states[0], tuple(events))


def _states(membership: Membership | None, calendar: list[dt.date]) -> list[Standing]:
    if membership is None:
        return [standing(Facts(None), on) for on in calendar]
    dues = Dues(membership)
    return [standing(dues.facts(on), on) for on in calendar]


def _changes(states: list[Standing], membership: Membership | None) -> list[Event]:
    """With the letters of actions/standings.py, where a rule moves the membership."""
    found = []
    for before, after in itertools.pairwise(states):
        if after.word != before.word:
            words = {"before": before.word.label, "after": after.word.label, "why": after.because}
            what = _("“%(before)s” becomes “%(after)s”: %(why)s") % words
            found.append(Event(after.on, EventKind.STATE, what))
            found.extend(_letters(before, after, membership))
    return found


def _letters(before: Standing, after: Standing, membership: Membership | None) -> list[Event]:
    resting = {Word.SUSPENDED, Word.LAPSED}
    rested, rests = before.word in resting, after.word in resting
    if rests and not rested and membership and membership.status == MembershipStatus.ACTIVE:
        return [Event(after.on, EventKind.MAIL, _("The member is told that its rights rest."))]
    if rested and not rests and after.word.gives_rights:
        return [Event(after.on, EventKind.MAIL, _("The member is told that its rights are back."))]
    return []


def _documents(membership: Membership | None, first: dt.date) -> list[Event]:
    """Of a run that is under way: what it will issue as soon as the worker comes to it."""
    found = []
    for run in RenewalRun.objects.filter(status=RunStatus.ISSUING):
        waiting = planning.candidates(run.fee_year).filter(pk=membership.pk if membership else None)
        for one in waiting.exclude(renewal_items__run=run):
            planned = planning.plan_for(one, run.fee_year)
            if planned.quote is not None:
                amount = money(planned.quote.total, planned.quote.currency)
                words = {"years": run.fee_year, "amount": amount}
                what = _("The fee notice for %(years)s, %(amount)s, by the run under way") % words
                found.append(Event(first, EventKind.DOCUMENT, what))
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
