"""Jobs by the clock; safe to run twice."""

from procrastinate.contrib.django import app

from faq.community import actions


@app.periodic(cron="40 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_what_is_old")
def forget_what_is_old(timestamp: int) -> None:
    """Removes what was never confirmed, spam, old addresses and keys of places."""
    actions.forget_what_is_old()
