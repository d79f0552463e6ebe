"""Jobs by the clock; each calls one action a row and is safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from members.onboarding import actions
from members.onboarding.models import Onboarding


@app.periodic(cron="30 5 * * *")
@app.task(queue="upkeep", queueing_lock="follow_first_steps")
def follow_first_steps(timestamp: int) -> None:
    """Closes the lists on which everything is done; reminds of the others every two weeks."""
    for pk in list(Onboarding.objects.open().values_list("pk", flat=True)):
        actions.settle(onboarding_id=pk)
    due = Onboarding.objects.to_remind(timezone.now())
    for pk in list(due.values_list("pk", flat=True)):
        actions.remind(onboarding_id=pk)
