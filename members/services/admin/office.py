"""The office's buttons on a request: each leads to a page that asks, then one action acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import action_page
from cluster_portal.toolkit.templatetags.portal import money
from members.invoices.previews import facts_to_issue
from members.services import actions, capacity, policies, quotas
from members.services.forms_office import (
    DeliverForm,
    InvoiceForm,
    QuoteForm,
    RefuseForm,
    RequestForm,
    ScheduleForm,
    TakeBackForm,
)
from members.services.models import REQUEST_MOVES, RequestStatus, ServiceRequest

S = RequestStatus
States = tuple[RequestStatus, ...]


@dataclass(frozen=True)
class Page:
    label: Any
    states: States
    form: type[RequestForm]
    text: Any
    act: Callable[[ServiceRequest, Any, dict[str, Any]], str]
    is_grave: bool = False
    may: Callable[[Any], bool] = policies.can_handle
    needs_money: bool = False
    more_facts: Callable[[ServiceRequest], list[tuple[str, str]]] = lambda asked: []


def _take_up(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    actions.take_up(request_id=asked.pk, actor=actor)
    return _("You look after this request now.")


def _include(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    done = actions.include_in_fee(request_id=asked.pk, actor=actor)
    if done.status == S.WAITING:
        return _("The fee pays for it. All places are taken, so it waits for the next.")
    return _("The fee pays for it. Please agree on a day.")


def _quote(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    made = actions.make_quote(request_id=asked.pk, actor=actor, **data)
    return _("The quote of %(amount)s is on its way.") % {
        "amount": money(made.amount, made.currency)
    }


def _refuse(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    actions.refuse_request(request_id=asked.pk, actor=actor, **data)
    return _("The request is refused; the member gets your reason.")


def _schedule(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    actions.schedule_request(request_id=asked.pk, actor=actor, **data)
    return _("The day is agreed, and the member is told.")


def _deliver(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    actions.record_delivery(request_id=asked.pk, actor=actor, **data)
    return _("The delivery is recorded. The member is asked to confirm it.")


def _invoice(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    done = actions.invoice_request(request_id=asked.pk, actor=actor, **data)
    return _("Invoice %(number)s is issued and mailed.") % {
        "number": done.invoice.number if done.invoice else ""
    }


def _withdraw(asked: ServiceRequest, actor: Any, data: dict[str, Any]) -> str:
    actions.withdraw_request(request_id=asked.pk, actor=actor, **data)
    return _("The request is withdrawn on behalf of the member.")


def _leading_to(target: RequestStatus) -> States:
    return tuple(state for state in RequestStatus if target in REQUEST_MOVES[state])


PAGES = {
    "take-up": Page(
        gettext_lazy("Look after it"), (S.REQUESTED, S.TRIAGE), RequestForm,
        gettext_lazy("Letters about it come to you from now on."), _take_up,
    ),
    "include": Page(
        gettext_lazy("Include in the fee"), (S.REQUESTED, S.TRIAGE), RequestForm,
        gettext_lazy("The member's quota pays for it; there is nothing to approve."), _include,
    ),
    "quote": Page(
        gettext_lazy("Make a quote"), (S.REQUESTED, *_leading_to(S.QUOTED)), QuoteForm,
        gettext_lazy("What the quota still covers is free; the rest is the number times the price. "
                     "A new quote takes the place of the one before."), _quote,
    ),
    "schedule": Page(
        gettext_lazy("Agree on a day"),
        tuple(state for state in _leading_to(S.SCHEDULED) if state != S.DELIVERED), ScheduleForm,
        gettext_lazy("The place is taken in the month or year of this day."), _schedule,
    ),
    "deliver": Page(
        gettext_lazy("Record the delivery"), _leading_to(S.DELIVERED), DeliverForm,
        gettext_lazy("The member is asked to confirm it. Without an objection it counts as "
                     "confirmed after the days that the terms of services say."), _deliver,
    ),
    "invoice": Page(
        gettext_lazy("Invoice it"), (S.CONFIRMED,), InvoiceForm,
        gettext_lazy("By the quote that was approved, with the VAT of the day of the delivery. The "
                     "invoice is numbered and mailed at once; it is never changed, only "
                     "credited."),
        _invoice, may=policies.can_invoice, needs_money=True,
        more_facts=lambda asked: facts_to_issue(lambda: actions.sketch_invoice(asked)),
    ),
    "refuse": Page(
        gettext_lazy("Refuse"), (S.REQUESTED, *_leading_to(S.REFUSED)), RefuseForm,
        gettext_lazy("It cannot be done. The member reads why."), _refuse, is_grave=True,
    ),
    "withdraw": Page(
        gettext_lazy("Withdraw for the member"), _leading_to(S.WITHDRAWN), TakeBackForm,
        gettext_lazy("The member has said so by telephone or mail."), _withdraw, is_grave=True,
    ),
}  # fmt: skip


def tools_for(viewer: Any, asked: ServiceRequest) -> list[tuple[str, str]]:
    """The buttons to offer: label and address."""
    return [
        (str(page.label), reverse(f"admin:members_servicerequest_{name}", args=[asked.pk]))
        for name, page in PAGES.items()
        if asked.status in page.states
        and page.may(viewer)
        and (asked.amount or not page.needs_money)
    ]


def facts(asked: ServiceRequest) -> list[tuple[str, str]]:
    """What one must know before one presses the button."""
    quota = quotas.quota_of(asked.service, asked.organisation, asked.year)
    found = [
        (_("Organisation"), str(asked.organisation)),
        (_("Service"), f"{asked.service} × {asked.quantity}"),
        (_("What is needed"), asked.wish),
        (_("State"), asked.get_status_display()),
        (_("Fee in %(year)d") % {"year": asked.year}, in_words(quota)),
    ]
    if asked.unit_price is not None:
        found.append((_("Price for one"), money(asked.unit_price, asked.currency)))
    if asked.amount:
        found.append((_("To pay, without VAT"), money(asked.amount, asked.currency)))
    if asked.service.capacity:
        day = capacity.day_for(asked, timezone.localdate())
        room = capacity.places(asked.service, day)
        found.append(
            (
                _("Places around %(day)s") % {"day": formats.date_format(day)},
                _("%(taken)d of %(total)d taken") % {"taken": room.taken, "total": room.total},
            )
        )
    return found


def in_words(quota: quotas.Quota) -> str:
    if quota.included is None:
        return _("included without a number")
    if not quota.included:
        return _("nothing included")
    return _("%(used)d of %(included)d used") % {"used": quota.used, "included": quota.included}


def page(model_admin: ModelAdmin, page: Page) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not page.may(request.user):
            raise PermissionDenied
        asked = get_object_or_404(
            ServiceRequest.objects.select_related("service", "organisation"), pk=pk
        )
        is_sent = request.method == "POST"
        form: forms.Form = page.form(
            request.POST if is_sent else None, request.FILES if is_sent else None, request=asked
        )
        return action_page(
            request,
            model_admin=model_admin,
            subject=asked,
            form=form,
            act=lambda data: page.act(asked, request.user, data),
            title=f"{page.label}: {asked}",
            text=page.text,
            button=page.label,
            is_grave=page.is_grave,
            facts=[*facts(asked), *page.more_facts(asked)],
        )

    return view
