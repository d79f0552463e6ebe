"""The day is agreed, it is done, and the member says that it is."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.uploads import sha256
from members.accounts.models import User
from members.services import capacity, notifications, policies
from members.services.actions.locking import check, in_days, locked, move, terms
from members.services.actions.places import move_up
from members.services.errors import NoPlaceError, ProofError, ServiceDatesError
from members.services.models import (
    RequestEvent,
    RequestStatus,
    ServiceDelivery,
    ServiceRequest,
)

S = RequestStatus
INVOICE_BY = 15  # of the month after the delivery: Fiscal Code art. 319(16)
_DECEMBER = 12


@transaction.atomic
def schedule_request(
    *, request_id: int, planned_on: dt.date, actor: User, note: str = ""
) -> ServiceRequest:
    """Agree on a day, or on another one; the place is taken in its month or year.

    Raises NoPlaceError when that one is full, ServiceDatesError for a day that is over.
    """
    request = locked(request_id)
    if not policies.can_handle(actor):
        raise NotAllowedError
    check(request, S.SCHEDULED)
    if request.status == S.DELIVERED:
        raise NotAllowedError(_("It is delivered: a new day follows from an objection."))
    if planned_on < timezone.localdate():
        raise ServiceDatesError(_("This day is over. Choose one to come."))
    room = capacity.places(request.service, planned_on, without=request)
    if not room.has_room(request.quantity):
        raise NoPlaceError(
            _("All %(total)d places of that time are taken. Choose another month or year.")
            % {"total": room.total}
        )
    before = request.planned_on
    request.planned_on = request.place_on = planned_on
    move(
        request, S.SCHEDULED, kind=RequestEvent.SCHEDULED, actor=actor, due_on=planned_on,
        reason=note, also=("planned_on", "place_on"),
        changes={"planned_on": [str(before or ""), str(planned_on)]},
    )  # fmt: skip
    notifications.scheduled(request, note=note)
    move_up(request)  # its place in another month may have become free
    return request


@transaction.atomic
def record_delivery(
    *,
    request_id: int,
    delivered_on: dt.date,
    actor: User,
    note: str = "",
    file: UploadedFile | None = None,
) -> ServiceDelivery:
    """It was done, shown by a note or a paper. The member confirms, or objects within some days.

    Raises ProofError and ServiceDatesError.
    """
    request = locked(request_id)
    if not policies.can_handle(actor):
        raise NotAllowedError
    check(request, S.DELIVERED)
    if delivered_on > timezone.localdate():
        raise ServiceDatesError(_("It cannot have been delivered on a day to come."))
    delivery = _proof(request, delivered_on=delivered_on, actor=actor, note=note, file=file)
    request.delivered_on = delivered_on
    if request.place_on is None:
        request.place_on = delivered_on
    move(
        request, S.DELIVERED, kind=RequestEvent.DELIVERED, actor=actor,
        due_on=in_days(terms().confirm_days), reason=note, also=("delivered_on", "place_on"),
    )  # fmt: skip
    notifications.delivered(request, delivery)
    return delivery


def _proof(
    request: ServiceRequest,
    *,
    delivered_on: dt.date,
    actor: User,
    note: str,
    file: UploadedFile | None,
) -> ServiceDelivery:
    if not note.strip() and file is None:
        raise ProofError(_("Write what was delivered, or add a paper that shows it."))
    delivery = ServiceDelivery(
        request=request,
        delivered_on=delivered_on,
        note=note.strip(),
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    if file is not None:
        delivery.file = file
        delivery.file_name = (file.name or "")[-200:]
        delivery.sha256 = sha256(file)
        try:
            delivery.clean_fields(exclude=["request", "recorded_by"])
        except ValidationError as error:
            raise ProofError(" ".join(error.messages)) from error
    delivery.save()
    return delivery


@transaction.atomic
def confirm_delivery(*, request_id: int, actor: User) -> ServiceRequest:
    """The member says that it is done. Confirmed twice, nothing changes."""
    request = locked(request_id)
    if not policies.can_answer_delivery(actor, request):
        raise NotAllowedError
    if request.status in (S.CONFIRMED, S.INVOICED, S.RATED):
        return request
    _confirm(request, actor)
    return request


@transaction.atomic
def confirm_forgotten(*, request_id: int) -> bool:
    """Nobody objected in time: it counts as confirmed. Safe to run twice."""
    request = locked(request_id)
    rows = ServiceRequest.objects.deliveries_to_confirm(timezone.localdate())
    if not rows.filter(pk=request.pk).exists():
        return False
    _confirm(request, None)
    return True


def _confirm(request: ServiceRequest, actor: User | None) -> None:
    check(request, S.CONFIRMED)
    latest = request.deliveries.first()
    if latest is not None:
        latest.confirmed_at, latest.confirmed_by = timezone.now(), actor
        latest.save(update_fields=["confirmed_at", "confirmed_by"])
    move(
        request, S.CONFIRMED, kind=RequestEvent.CONFIRMED, actor=actor,
        due_on=invoice_by(request.delivered_on) if request.amount else None,
        reason="" if actor else _("Nobody objected in time."),
    )  # fmt: skip
    notifications.confirmed(request, by=actor)


def invoice_by(delivered_on: dt.date | None) -> dt.date | None:
    """The 15th of the month after the delivery: Fiscal Code art. 319(16)."""
    if delivered_on is None:
        return None
    year, month = delivered_on.year, delivered_on.month
    if month == _DECEMBER:
        return dt.date(year + 1, 1, INVOICE_BY)
    return dt.date(year, month + 1, INVOICE_BY)


@transaction.atomic
def object_to_delivery(*, request_id: int, actor: User, reason: str) -> ServiceRequest:
    """The member says that it is not done, or not as agreed: the office has to deliver again."""
    request = locked(request_id)
    if not policies.can_answer_delivery(actor, request):
        raise NotAllowedError
    if not reason.strip():
        raise ProofError(_("Please write what is missing."))
    check(request, S.SCHEDULED)
    if request.status != S.DELIVERED:
        raise ProofError(_("Nothing has been recorded as delivered."))
    latest = request.deliveries.first()
    if latest is not None:
        latest.objection = reason
        latest.save(update_fields=["objection"])
    request.delivered_on = None
    move(
        request, S.SCHEDULED, kind=RequestEvent.OBJECTED, actor=actor,
        due_on=in_days(terms().answer_days), reason=reason, also=("delivered_on",),
    )  # fmt: skip
    notifications.objected(request, reason=reason)
    return request
