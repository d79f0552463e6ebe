"""Jobs by the clock; each calls one action a row and is safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from members.registration import actions
from members.registration.models import Application, InformationRequest


@app.periodic(cron="20 5 * * *")
@app.task(queue="upkeep", queueing_lock="close_forgotten_drafts")
def close_forgotten_drafts(timestamp: int) -> None:
    """Reminds of drafts that nobody touched for 53 days, ends those of 60 days."""
    now = timezone.now()
    for application_id in list(Application.objects.to_expire(now).values_list("pk", flat=True)):
        actions.expire_draft(application_id=application_id)
    for application_id in list(Application.objects.to_remind(now).values_list("pk", flat=True)):
        actions.remind_draft(application_id=application_id)


@app.periodic(cron="25 5 * * *")
@app.task(queue="upkeep", queueing_lock="close_unanswered_questions")
def close_unanswered_questions(timestamp: int) -> None:
    """Reminds of questions a week and a day before their last day; past it the application ends."""
    now = timezone.now()
    due = InformationRequest.objects
    for request_id in list(due.to_expire(now).values_list("pk", flat=True)):
        actions.expire_question(request_id=request_id)
    today = timezone.localdate(now)
    for request_id in list(due.to_remind(today).values_list("pk", flat=True)):
        actions.remind_of_question(request_id=request_id)
