"""What a member asked for: the list with what is left of each quota, a request, and its steps."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.errors import NotAllowedError, PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.paging import page_of, words_asked
from cluster_portal.toolkit.uploads import download
from members.ledger.policies import can_see_account
from members.organisations.readers import looks_after_money
from members.organisations.requests import MemberRequest
from members.services import actions, quotas
from members.services.forms import AskForm
from members.services.models import Service, ServiceDelivery, ServiceRequest
from members.services.views.steps import STEPS, offered_steps
from members.services.worth import numbered_quotas

SHOWN = {"": "going_on", "all": "all"}


@never_cache
@require_safe
def my_services(request: MemberRequest) -> HttpResponse:
    acting = request.acting
    if not acting:
        return render(request, "members/services/my_services.html", {"organisation": None})
    organisation = acting.organisation
    words, shown = words_asked(request), request.GET.get("show", "")
    every = ServiceRequest.objects.filter(organisation=organisation)
    rows = every if shown == "all" else every.going_on()
    if words:
        rows = rows.matching(words)
    page = page_of(request, rows.select_related("service", "requested_by"))
    year = timezone.localdate().year
    context = {
        "organisation": organisation,
        "page": page,
        "words": words,
        "shown": shown if shown in SHOWN else "",
        "has_any": bool(page.paginator.count) or every.exists(),
        "quotas": numbered_quotas(organisation, year),
        "year": year,
        "sees_worth": can_see_account(request.user, organisation),
    }
    return render(request, "members/services/my_services.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service_ask(request: MemberRequest, key: str) -> HttpResponse:
    """Members ask here; whoever speaks for nobody is shown the way in."""
    service = get_object_or_404(Service.objects.offered().prefetch_related("quotas"), key=key)
    acting = request.acting
    if not acting:
        messages.info(
            request,
            _("Services are for members. Here you see what membership means and how to join."),
        )
        return redirect("members:join")
    organisation = acting.organisation
    form = AskForm(sent(request), unit=service.unit)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_for_service(
                service_id=service.pk,
                organisation_id=organisation.pk,
                actor=request.user,
                **form.cleaned_data,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your request is with the office."))
            return redirect(made)
    context = {
        "service": service,
        "organisation": organisation,
        "form": form,
        "quota": quotas.quota_of(service, organisation, timezone.localdate().year),
    }
    return render(request, "members/services/service_ask.html", context)


def _visible(request: MemberRequest, pk: int) -> ServiceRequest:
    rows = ServiceRequest.objects.visible_to(request.user).select_related(
        "service", "organisation", "requested_by", "approved_by", "handled_by", "invoice"
    )
    return get_object_or_404(rows, pk=pk)


@never_cache
@require_safe
def service_request(request: MemberRequest, pk: int) -> HttpResponse:
    asked = _visible(request, pk)
    quote = asked.standing_quote
    context = {
        "asked": asked,
        "quote": quote,
        "deliveries": asked.deliveries.select_related("confirmed_by"),
        "rating": getattr(asked, "rating", None),
        "steps": offered_steps(request.user, asked),
        "approvers": looks_after_money(asked.organisation) if asked.status == "quoted" else [],
        "quota": quotas.quota_of(asked.service, asked.organisation, asked.year),
        "today": timezone.localdate(),
    }
    return render(request, "members/services/service_request.html", context)


@never_cache
@require_safe
def service_proof(request: MemberRequest, pk: int, delivery_pk: int) -> FileResponse:
    asked = _visible(request, pk)
    delivery = get_object_or_404(ServiceDelivery, pk=delivery_pk, request=asked)
    if not delivery.file:
        raise Http404
    return download(delivery.file, name=delivery.file_name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service_step(request: MemberRequest, pk: int, step: str) -> HttpResponse:
    """One step of the member: a page that asks, then one action."""
    if step not in STEPS:
        raise Http404
    asked = _visible(request, pk)
    page = STEPS[step]
    if not page.may(request.user, asked):
        raise NotAllowedError(page.who)
    form = page.form_for(asked, sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            said = page.act(asked, request.user, form.cleaned_data)
        except PortalError as error:
            form.add_error(page.error_field(error), str(error))
        else:
            messages.success(request, said)
            return redirect(asked)
    elif request.method != "POST" and asked.status not in page.states:
        return redirect(asked)
    context: dict[str, Any] = {
        "asked": asked,
        "quote": asked.standing_quote,
        "step": page,
        "form": form,
    }
    return render(request, "members/services/service_step.html", context)
