"""The member's word on a quote: by the billing role, for the quote that was read."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from members.accounts.models import User
from members.services import notifications, policies
from members.services.actions.locking import check, locked, move
from members.services.actions.places import accept
from members.services.errors import PurchaseOrderError, QuoteError
from members.services.models import (
    OrderPreference,
    RequestEvent,
    RequestStatus,
    ServiceRequest,
)

S = RequestStatus


@transaction.atomic
def approve_quote(
    *,
    request_id: int,
    quote_number: int,
    actor: User,
    purchase_order: str = "",
    needs_purchase_order: bool | None = None,
) -> ServiceRequest:
    """Order it at the price of the quote that was read.

    `needs_purchase_order` says whether the organisation wants to be asked for a number with each
    approval, from now on; None leaves it as it is. Approved twice, nothing changes. Raises
    QuoteError (another quote stands, or its days are over) and PurchaseOrderError.
    """
    request = locked(request_id)
    if not policies.can_approve(actor, request.organisation):
        raise NotAllowedError(
            _("Quotes are approved by those who look after the bills of %(organisation)s.")
            % {"organisation": request.organisation}
        )
    quote = request.standing_quote
    is_the_one = quote is not None and quote.number == quote_number
    if request.approved_at is not None and is_the_one:
        return request
    check(request, S.APPROVED)
    if quote is None or not is_the_one:
        raise QuoteError(_("The office has made another quote. Please read it first."))
    if quote.valid_until < timezone.localdate():
        raise QuoteError(_("This quote has run out. The office will make a new one if you ask."))
    _remember(request, needs_purchase_order)
    purchase_order = " ".join(purchase_order.split())
    if not purchase_order and needs_number(request):
        raise PurchaseOrderError(
            _("%(organisation)s orders by purchase-order number only. Please write it.")
            % {"organisation": request.organisation}
        )
    request.approved_by, request.approved_at = actor, timezone.now()
    request.purchase_order = purchase_order
    has_place = accept(
        request, kind=RequestEvent.APPROVED, actor=actor,
        also=("approved_by", "approved_at", "purchase_order"),
    )  # fmt: skip
    notifications.approved(request, has_place=has_place)
    return request


def needs_number(request: ServiceRequest) -> bool:
    return OrderPreference.objects.filter(
        organisation=request.organisation_id, needs_purchase_order=True
    ).exists()


def _remember(request: ServiceRequest, needs_purchase_order: bool | None) -> None:
    if needs_purchase_order is None:
        return
    OrderPreference.objects.update_or_create(
        organisation=request.organisation,
        defaults={"needs_purchase_order": needs_purchase_order},
    )


@transaction.atomic
def decline_quote(*, request_id: int, actor: User, reason: str = "") -> ServiceRequest:
    """Not at this price. The office may make another quote; declined twice, nothing changes."""
    request = locked(request_id)
    if not policies.can_approve(actor, request.organisation):
        raise NotAllowedError
    if request.status == S.DECLINED:
        return request
    move(request, S.DECLINED, kind=RequestEvent.DECLINED, actor=actor, due_on=None, reason=reason)
    notifications.declined(request, reason=reason)
    return request


@transaction.atomic
def expire_quote(*, request_id: int) -> bool:
    """By the clock; safe to run twice. False when it is no longer due."""
    request = locked(request_id)
    rows = ServiceRequest.objects.quotes_to_expire(timezone.localdate())
    if not rows.filter(pk=request.pk).exists():
        return False
    move(request, S.EXPIRED, kind=RequestEvent.EXPIRED, actor=None, due_on=None)
    notifications.expired(request)
    return True
