"""Jobs by the clock and by order; each is safe to run twice."""

import datetime as dt

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members.renewals import actions

ABANDONED_AFTER = dt.timedelta(minutes=10)


@app.task(queue="renewals", retry=RetryStrategy(max_attempts=5, wait=30))
def carry_on_run(*, run_id: int) -> None:
    """The notices of a run; a worker that was killed leaves the rest to the next try."""
    actions.carry_on(run_id)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", queueing_lock="carry_on_abandoned_runs")
def carry_on_abandoned_runs(timestamp: int) -> None:
    for run_id in actions.unfinished(timezone.now() - ABANDONED_AFTER):
        actions.carry_on(run_id)


@app.periodic(cron="40 * * * *")
@app.task(queue="upkeep", queueing_lock="send_reminders")
def send_reminders(timestamp: int) -> None:
    """Every hour from eight in the morning on, so that a worker that was down catches up the same
    day; nobody gets one at night.
    """
    if timezone.localtime().hour >= 8:
        actions.send_due_reminders()


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="carry_out_standings")
def carry_out_standings(timestamp: int) -> None:
    """Rights rest and wake within minutes of what the rules say."""
    actions.carry_out_standings()
