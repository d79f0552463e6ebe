"""Jobs by the clock and after publishing; each is safe to run twice."""

from procrastinate.contrib.django import app

from faq.demand import actions


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", queueing_lock="faq_forget_sessions")
def forget_sessions(timestamp: int) -> None:
    actions.forget_sessions()


@app.periodic(cron="7 * * * *")
@app.task(queue="upkeep", queueing_lock="faq_group_searches")
def group_searches(timestamp: int) -> None:
    actions.group_searches()


@app.periodic(cron="50 3 * * *")
@app.task(queue="upkeep", queueing_lock="faq_keep_searches")
def keep_searches(timestamp: int) -> None:
    """Counts and deletes old searches; looks whether closed gaps are still closed."""
    actions.count_old_searches()
    for gap_id in actions.gaps_to_watch():
        actions.try_gap(gap_id=gap_id)


@app.task(queue="upkeep", name=actions.trying.JOB)
def try_gaps_again(question_id: int) -> None:
    for gap_id in actions.gaps_touched_by(question_id):
        actions.try_gap(gap_id=gap_id, question_id=question_id)
