"""What anybody sees: what it means, what it costs, and the way in."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.forms import sent
from members.fees import simulator
from members.organisations.models import StatuteRules
from members.registration import actions, limits
from members.registration.forms import StartForm


@login_not_required
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    context = simulator.answer(request.GET)
    if request.htmx:  # type: ignore[attr-defined]  # the middleware sets it
        response = render(request, "members/fees/_quote.html", context)
    else:
        context["rules"] = StatuteRules.objects.in_force(timezone.localdate())
        response = render(request, "members/registration/join.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_start(request: HttpRequest) -> HttpResponse:
    """The answer is the same for an address that is new, known, or asked for too often."""
    form = StartForm(sent(request), initial={"category": request.GET.get("category")})
    if form.is_valid():
        data = form.cleaned_data
        place = get_adapter().get_client_ip(request)
        is_allowed = limits.may_ask_for_link(email=data["email"], place=place)
        if is_allowed and not data["company_fax"]:
            actions.start_application(
                email=data["email"], category=data["category"], language=get_language() or "en"
            )
        return redirect("members:join_sent")
    return render(request, "members/registration/join_start.html", {"form": form})


@login_not_required
@require_safe
def join_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "members/registration/join_sent.html")
