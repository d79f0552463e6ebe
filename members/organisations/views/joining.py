"""Asking to represent an organisation, answering it, and the mail domains that make it possible."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from members.accounts import actions as accounts
from members.organisations import actions, limits, policies
from members.organisations.forms_joining import DeclineForm, DomainForm, RepresentForm
from members.organisations.models import JoinRequest, JoinStatus, MailDomain, Organisation
from members.organisations.requests import MemberRequest

ROWS_SHOWN = 10


@require_http_methods(["GET", "POST"])
def represent(request: MemberRequest) -> HttpResponse:
    """Which organisations this person may ask, by their own proven addresses; what they asked."""
    found = actions.may_be_asked_by(request.user).by_name()
    form = RepresentForm(sent(request), choices=found) if found else None
    if form and form.is_valid() and asked(request, form):
        return redirect("members:represent")
    return render(
        request,
        "members/organisations/represent.html",
        {
            "form": form,
            "addresses": sorted(accounts.proven_addresses(request.user)),
            "requests": request.user.join_requests.select_related("organisation")[:ROWS_SHOWN],
        },
    )


def asked(request: MemberRequest, form: RepresentForm) -> bool:
    if not limits.may_ask_to_represent(request.user.pk):
        form.add_error(None, _("That was often today. Please try again tomorrow."))
        return False
    values = dict(form.cleaned_data)
    organisation = values.pop("organisation")
    try:
        actions.ask_to_represent(organisation_id=organisation.pk, actor=request.user, **values)
    except PortalError as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request,
        _("%(organisation)s has your request. You are told by mail.")
        % {"organisation": organisation},
    )
    return True


@require_POST
def join_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    mine = get_object_or_404(JoinRequest.objects.filter(user=request.user), pk=pk)
    try:
        actions.withdraw_join_request(request_id=mine.pk, actor=request.user)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("members:represent")


@require_POST
def join_accept(request: MemberRequest, pk: int) -> HttpResponse:
    waiting = managed_request(request, pk)
    try:
        tie = actions.accept_join_request(request_id=waiting.pk, actor=request.user)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("%(person)s represents %(organisation)s from now on.")
            % {"person": tie.user, "organisation": tie.organisation},
        )
    return redirect("members:people")


@require_http_methods(["GET", "POST"])
def join_decline(request: MemberRequest, pk: int) -> HttpResponse:
    waiting = managed_request(request, pk)
    form = DeclineForm(sent(request))
    if form.is_valid():
        try:
            actions.decline_join_request(
                request_id=waiting.pk, actor=request.user, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The request is declined, and the person is told."))
            return redirect("members:people")
    context = {"form": form, "asked": waiting, "organisation": waiting.organisation}
    return render(request, "members/organisations/join_decline.html", context)


@require_http_methods(["GET", "POST"])
def mail_domains(request: MemberRequest) -> HttpResponse:
    organisation = managed_organisation(request)
    form = DomainForm(sent(request))
    if form.is_valid():
        try:
            row = actions.add_domain(
                organisation_id=organisation.pk, actor=request.user, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error("domain", str(error))
        else:
            said = _("Colleagues with an address there can ask now.")
            if row.confirmed_at is None:
                said = _("Added. The office confirms it, since you have no proven address there.")
            messages.success(request, said)
            return redirect("members:mail_domains")
    domains = organisation.mail_domains.open()
    context = {"form": form, "organisation": organisation, "domains": domains}
    return render(request, "members/organisations/mail_domains.html", context)


@require_POST
def mail_domain_end(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = managed_organisation(request)
    row = get_object_or_404(MailDomain.objects.open().filter(organisation=organisation), pk=pk)
    actions.end_domain(domain_id=row.pk, actor=request.user)
    messages.success(request, _("The domain is removed; who represents you stays."))
    return redirect("members:mail_domains")


@require_POST
def people_confirm(request: MemberRequest) -> HttpResponse:
    organisation = managed_organisation(request)
    actions.confirm_people(organisation_id=organisation.pk, actor=request.user)
    messages.success(request, _("Thank you: the list of your people is confirmed for this year."))
    return redirect("members:people")


def managed_organisation(request: MemberRequest) -> Organisation:
    if not request.acting:
        raise Http404
    organisation = request.acting.organisation
    if not policies.can_manage_people(request.user, organisation):
        raise PermissionDenied
    return organisation


def managed_request(request: MemberRequest, pk: int) -> JoinRequest:
    visible = JoinRequest.objects.visible_to(request.user).filter(status=JoinStatus.ASKED)
    found = get_object_or_404(visible.select_related("organisation", "user"), pk=pk)
    if not policies.can_manage_people(request.user, found.organisation):
        raise PermissionDenied
    return found
