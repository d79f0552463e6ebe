"""Jobs by the clock; each is safe to run twice."""

from procrastinate.contrib.django import app

from faq.upkeep import actions
from faq.upkeep.waiting import duties


@app.periodic(cron="10 4 * * *")
@app.task(queue="upkeep", queueing_lock="faq_follow_the_calendar")
def follow_the_calendar(timestamp: int) -> None:
    """Days for new reviews; sources whose last day has passed."""
    actions.schedule_reviews()
    actions.follow_the_calendar()


@app.periodic(cron="0 6 * * 1")
@app.task(queue="upkeep", queueing_lock="faq_send_digests")
def send_digests(timestamp: int) -> None:
    """On Mondays, a letter to each person for whom something waits."""
    for person_id in duties():
        actions.send_digest(person_id=person_id)
