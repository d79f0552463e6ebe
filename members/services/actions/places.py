"""Who gets a place, and who moves up when one becomes free. All of it under the service's lock."""

from django.utils import timezone

from members.accounts.models import User
from members.services import capacity, notifications
from members.services.actions.locking import in_days, move, terms
from members.services.models import RequestEvent, RequestStatus, ServiceRequest

S = RequestStatus


def accepted_state(request: ServiceRequest) -> RequestStatus:
    return S.APPROVED if request.amount else S.INCLUDED


def accept(
    request: ServiceRequest, *, kind: RequestEvent, actor: User, also: tuple[str, ...] = ()
) -> bool:
    """To be done, if there is a place for it; else it waits for one. False when it waits."""
    day = capacity.day_for(request, timezone.localdate())
    if capacity.places(request.service, day, without=request).has_room(request.quantity):
        request.place_on = day
        move(
            request, accepted_state(request), kind=kind, actor=actor,
            due_on=in_days(terms().answer_days), also=("place_on", *also),
        )  # fmt: skip
        return True
    request.place_on = None
    move(
        request, S.WAITING, kind=RequestEvent.WAITING, actor=actor, due_on=None,
        also=("place_on", *also), changes={"because": ["", kind.value]},
    )  # fmt: skip
    return False


def move_up(of: ServiceRequest) -> None:
    """After `of` has let go: the first in the queue who fits gets the place, and is told."""
    today = timezone.localdate()
    for waiting in capacity.queue(of.service):
        day = capacity.day_for(waiting, today)
        if not capacity.places(waiting.service, day).has_room(waiting.quantity):
            continue
        waiting.place_on = day
        move(
            waiting, accepted_state(waiting), kind=RequestEvent.MOVED_UP, actor=None,
            due_on=in_days(terms().answer_days), also=("place_on",),
        )  # fmt: skip
        notifications.place_found(waiting)
