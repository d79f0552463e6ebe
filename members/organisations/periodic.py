"""Jobs by the clock; each calls one action a row and is safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from members.organisations import actions, continuity
from members.organisations.models import JoinRequest


@app.periodic(cron="40 5 * * *")
@app.task(queue="upkeep", queueing_lock="ask_to_confirm_people")
def ask_to_confirm_people(timestamp: int) -> None:
    """Asks the members that were not asked this year; a day without a worker is caught up."""
    today = timezone.localdate()
    for organisation_id in list(continuity.to_ask_for_people(today).values_list("pk", flat=True)):
        actions.ask_to_confirm_people(organisation_id=organisation_id, year=today.year)


@app.periodic(cron="50 5 * * *")
@app.task(queue="upkeep", queueing_lock="lapse_join_requests")
def lapse_join_requests(timestamp: int) -> None:
    """Ends the requests to represent that nobody answered for thirty days."""
    late = JoinRequest.objects.to_lapse(timezone.now())
    for request_id in list(late.values_list("pk", flat=True)):
        actions.lapse_join_request(request_id=request_id)
