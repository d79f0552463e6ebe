"""A person's own organisation: its page, and for which one they act."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.organisations import actions, continuity, policies
from members.organisations.forms import PageForm
from members.organisations.middleware import SESSION_KEY
from members.organisations.models import Organisation
from members.organisations.requests import MemberRequest
from members.organisations.views.private import private_part


@require_safe
def my_organisation(request: MemberRequest) -> HttpResponse:
    page = "members/organisations/my_organisation.html"
    if not request.acting:
        return render(request, page, {"organisation": None})
    organisation = request.acting.organisation
    return render(
        request,
        page,
        {
            "organisation": organisation,
            "membership": organisation.present_membership,
            "memberships": organisation.memberships.all(),
            "lineage": organisation.lineage_steps,
            "may_edit": policies.can_edit_organisation(request.user, organisation),
            "warnings": continuity.warnings_of(organisation),
            **private_part(request, organisation),
        },
    )


@require_http_methods(["GET", "POST"])
def my_organisation_edit(request: MemberRequest) -> HttpResponse:
    if not request.acting:
        raise Http404
    organisation = Organisation.objects.get(pk=request.acting.organisation_id)
    if not policies.can_edit_organisation(request.user, organisation):
        raise PermissionDenied
    form = PageForm(request.POST or None, request.FILES or None, instance=organisation)
    if form.is_valid():
        values = dict(form.cleaned_data)
        logo = values.pop("logo", None)
        actions.edit_page(
            organisation_id=organisation.pk,
            actor=request.user,
            logo=logo if isinstance(logo, UploadedFile) else None,
            remove_logo=values.pop("remove_logo", False),
            **values,
        )
        messages.success(request, _("The page is saved. The public sees it now."))
        return redirect("members:my_organisation")
    return render(
        request,
        "members/organisations/my_organisation_edit.html",
        {"form": form, "organisation": request.acting.organisation},
    )


@require_POST
def switch_organisation(request: MemberRequest) -> HttpResponse:
    """Act for another organisation that one represents, and stay on the page."""
    chosen = request.POST.get("organisation", "")
    held = next(
        (one for one in request.representations if str(one.organisation_id) == chosen), None
    )
    if held is None:
        raise Http404
    request.session[SESSION_KEY] = held.organisation_id
    messages.success(
        request, _("You now act for %(organisation)s.") % {"organisation": held.organisation}
    )
    target = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if is_safe else resolve_url("home:my"))
