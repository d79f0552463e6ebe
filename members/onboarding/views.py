from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from members.legal_texts.models import LANGUAGES, LegalText, TextKind
from members.onboarding import actions, policies, steps
from members.onboarding.forms import AgreementForm
from members.onboarding.models import Onboarding
from members.organisations.requests import MemberRequest


@require_safe
def my_first_steps(request: MemberRequest) -> HttpResponse:
    """What is still to do before everything is settled, for who represents the new member."""
    if not request.acting:
        raise Http404
    organisation = request.acting.organisation
    onboarding = steps.open_for(organisation)
    may_sign = bool(
        onboarding and not onboarding.agreement and policies.signs_for(request.user, onboarding)
    )
    context = {
        "organisation": organisation,
        "onboarding": onboarding,
        "first_steps": steps.of(onboarding) if onboarding else [],
        "agreement_url": onboarding.agreement_url if onboarding and may_sign else "",
    }
    return render(request, "members/onboarding/my_first_steps.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def onboarding_agreement(request: HttpRequest, token: str) -> HttpResponse:
    """The signatory reads and accepts, by the mailed link; signed in, under the own name."""
    rows = Onboarding.objects.by_token(token).select_related(
        "membership__organisation", "agreement__text"
    )
    onboarding = get_object_or_404(rows)
    text = LegalText.objects.in_force(TextKind.AGREEMENT)
    context = {"onboarding": onboarding, "organisation": onboarding.membership.organisation}
    if onboarding.agreement or text is None:
        return render(request, "members/onboarding/agreement_done.html", context)
    form = AgreementForm(sent(request), onboarding=onboarding, text=text)
    if form.is_valid():
        person = request.user if request.user.is_authenticated else None
        data = form.cleaned_data
        try:
            actions.accept_agreement(
                onboarding_id=onboarding.pk,
                text_id=data["text_id"],
                language=get_language() or LANGUAGES[0],
                person_name=data["person_name"],
                position=data["position"],
                user=person if person and policies.signs_for(person, onboarding) else None,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The agreement is accepted."))
            return redirect("members:onboarding_agreement", token=token)
    return render(
        request, "members/onboarding/agreement.html", {**context, "text": text, "form": form}
    )
