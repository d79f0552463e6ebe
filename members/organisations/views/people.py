"""The people of an organisation: who they are, who is invited, what they may."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from members.organisations import actions, policies
from members.organisations.errors import LastAdministratorError
from members.organisations.forms import EndForm, InviteForm, LeaveForm, OneselfForm, RolesForm
from members.organisations.models import Invitation, InvitationStatus, Representative
from members.organisations.requests import MemberRequest

PAST_SHOWN = 25


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    acting = request.acting
    if not acting:
        return render(request, "members/organisations/people.html", {"organisation": None})
    organisation = acting.organisation
    may_manage = policies.can_manage_people(request.user, organisation)
    this_year = organisation.people_confirmations.filter(year=timezone.localdate().year)
    ties = organisation.representatives.select_related("user").order_by("user__full_name", "pk")
    return render(
        request,
        "members/organisations/people.html",
        {
            "organisation": organisation,
            "people": ties.open().prefetch_related("roles_held"),
            "past": ties.exclude(ended_on=None).order_by("-ended_on", "-pk")[:PAST_SHOWN],
            "invitations": organisation.invitations.exclude(
                status=InvitationStatus.ACCEPTED
            ).select_related("invited_by")[:PAST_SHOWN],
            "may_manage": may_manage,
            "requests": organisation.join_requests.waiting().select_related("user")
            if may_manage
            else [],
            "confirmation": this_year.select_related("confirmed_by").first(),
        },
    )


@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    if not request.acting:
        raise Http404
    organisation = request.acting.organisation
    if not policies.can_manage_people(request.user, organisation):
        raise PermissionDenied
    form = InviteForm(request.POST or None, initial={"language": organisation.language})
    if form.is_valid():
        try:
            invitation = actions.invite(
                organisation_id=organisation.pk, actor=request.user, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The invitation is on its way to %(email)s.") % {"email": invitation.email},
            )
            return redirect("members:people")
    return render(
        request,
        "members/organisations/invite.html",
        {"form": form, "organisation": organisation},
    )


@require_POST
def invitation_send_again(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = managed_invitation(request, pk)
    try:
        actions.send_invitation_again(invitation_id=invitation.pk, actor=request.user)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, on_its_way(invitation))
    return redirect("members:people")


@require_POST
def invitation_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = managed_invitation(request, pk)
    try:
        actions.take_invitation_back(invitation_id=invitation.pk, actor=request.user)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("members:people")


@require_http_methods(["GET", "POST"])
def representative_roles(request: MemberRequest, pk: int) -> HttpResponse:
    tie = managed_tie(request, pk)
    held = list(tie.roles_held.open().values_list("role", flat=True))
    form = RolesForm(sent(request), tie=tie, initial={"roles": held})
    if form.is_valid():
        try:
            actions.change_roles(
                representative_id=tie.pk,
                roles=form.cleaned_data["roles"],
                successor_id=form.successor_id,
                actor=request.user,
            )
        except LastAdministratorError as error:
            form.add_rule(error)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The roles of %(person)s are saved.") % {"person": tie.user}
            )
            return redirect("members:people")
    return person_page(request, "representative_roles", tie, form)


@require_http_methods(["GET", "POST"])
def representative_end(request: MemberRequest, pk: int) -> HttpResponse:
    tie = managed_tie(request, pk)
    if tie.user == request.user:
        return redirect("members:leave", pk=tie.pk)
    form = EndForm(sent(request), tie=tie)
    if form.is_valid() and ended(request, tie, form, reason=form.cleaned_data["reason"]):
        messages.success(
            request,
            _("%(person)s no longer represents %(organisation)s.")
            % {"person": tie.user, "organisation": tie.organisation},
        )
        return redirect("members:people")
    return person_page(request, "representative_end", tie, form)


@require_http_methods(["GET", "POST"])
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    tie = own_tie(request, pk)
    form = LeaveForm(sent(request), tie=tie)
    if form.is_valid() and ended(request, tie, form):
        messages.success(
            request,
            _("You no longer represent %(organisation)s.") % {"organisation": tie.organisation},
        )
        return redirect("home:my")
    return person_page(request, "leave", tie, form)


@require_http_methods(["GET", "POST"])
def oneself(request: MemberRequest, pk: int) -> HttpResponse:
    """One's own job title there, and whether the public page shows one's name."""
    tie = own_tie(request, pk)
    form = OneselfForm(request.POST or None, instance=tie)
    if form.is_valid():
        actions.describe_oneself(representative_id=tie.pk, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("members:people")
    return person_page(request, "oneself", tie, form)


def on_its_way(invitation: Invitation) -> str:
    return _("The invitation is on its way to %(email)s.") % {"email": invitation.email}


def ended(request: MemberRequest, tie: Representative, form: Any, reason: str = "") -> bool:
    """Who leaves stays signed in here, so that they see it done; elsewhere they are signed out."""
    try:
        actions.end_representation(
            representative_id=tie.pk,
            actor=request.user,
            successor_id=form.successor_id,
            reason=reason,
            keep_session=(request.session.session_key or "")
            if tie.user_id == request.user.pk
            else "",
        )
    except LastAdministratorError as error:
        form.add_rule(error)
        return False
    except PortalError as error:
        form.add_error(None, str(error))
        return False
    return True


def person_page(request: MemberRequest, name: str, tie: Representative, form: Any) -> HttpResponse:
    values = {"form": form, "tie": tie, "organisation": tie.organisation}
    return render(request, f"members/organisations/{name}.html", values)


def managed_tie(request: MemberRequest, pk: int) -> Representative:
    visible = Representative.objects.open().visible_to(request.user)
    tie = get_object_or_404(visible.select_related("user", "organisation"), pk=pk)
    if not policies.can_manage_people(request.user, tie.organisation):
        raise PermissionDenied
    return tie


def own_tie(request: MemberRequest, pk: int) -> Representative:
    mine = Representative.objects.open().filter(user=request.user)
    return get_object_or_404(mine.select_related("user", "organisation"), pk=pk)


def managed_invitation(request: MemberRequest, pk: int) -> Invitation:
    visible = Invitation.objects.visible_to(request.user).select_related("organisation")
    invitation = get_object_or_404(visible, pk=pk)
    if not policies.can_manage_people(request.user, invitation.organisation):
        raise PermissionDenied
    return invitation
