from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.paging import page_of
from members.certificates import actions, limits, papers, policies
from members.certificates.errors import TooManyLooksError
from members.certificates.forms import AskForm
from members.certificates.models import Certificate
from members.organisations.requests import MemberRequest

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_list(request: MemberRequest) -> HttpResponse:
    """The certificates of the organisation that one acts for; its administrators ask for more."""
    if not request.acting:
        return render(request, "members/certificates/certificate_list.html")
    organisation = request.acting.organisation
    may_ask = policies.can_ask(request.user, organisation)
    if request.method == "POST" and not may_ask:
        raise PermissionDenied
    form = AskForm(sent(request), initial={"language": get_language()})
    if form.is_valid():
        try:
            certificate = actions.issue(
                organisation_id=organisation.pk,
                language=form.cleaned_data["language"],
                actor=request.user,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Certificate %(number)s is ready below.") % {"number": certificate.number},
            )
            return redirect("members:certificate_list")
    rows = Certificate.objects.filter(organisation=organisation).select_related("membership")
    membership = organisation.present_membership
    context = {
        "organisation": organisation,
        "page": page_of(request, rows),
        "form": form if may_ask and membership and membership.gives_rights else None,
        "may_ask": may_ask,
    }
    return render(request, "members/certificates/certificate_list.html", context)


@never_cache
@require_safe
def certificate_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), pk=pk)
    return papers.response_of(certificate)


@login_not_required
@never_cache
@require_safe
def certificate_verify(request: HttpRequest, token: str) -> HttpResponse:
    """What anybody may know who holds the paper: whether it holds, and what it says."""
    try:
        limits.check_place(get_adapter().get_client_ip(request))
    except TooManyLooksError as error:
        response = _shown(request, {"error": error}, status=TOO_MANY)
        response.headers["Retry-After"] = "3600"
        return response
    certificate = Certificate.objects.select_related("membership").filter(token=token).first()
    if certificate is None:
        raise Http404
    return _shown(request, {"certificate": certificate, "standing": certificate.standing()})


def _shown(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    response = render(
        request, "members/certificates/certificate_verify.html", context, status=status
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
