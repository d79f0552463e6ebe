"""Which reminders are due on a day: what should have been said by then and was not."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from members.ledger.models import Instalment, Receivable
from members.payments.models import paused
from members.renewals.models import Reminder, ReminderLevel


@dataclass(frozen=True)
class Due:
    """A level that an instalment has reached."""

    instalment: Instalment
    level: ReminderLevel


def first_uncovered(receivables: QuerySet | None = None) -> QuerySet:
    """Of each open debt the instalment that is due first, with `debt_issued_on`."""
    debts = Receivable.objects.open() if receivables is None else receivables
    of_debt = debts.filter(pk=OuterRef("receivable"))
    return Instalment.objects.filter(
        due_on=Subquery(of_debt.values("next_due_on")[:1]),
    ).select_related("receivable__organisation")


def level_for(
    instalment: Instalment, levels: list[ReminderLevel], taken: set[int], on: dt.date
) -> ReminderLevel | None:
    """The highest level reached by the day, unless it or a higher one was taken already.

    What was missed while nothing ran is not said after the fact: one letter comes, the newest. A
    level whose day lies before the document was issued never comes.
    """
    debt = instalment.receivable
    reached = [
        level
        for level in levels
        if (not level.kind or level.kind == debt.kind)
        and instalment.due_on + dt.timedelta(days=level.days) <= on
        and instalment.due_on + dt.timedelta(days=level.days) > debt.issued_on
    ]
    if not reached:
        return None
    highest = max(reached, key=lambda level: level.days)
    if highest.pk in taken or any(
        level.days > highest.days for level in levels if level.pk in taken
    ):
        return None
    return highest


def due_reminders(on: dt.date, receivables: QuerySet | None = None) -> list[Due]:
    """Three queries, however many there are. Paused debts are left out."""
    levels = list(ReminderLevel.objects.filter(is_active=True).order_by("days"))
    if not levels:
        return []
    horizon = on - dt.timedelta(days=min(level.days for level in levels))
    resting = paused(Receivable.objects.all(), on)
    rows = first_uncovered(receivables).filter(due_on__lte=horizon)
    instalments = list(rows.exclude(receivable__in=resting.values("pk")).order_by("due_on", "pk"))
    taken: dict[int, set[int]] = {}
    pairs = Reminder.objects.filter(instalment__in=instalments)
    for key, level_id in pairs.values_list("instalment", "level"):
        taken.setdefault(key, set()).add(level_id)
    found = []
    for instalment in instalments:
        level = level_for(instalment, levels, taken.get(instalment.pk, set()), on)
        if level is not None:
            found.append(Due(instalment, level))
    return found


def still_due(due: Due, on: dt.date) -> bool:
    """Asked again under the account's lock, just before the letter is written."""
    debt = Receivable.objects.open().filter(pk=due.instalment.receivable_id)
    return any(
        found.instalment.pk == due.instalment.pk and found.level.pk == due.level.pk
        for found in due_reminders(on, debt)
    )
