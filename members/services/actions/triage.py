"""The office's answer: the fee pays for it, this is what it costs, or it cannot be done."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from members.accounts.models import User
from members.services import notifications, policies, quotas
from members.services.actions.locking import check, in_days, locked, move, terms
from members.services.actions.places import accept, move_up
from members.services.errors import PriceError, QuotaError, QuoteError
from members.services.models import (
    HOLDS_A_PLACE,
    RequestEvent,
    RequestStatus,
    ServiceQuote,
    ServiceRequest,
)
from members.services.models.catalogue import NOTHING

S = RequestStatus
CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")


@transaction.atomic
def take_up(*, request_id: int, actor: User) -> ServiceRequest:
    """Somebody of the office looks into it. Taken up twice, the second takes it over."""
    request = _for_the_office(request_id, actor)
    if request.status == S.REQUESTED:
        _take_up(request, actor)
    elif request.handled_by_id != actor.pk:
        request.handled_by = actor
        request.save(update_fields=["handled_by"])
    return request


def _for_the_office(request_id: int, actor: User) -> ServiceRequest:
    request = locked(request_id)
    if not policies.can_handle(actor):
        raise NotAllowedError
    return request


def _take_up(request: ServiceRequest, actor: User) -> None:
    request.handled_by = actor
    move(
        request, S.TRIAGE, kind=RequestEvent.TAKEN_UP, actor=actor, due_on=request.due_on,
        also=("handled_by",),
    )  # fmt: skip


def _to_answer(request_id: int, actor: User) -> ServiceRequest:
    """Whoever answers has looked into it."""
    request = _for_the_office(request_id, actor)
    if request.status == S.REQUESTED:
        _take_up(request, actor)
    return request


@transaction.atomic
def include_in_fee(*, request_id: int, actor: User) -> ServiceRequest:
    """The fee pays for all of it. Counted under the lock, so that the sixth of five is never free.

    Raises QuotaError when the quota does not cover it.
    """
    request = _to_answer(request_id, actor)
    if request.status in (S.INCLUDED, S.WAITING) and request.is_free:
        return request
    check(request, S.INCLUDED)
    quota = quotas.quota_of(request.service, request.organisation, request.year)
    if quota.covers(request.quantity) < request.quantity:
        raise QuotaError(
            _("The fee still pays for %(left)d of %(included)d in %(year)d, and %(asked)d are "
              "asked for. Make a quote for the rest.")
            % {"left": quota.left, "included": quota.included, "year": request.year,
               "asked": request.quantity}
        )  # fmt: skip
    request.free_quantity, request.amount = request.quantity, NOTHING
    has_place = accept(
        request, kind=RequestEvent.INCLUDED, actor=actor, also=("free_quantity", "amount")
    )
    notifications.included(request, has_place=has_place)
    return request


@transaction.atomic
def make_quote(
    *,
    request_id: int,
    actor: User,
    unit_price: Decimal | None = None,
    valid_until: dt.date | None = None,
    note: str = "",
) -> ServiceQuote:
    """What is not in the fee, times its price. The part that the quota covers is free, and is kept
    for the member as long as the quote stands.

    Without `unit_price` it is the price of the day when the member asked. A second quote takes the
    place of the first. Raises PriceError and QuoteError.
    """
    request = _to_answer(request_id, actor)
    check(request, S.QUOTED)
    today = timezone.localdate()
    price = request.unit_price if unit_price is None else unit_price
    valid_until = valid_until or in_days(terms().quote_days)
    if valid_until < today:
        raise QuoteError(_("A quote is valid until a day to come."))
    if price is None or not 0 < price <= LARGEST or price != price.quantize(CENT):
        raise PriceError(_("Write a price above zero, with two decimals at most."))
    free = _still_free(request)
    to_pay = request.quantity - free
    if to_pay == 0:
        raise PriceError(_("The fee pays for all of it: include it instead of making a quote."))
    amount = price * to_pay
    if amount > LARGEST:
        raise PriceError(_("This sum is too large."))
    number = request.quotes.count() + 1
    made = ServiceQuote.objects.create(
        request=request,
        number=number,
        currency=request.currency,
        amount=amount,
        vat_code=request.vat_code,
        lines=_lines(request, free=free, price=price),
        note=note,
        valid_until=valid_until,
        made_by=actor,
        made_at=timezone.now(),
    )
    request.free_quantity, request.amount = free, amount
    move(
        request, S.QUOTED, kind=RequestEvent.QUOTED, actor=actor, due_on=valid_until,
        changes={"amount": ["", f"{amount} {request.currency}"], "quote": ["", number]},
        also=("free_quantity", "amount"),
    )  # fmt: skip
    notifications.quoted(request, made)
    return made


def _still_free(request: ServiceRequest) -> int:
    """Without what an earlier quote of the same request holds."""
    quota = quotas.quota_of(request.service, request.organisation, request.year)
    if quota.left is None:
        return request.quantity
    own = ServiceRequest.objects.filter(pk=request.pk).free_units()
    return min(request.quantity, quota.left + own)


def _lines(request: ServiceRequest, *, free: int, price: Decimal) -> list[dict[str, Any]]:
    """Numbers and codes; words come when it is shown, in the reader's language."""
    common = {"vat_code": request.vat_code}
    lines: list[dict[str, Any]] = []
    if free:
        zero = str(NOTHING)
        lines.append(
            {"is_free": True, "quantity": free, "unit_price": zero, "amount": zero, **common}
        )
    to_pay = request.quantity - free
    lines.append(
        {
            "is_free": False,
            "quantity": to_pay,
            "unit_price": str(price),
            "amount": str(price * to_pay),
            **common,
        }
    )
    return lines


@transaction.atomic
def refuse_request(*, request_id: int, actor: User, reason: str) -> ServiceRequest:
    """It cannot be done, and the member reads why. A place that it held goes to the next."""
    request = _to_answer(request_id, actor)
    had_a_place = request.status in HOLDS_A_PLACE
    request.place_on = None
    move(
        request, S.REFUSED, kind=RequestEvent.REFUSED, actor=actor, due_on=None, reason=reason,
        also=("place_on",),
    )  # fmt: skip
    notifications.refused(request, reason=reason)
    if had_a_place:
        move_up(request)
    return request
