"""What anybody sees: what it means, what it costs, and the way in."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.forms import sent
from members.fees import prices
from members.fees.errors import FeeError
from members.fees.forms import SimulatorForm
from members.fees.models import FeeTable
from members.fees.quotes import quote
from members.organisations.models import StatuteRules
from members.registration import actions, limits
from members.registration.forms import StartForm


@login_not_required
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    tables = list(FeeTable.objects.shown(today))
    form = SimulatorForm(request.GET if "category" in request.GET else None)
    context: dict[str, Any] = {"form": form, **_simulated(form, tables)}
    if request.htmx:  # type: ignore[attr-defined]  # the middleware sets it
        response = render(request, "members/fees/_quote.html", context)
    else:
        context["tables"] = [(table, prices.price_groups(table)) for table in tables]
        context["rules"] = StatuteRules.objects.in_force(today)
        response = render(request, "members/registration/join.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _simulated(form: SimulatorForm, tables: list[FeeTable]) -> dict[str, Any]:
    """The quote that was asked for, or why there is none."""
    if not form.is_bound or not form.is_valid() or not tables:
        return {}
    data = form.cleaned_data
    try:
        found = quote(
            table=tables[0],
            category=data["category"],
            staff_count=data["staff_count"],
            on=timezone.localdate(),
        )
    except FeeError as error:
        return {"no_quote": str(error)}
    return {"quote": found, "table": tables[0]}


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
