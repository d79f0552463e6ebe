"""Jobs by the clock; each is safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from faq.asking import actions
from faq.asking.models import Ask


@app.periodic(cron="15 6 * * *")
@app.task(queue="upkeep", queueing_lock="faq_remind_of_asks")
def remind_of_asks(timestamp: int) -> None:
    """Questions whose day has passed: who was to answer is told once."""
    late = Ask.objects.open().filter(due_on__lt=timezone.localdate())
    for ask_id in list(late.values_list("pk", flat=True)):
        actions.remind(ask_id=ask_id)


@app.periodic(cron="40 3 * * *")
@app.task(queue="upkeep", queueing_lock="faq_forget_asks")
def forget_asks(timestamp: int) -> None:
    actions.forget()
