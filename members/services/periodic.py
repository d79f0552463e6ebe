"""Jobs by the clock; each calls one action a row and is safe to run twice."""

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

from members.services import actions, notifications
from members.services.models import RequestStatus, ServiceRequest

REMINDED_BEFORE = dt.timedelta(days=3)


@app.periodic(cron="40 5 * * *")
@app.task(queue="upkeep", queueing_lock="look_after_service_requests")
def look_after_service_requests(timestamp: int) -> None:
    """Ends quotes whose days are over, reminds of those that end soon, and takes deliveries that
    nobody objected to as confirmed. What a stopped worker missed is done on the next day.
    """
    today = timezone.localdate()
    rows = ServiceRequest.objects.order_by("pk")
    for request_id in list(rows.quotes_to_expire(today).values_list("pk", flat=True)):
        actions.expire_quote(request_id=request_id)
    soon = rows.filter(status=RequestStatus.QUOTED, due_on__lte=today + REMINDED_BEFORE)
    made_lately = {"quotes__made_at__gte": timezone.now() - REMINDED_BEFORE}
    for request in soon.exclude(**made_lately).select_related(
        "service", "organisation", "requested_by"
    ):
        notifications.quote_runs_out(request)
    for request_id in list(rows.deliveries_to_confirm(today).values_list("pk", flat=True)):
        actions.confirm_forgotten(request_id=request_id)
