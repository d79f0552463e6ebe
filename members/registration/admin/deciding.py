"""The office's buttons on an application: each leads to a page that asks, then one action acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import action_page
from cluster_portal.toolkit.templatetags.portal import money
from members.accounts.models import User
from members.registration import actions, policies
from members.registration.forms import (
    ApproveForm,
    BackForm,
    ChecklistForm,
    OfficeAnswerForm,
    QuestionForm,
    RejectForm,
)
from members.registration.models import OPEN, Application, ApplicationStatus

S = ApplicationStatus
LOOKED_AT = (S.SUBMITTED, S.SCREENING, S.INFO_REQUESTED)


@dataclass(frozen=True)
class Page:
    """One of the pages: who may, from which states the button is offered, what it says and does."""

    label: Any
    may: Callable[[Any], bool]
    states: tuple[ApplicationStatus, ...]
    form: Callable[..., forms.Form]
    text: Any
    act: Callable[[Application, User, dict[str, Any]], str]
    is_grave: bool = False


def _approve(application: Application, actor: User, data: dict[str, Any]) -> str:
    membership = actions.approve_application(application_id=application.pk, actor=actor, **data)
    notice = membership.fee_notices.first()
    said = {"organisation": membership.organisation}
    if notice is None:
        return _("%(organisation)s is admitted. No fee is due; the letter is on its way.") % said
    said |= {"number": notice.number, "amount": money(notice.amount, notice.currency)}
    return _("%(organisation)s is admitted. Fee notice %(number)s over %(amount)s is issued; the "
             "letter is on its way.") % said  # fmt: skip


def _reject(application: Application, actor: User, data: dict[str, Any]) -> str:
    actions.reject_application(application_id=application.pk, actor=actor, **data)
    return _("The decision is recorded; the letter is on its way.")


def _ask(application: Application, actor: User, data: dict[str, Any]) -> str:
    actions.request_information(application_id=application.pk, actor=actor, **data)
    return _("The question is on its way to the applicant.")


def _write_answer(application: Application, actor: User, data: dict[str, Any]) -> str:
    actions.answer_information(application_id=application.pk, actor=actor, **data)
    return _("The answer is written down; the application is being looked through again.")


def _screen(application: Application, actor: User, data: dict[str, Any]) -> str:
    actions.begin_screening(application_id=application.pk, actor=actor)
    return _("The applicant sees that the office is looking through the application.")


def _tick(application: Application, actor: User, data: dict[str, Any]) -> str:
    done = {int(name.removeprefix("check")) for name, is_done in data.items() if is_done}
    actions.tick_checks(application_id=application.pk, done=done, actor=actor)
    return _("The checklist is saved.")


def _ready(application: Application, actor: User, data: dict[str, Any]) -> str:
    actions.mark_ready(application_id=application.pk, actor=actor)
    return _("The application is ready for the Board; what it sees is fixed.")


def _back(application: Application, actor: User, data: dict[str, Any]) -> str:
    actions.send_back(application_id=application.pk, actor=actor, **data)
    return _("The application is no longer among the Board's papers.")


def _send_link(application: Application, actor: User, data: dict[str, Any]) -> str:
    actions.send_link(application_id=application.pk, actor=actor)
    return _("The link is on its way to %(email)s.") % {"email": application.contact_email}


PAGES = {
    "screen": Page(
        gettext_lazy("Begin to look through it"),
        policies.can_handle,
        (S.SUBMITTED,),
        forms.Form,
        gettext_lazy("The applicant sees that the office has begun."),
        _screen,
    ),
    "checklist": Page(
        gettext_lazy("Checklist"),
        policies.can_handle,
        LOOKED_AT,
        ChecklistForm,
        gettext_lazy("Tick what you have looked at. Your name and the hour are kept with each."),
        _tick,
    ),
    "ready": Page(
        gettext_lazy("Ready for the Board"),
        policies.can_handle,
        (S.SUBMITTED, S.SCREENING),
        forms.Form,
        gettext_lazy("What the Board sees is fixed now, and the applicant is told. It needs the "
                     "checklist and the papers that the Board wants."),
        _ready,
    ),
    "back": Page(
        gettext_lazy("Take back from the Board"),
        policies.can_handle,
        (S.READY,),
        BackForm,
        gettext_lazy("Something must be looked at once more. What the Board has seen so far is "
                     "kept; when it is ready again, it is fixed anew."),
        _back,
    ),
    "approve": Page(
        gettext_lazy("Approve"),
        policies.can_decide,
        (S.READY,),
        ApproveForm,
        gettext_lazy("This carries out the Board's decision: the organisation, its membership, its "
                     "first contact and the fee notice over the quoted amount come into being, "
                     "and the applicant is told how to sign in and how to pay."),
        _approve,
    ),
    "reject": Page(
        gettext_lazy("Reject"),
        policies.can_decide,
        (S.READY,),
        RejectForm,
        gettext_lazy("This carries out the Board's decision. The applicant gets the reason by "
                     "mail, with the day from which they may apply again."),
        _reject,
        is_grave=True,
    ),
    "ask": Page(
        gettext_lazy("Ask for more"),
        policies.can_handle,
        (S.SUBMITTED, S.SCREENING),
        QuestionForm,
        gettext_lazy("The application waits for the answer. The day by which the Board decides "
                     "does not move."),
        _ask,
    ),
    "answer": Page(
        gettext_lazy("Write down the answer"),
        policies.can_handle,
        (S.INFO_REQUESTED,),
        OfficeAnswerForm,
        gettext_lazy("For an answer that came by telephone or mail. It stands in the history "
                     "under your name."),
        _write_answer,
    ),
    "link": Page(
        gettext_lazy("Send the link again"),
        policies.can_handle,
        OPEN,
        forms.Form,
        gettext_lazy("The applicant gets the link to the application once more, at the address "
                     "with which it was begun."),
        _send_link,
    ),
}  # fmt: skip


def tools_for(user: Any, application: Application) -> list[tuple[str, str]]:
    """The buttons to offer: label and address."""
    return [
        (str(page.label), reverse(f"admin:members_application_{name}", args=[application.pk]))
        for name, page in PAGES.items()
        if page.may(user) and application.status in page.states and _makes_sense(name, application)
    ]


def _makes_sense(name: str, application: Application) -> bool:
    return name != "checklist" or application.checks.exists()


def _facts(application: Application) -> list[tuple[str, str]]:
    """What one must not mix up before one presses the button."""
    facts = [
        (_("Organisation"), f"{application.legal_name}, {application.identifier}"),
        (_("Contact"), f"{application.contact_name}, {application.contact_email}"),
    ]
    if application.quote and application.decide_by:
        quoted = money(application.quoted_amount, application.quote["currency"])
        due = formats.date_format(application.decide_by)
        facts += [(_("Fee quoted"), quoted), (_("Decision due"), due)]
    return facts


def page(model_admin: ModelAdmin, page: Page) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not page.may(request.user):
            raise PermissionDenied
        application = get_object_or_404(Application, pk=pk)
        about = {"application": application} if page.form is ChecklistForm else {}
        return action_page(
            request,
            model_admin=model_admin,
            subject=application,
            form=page.form(request.POST if request.method == "POST" else None, **about),
            act=lambda data: page.act(application, request.user, data),  # type: ignore[arg-type]  # admins are users
            title=f"{page.label}: {application}",
            text=page.text,
            button=page.label,
            is_grave=page.is_grave,
            facts=_facts(application),
        )

    return view
