"""What the invited person sees: who asks, for whom, as what. Accepting and declining are POSTs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cluster_portal.toolkit.errors import PortalError
from members.accounts.models import User
from members.organisations import actions, policies
from members.organisations.forms import ROLE_CHOICES, AcceptForm
from members.organisations.middleware import SESSION_KEY
from members.organisations.models import Invitation, InvitationStatus, Role


@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    asked = by_token(token)
    return answer_page(request, asked, AcceptForm(invitation=asked))


@login_not_required
@require_POST
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The tie goes to the account of the invited address, whoever is signed in; nobody is signed
    in by it.
    """
    asked = by_token(token)
    if asked.status == InvitationStatus.ACCEPTED:
        return redirect(asked)
    form = AcceptForm(request.POST, invitation=asked)
    if is_somebody_else(request, asked) and not form.is_valid():
        return answer_page(request, asked, form)
    try:
        tie = actions.accept_invitation(invitation_id=asked.pk)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect(asked)
    if request.user == tie.user:
        request.session[SESSION_KEY] = tie.organisation_id
        messages.success(
            request, _("You now represent %(organisation)s.") % {"organisation": tie.organisation}
        )
        return redirect("home:my")
    return redirect(asked)


@login_not_required
@require_POST
def invitation_decline(request: HttpRequest, token: str) -> HttpResponse:
    asked = by_token(token)
    try:
        actions.decline_invitation(invitation_id=asked.pk)
    except PortalError as error:
        messages.error(request, str(error))
    return redirect(asked)


def by_token(token: str) -> Invitation:
    rows = Invitation.objects.by_token(token)
    return get_object_or_404(rows.select_related("organisation", "invited_by"))


def is_somebody_else(request: HttpRequest, asked: Invitation) -> bool:
    """Signed in, but not with an address that is known to be the invited one's owner."""
    return request.user.is_authenticated and User.objects.at_address(asked.email) != request.user


def answer_page(request: HttpRequest, asked: Invitation, form: AcceptForm) -> HttpResponse:
    is_open = asked.status == InvitationStatus.OPEN
    response = render(
        request,
        "members/organisations/invitation.html",
        {
            "invitation": asked,
            "organisation": asked.organisation,
            "whom_to_ask": policies.whom_to_ask(asked),
            "form": form,
            "state": "expired" if is_open and asked.is_expired else asked.status,
            "role_texts": [ROLE_CHOICES[Role(role)] for role in asked.roles],
            "is_somebody_else": is_somebody_else(request, asked),
        },
    )
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
