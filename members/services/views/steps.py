"""What a member can do with a request: who may, from which states, what it asks and does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.accounts.models import User
from members.services import actions, policies
from members.services.actions.approval import needs_number
from members.services.actions.asking import BY_THE_OFFICE_ONLY
from members.services.actions.rating import may_be_rated
from members.services.errors import PurchaseOrderError
from members.services.forms import ApproveForm, ObjectionForm, RateForm, ReasonForm
from members.services.models import REQUEST_MOVES, RequestStatus, ServiceRequest

S = RequestStatus
Form = type[forms.Form]


@dataclass(frozen=True)
class Step:
    title: Promise | str
    text: Promise | str
    button: Promise | str
    states: tuple[RequestStatus, ...]
    form: Form
    may: Callable[[Any, ServiceRequest], bool]
    who: Promise | str
    act: Callable[[ServiceRequest, User, dict[str, Any]], str]
    is_quiet: bool = False
    shows_quote: bool = False

    def form_for(self, asked: ServiceRequest, data: QueryDict | None) -> forms.Form:
        initial: dict[str, Any] = {}
        if self.form is ApproveForm:
            quote = asked.standing_quote
            initial = {
                "quote_number": quote.number if quote else None,
                "needs_purchase_order": needs_number(asked),
            }
        return self.form(data, initial=initial)

    def error_field(self, error: Exception) -> str | None:
        return "purchase_order" if isinstance(error, PurchaseOrderError) else None


def _approve(asked: ServiceRequest, actor: User, data: dict[str, Any]) -> str:
    done = actions.approve_quote(request_id=asked.pk, actor=actor, **data)
    if done.status == S.WAITING:
        return _("The quote is approved. All places are taken: your request waits for the next.")
    return _("The quote is approved. The office will agree on a day with you.")


def _decline(asked: ServiceRequest, actor: User, data: dict[str, Any]) -> str:
    actions.decline_quote(request_id=asked.pk, actor=actor, **data)
    return _("The quote is declined. The office has your reason.")


def _withdraw(asked: ServiceRequest, actor: User, data: dict[str, Any]) -> str:
    actions.withdraw_request(request_id=asked.pk, actor=actor, **data)
    return _("The request is withdrawn.")


def _confirm(asked: ServiceRequest, actor: User, data: dict[str, Any]) -> str:
    actions.confirm_delivery(request_id=asked.pk, actor=actor)
    return _("Thank you. The delivery is confirmed.")


def _object(asked: ServiceRequest, actor: User, data: dict[str, Any]) -> str:
    actions.object_to_delivery(request_id=asked.pk, actor=actor, **data)
    return _("The office has your words and will come back to you.")


def _rate(asked: ServiceRequest, actor: User, data: dict[str, Any]) -> str:
    actions.rate_service(request_id=asked.pk, actor=actor, **data)
    return _("Thank you for your rating.")


def _may_approve(viewer: Any, asked: ServiceRequest) -> bool:
    return policies.can_approve(viewer, asked.organisation)


THOSE_WHO_PAY = gettext_lazy(
    "Quotes are answered by those who look after the bills of your organisation."
)
YOUR_PEOPLE = gettext_lazy("This is for the people of the organisation that asked.")

STEPS = {
    "approve": Step(
        gettext_lazy("Approve the quote"),
        gettext_lazy("With this your organisation orders the service at this price. The invoice "
                     "comes after the delivery."),
        gettext_lazy("Approve and order"),
        (S.QUOTED,), ApproveForm, _may_approve, THOSE_WHO_PAY, _approve, shows_quote=True,
    ),
    "decline": Step(
        gettext_lazy("Decline the quote"),
        gettext_lazy("Nothing is ordered. The office reads your reason and may make another "
                     "quote."),
        gettext_lazy("Decline"),
        (S.QUOTED,), ReasonForm, _may_approve, THOSE_WHO_PAY, _decline, is_quiet=True,
        shows_quote=True,
    ),
    "confirm": Step(
        gettext_lazy("Confirm the delivery"),
        gettext_lazy("You say that it was done as agreed. What costs money is invoiced after "
                     "this."),
        gettext_lazy("It was done"),
        (S.DELIVERED,), forms.Form, policies.can_answer_delivery, YOUR_PEOPLE, _confirm,
    ),
    "object": Step(
        gettext_lazy("Say what is missing"),
        gettext_lazy("Then it does not count as delivered, and the office speaks with you."),
        gettext_lazy("Send it to the office"),
        (S.DELIVERED,), ObjectionForm, policies.can_answer_delivery, YOUR_PEOPLE, _object,
        is_quiet=True,
    ),
    "rate": Step(
        gettext_lazy("Rate the service"),
        gettext_lazy("Once. The office reads it; the public sees an average of five ratings or "
                     "more, without names."),
        gettext_lazy("Send the rating"),
        (S.CONFIRMED, S.INVOICED), RateForm, policies.can_answer_delivery, YOUR_PEOPLE, _rate,
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw the request"),
        gettext_lazy("The office stops working on it. A place that it held goes to the next who "
                     "waits."),
        gettext_lazy("Withdraw"),
        tuple(state for state in RequestStatus
              if S.WITHDRAWN in REQUEST_MOVES[state] and state not in BY_THE_OFFICE_ONLY),
        ReasonForm, policies.can_withdraw,
        gettext_lazy("Whoever asked withdraws the request, or who looks after the bills."),
        _withdraw, is_quiet=True,
    ),
}  # fmt: skip


def offered_steps(viewer: Any, asked: ServiceRequest) -> list[tuple[str, str, bool]]:
    """The buttons to show: label, address, and whether it is a quiet one."""
    return [
        (
            str(step.title),
            reverse("members:service_step", args=[asked.pk, name]),
            step.is_quiet,
        )
        for name, step in STEPS.items()
        if asked.status in step.states
        and step.may(viewer, asked)
        and (name != "rate" or may_be_rated(asked))
    ]
