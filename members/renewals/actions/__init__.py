"""Every change of this room that has a rule."""

from members.renewals.actions.reminders import finish_task, remind, send_due_reminders
from members.renewals.actions.runs import begin_run, bill, carry_on, finish_run, unfinished
from members.renewals.actions.standings import carry_out, carry_out_standings

__all__ = [
    "begin_run",
    "bill",
    "carry_on",
    "carry_out",
    "carry_out_standings",
    "finish_run",
    "finish_task",
    "remind",
    "send_due_reminders",
    "unfinished",
]
