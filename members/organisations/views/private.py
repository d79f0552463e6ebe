"""What only the people who answer for an organisation see of it, and the office."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.uploads import download
from members.organisations import actions, policies
from members.organisations.counted import counted_of
from members.organisations.forms_private import CHANGE_FORMS, BillingForm, SizeForm
from members.organisations.models import (
    ChangeKind,
    ChangeRequest,
    Organisation,
    SizeDeclaration,
)
from members.organisations.readers import readers_of
from members.organisations.requests import MemberRequest

ROWS_SHOWN = 12


def private_part(request: MemberRequest, organisation: Organisation) -> dict[str, Any]:
    """For the organisation's own page; nothing for those who may not see it."""
    if not policies.can_see_private(request.user, organisation):
        return {}
    may_ask = [
        kind for kind in ChangeKind if policies.can_request_change(request.user, organisation, kind)
    ]
    waiting = set(organisation.change_requests.waiting().values_list("kind", flat=True))
    return {
        "sees_private": True,
        "may_edit_billing": policies.can_edit_billing(request.user, organisation),
        "documents_go_to": [reader.email for reader in readers_of(organisation)],
        "accounts": organisation.accounts.order_by("closed_on", "-is_confirmed", "iban"),
        "sizes": organisation.sizes.newest_first()[:ROWS_SHOWN],
        "changes": organisation.change_requests.select_related("requested_by")[:ROWS_SHOWN],
        "change_kinds": [(kind, kind in waiting) for kind in may_ask],
        "may_withdraw": set(may_ask),
    }


@require_http_methods(["GET", "POST"])
def my_billing(request: MemberRequest) -> HttpResponse:
    organisation = acting_organisation(request)
    if not policies.can_edit_billing(request.user, organisation):
        raise PermissionDenied
    form = BillingForm(sent(request), instance=organisation)
    if form.is_valid():
        actions.edit_billing(
            organisation_id=organisation.pk, actor=request.user, **form.cleaned_data
        )
        messages.success(request, _("Saved. The next documents are written like this."))
        return redirect("members:my_organisation")
    return private_page(request, "my_billing", form)


@require_http_methods(["GET", "POST"])
def size_declare(request: MemberRequest) -> HttpResponse:
    organisation = acting_organisation(request)
    if not policies.can_declare_size(request.user, organisation):
        raise PermissionDenied
    counted = counted_of(organisation, timezone.localdate())
    form = SizeForm(sent(request), request.FILES or None, counted=counted)
    if form.is_valid():
        try:
            actions.declare_size(
                organisation_id=organisation.pk, actor=request.user, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Declared. It counts once the office has accepted it."))
            return redirect("members:my_organisation")
    return private_page(request, "size_declare", form)


@require_http_methods(["GET", "POST"])
def change_request(request: MemberRequest, kind: str) -> HttpResponse:
    organisation = acting_organisation(request)
    what = ChangeKind(kind)
    if not policies.can_request_change(request.user, organisation, what):
        raise PermissionDenied
    form = CHANGE_FORMS[what](sent(request), request.FILES or None, organisation=organisation)
    if form.is_valid():
        try:
            actions.request_change(
                organisation_id=organisation.pk,
                kind=what,
                values=form.values,
                reason=form.cleaned_data["reason"],
                paper=form.cleaned_data["paper"],
                actor=request.user,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The office has your request and answers by mail."))
            return redirect("members:my_organisation")
    return private_page(request, "change_request", form, kind=what)


@require_POST
def change_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    change = seen_change(request, pk)
    try:
        actions.withdraw_change(change_id=change.pk, actor=request.user)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The request is withdrawn; everything stays as it is."))
    return redirect("members:my_organisation")


@require_safe
def change_paper(request: MemberRequest, pk: int) -> FileResponse:
    change = seen_change(request, pk)
    if not change.paper:
        raise Http404
    return download(change.paper, name=change.paper_name)


@require_safe
def size_evidence(request: MemberRequest, pk: int) -> FileResponse:
    visible = SizeDeclaration.objects.visible_to(request.user).select_related("organisation")
    size = get_object_or_404(visible, pk=pk)
    if not policies.can_see_private(request.user, size.organisation):
        raise PermissionDenied
    if not size.evidence:
        raise Http404
    return download(size.evidence, name=size.evidence_name)


def seen_change(request: MemberRequest, pk: int) -> ChangeRequest:
    visible = ChangeRequest.objects.visible_to(request.user).select_related("organisation")
    change = get_object_or_404(visible, pk=pk)
    if not policies.can_see_private(request.user, change.organisation):
        raise PermissionDenied
    return change


def acting_organisation(request: MemberRequest) -> Organisation:
    """Afresh from the database: a form must not change the row that the page around it shows."""
    if not request.acting:
        raise Http404
    return Organisation.objects.get(pk=request.acting.organisation_id)


def private_page(request: MemberRequest, name: str, form: Any, **more: Any) -> HttpResponse:
    organisation = request.acting.organisation if request.acting else None
    context = {"form": form, "organisation": organisation, **more}
    return render(request, f"members/organisations/{name}.html", context)
