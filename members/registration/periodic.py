"""Jobs by the clock; each calls one action a row and is safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from members.registration import actions
from members.registration.models import Application


@app.periodic(cron="20 5 * * *")
@app.task(queue="upkeep", queueing_lock="close_forgotten_drafts")
def close_forgotten_drafts(timestamp: int) -> None:
    """Reminds of drafts that nobody touched for 53 days, ends those of 60 days."""
    now = timezone.now()
    for application_id in list(Application.objects.to_expire(now).values_list("pk", flat=True)):
        actions.expire_draft(application_id=application_id)
    for application_id in list(Application.objects.to_remind(now).values_list("pk", flat=True)):
        actions.remind_draft(application_id=application_id)
