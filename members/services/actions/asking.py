import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.organisations.models import Membership, Organisation
from members.services import notifications, policies
from members.services.actions.locking import in_days, lock_service, locked, move, terms
from members.services.actions.places import move_up
from members.services.errors import NotAMemberError, NotOfferedError, QuantityError
from members.services.models import (
    HOLDS_A_PLACE,
    RequestEvent,
    RequestStatus,
    Service,
    ServiceRequest,
)
from members.services.models.states import MOST_UNITS


@transaction.atomic
def ask_for_service(
    *,
    service_id: int,
    organisation_id: int,
    actor: User,
    wish: str,
    submission_key: uuid.UUID,
    quantity: int = 1,
    wanted_on: dt.date | None = None,
) -> ServiceRequest:
    """A member asks. The prices of today are kept with the request.

    The same `submission_key` gives the first request back: a double click is one. Raises
    NotAMemberError, NotOfferedError and QuantityError.
    """
    service = Service.objects.get(pk=service_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    if not policies.can_ask(actor, organisation):
        raise NotAllowedError
    lock_service(service.key)
    first = ServiceRequest.objects.filter(submission_key=submission_key).first()
    if first is not None:
        if first.organisation_id != organisation.pk or first.service_id != service.pk:
            raise NotAllowedError(_("This form was sent before. Please open it anew."))
        return first
    _check(service, organisation, quantity, wanted_on)
    request = ServiceRequest.objects.create(
        service=service,
        organisation=organisation,
        requested_by=actor,
        year=timezone.localdate().year,
        quantity=quantity,
        wish=wish,
        wanted_on=wanted_on,
        unit_price=service.member_price,
        market_price=service.market_price,
        currency=service.currency,
        vat_code=service.vat_code,
        due_on=in_days(terms().answer_days),
        submission_key=submission_key,
        created_at=timezone.now(),
    )
    history.record(subject=request, kind=RequestEvent.ASKED, actor=actor)
    notifications.asked(request)
    return request


def _check(
    service: Service, organisation: Organisation, quantity: int, wanted_on: dt.date | None
) -> None:
    today = timezone.localdate()
    if not Membership.objects.active().filter(organisation=organisation).exists():
        raise NotAMemberError(
            _("Services are for members. The membership of %(organisation)s is not active today: "
              "please write to the office.")
            % {"organisation": organisation}
        )  # fmt: skip
    if not Service.objects.offered().filter(pk=service.pk).exists():
        raise NotOfferedError(_("This service is not offered any more."))
    if not 1 <= quantity <= MOST_UNITS:
        raise QuantityError(_("Write a number between 1 and %(most)d.") % {"most": MOST_UNITS})
    if service.capacity is not None and quantity > service.capacity:
        raise QuantityError(
            _("No more than %(most)d can be delivered %(period)s.")
            % {"most": service.capacity, "period": service.get_capacity_period_display()}
        )
    if wanted_on is not None and wanted_on < today:
        raise NotOfferedError(_("This day is over. Choose one to come."))


BY_THE_OFFICE_ONLY = (RequestStatus.SCHEDULED,)


@transaction.atomic
def withdraw_request(*, request_id: int, actor: User, reason: str = "") -> ServiceRequest:
    """The member does not want it any more; a place that it held goes to the next in the queue.

    Once a day is agreed, only the office takes it back. Withdrawn twice, nothing changes.
    """
    request = locked(request_id)
    if not policies.can_withdraw(actor, request):
        raise NotAllowedError
    if request.status == RequestStatus.WITHDRAWN:
        return request
    if request.status in BY_THE_OFFICE_ONLY and not policies.can_handle(actor):
        raise NotAllowedError(
            _("A day is agreed already: please ask the office to take this back.")
        )
    had_a_place = request.status in HOLDS_A_PLACE
    request.place_on = None
    move(
        request, RequestStatus.WITHDRAWN, kind=RequestEvent.WITHDRAWN, actor=actor, due_on=None,
        reason=reason, also=("place_on",),
    )  # fmt: skip
    notifications.withdrawn(request, by=actor, reason=reason)
    if had_a_place:
        move_up(request)
    return request
