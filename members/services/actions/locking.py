"""One lock for all that is scarce: the entries of a service in the catalogue.

Quotas and places are counted over many requests, so whoever moves one request holds the service
first and the request second. Requests of one service take turns; those of others do not wait.
"""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.services.models import (
    REQUEST_MOVES,
    RequestEvent,
    RequestStatus,
    Service,
    ServiceRequest,
    ServiceTerms,
)


def lock_service(key: str) -> None:
    """All years of it, in one order."""
    rows = Service.objects.select_for_update(of=("self",), no_key=True).filter(key=key)
    list(rows.order_by("pk").values_list("pk", flat=True))


def locked(request_id: int) -> ServiceRequest:
    key = ServiceRequest.objects.values_list("service__key", flat=True).get(pk=request_id)
    lock_service(key)
    return (
        ServiceRequest.objects.select_for_update(of=("self",))
        .select_related("service", "organisation", "requested_by", "handled_by")
        .get(pk=request_id)
    )


def check(request: ServiceRequest, target: RequestStatus) -> None:
    check_move(REQUEST_MOVES, RequestStatus(request.status), target, _("This request"))


def move(
    request: ServiceRequest,
    target: RequestStatus,
    *,
    kind: RequestEvent,
    actor: User | None,
    due_on: dt.date | None,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """One step: checked, saved by name with the fields of `also`, and recorded."""
    check(request, target)
    before = request.status
    request.status, request.due_on = target, due_on
    request.save(update_fields=["status", "due_on", *also])
    history.record(
        subject=request,
        kind=kind,
        actor=actor,
        reason=reason,
        changes={"status": [before, target.value], **(changes or {})},
    )


def terms() -> ServiceTerms:
    return ServiceTerms.objects.in_force(timezone.localdate())


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)
