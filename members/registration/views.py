import copy
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal.toolkit.errors import IllegalTransitionError, PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.templatetags.portal import money
from members.fees import prices, simulator
from members.fees.errors import FeeError
from members.fees.models import FeeTable
from members.fees.quotes import Quote, quote
from members.organisations.models import Association, StatuteRules
from members.registration import actions, limits, steps, summary
from members.registration.errors import (
    AlreadyKnownError,
    IncompleteError,
    NotOpenError,
    PaperError,
    TooEarlyError,
)
from members.registration.forms import (
    STEP_FORMS,
    AnswerForm,
    CategoryForm,
    PaperForm,
    ReviewForm,
    StartForm,
    WithdrawForm,
)
from members.registration.models import Application, ApplicationStatus

# What anybody sees


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


# What the link opens


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The application behind the signed link; a forged one is 404. No account, nothing cached."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        application = get_object_or_404(Application.objects.by_token(token))
        return view(request, application, **kwargs)

    return opened


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, application: Application) -> HttpResponse:
    question = application.information_requests.filter(answered_at__isnull=True).first()
    form = AnswerForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        paper = form.cleaned_data["paper"]
        try:
            actions.answer_information(
                application_id=application.pk,
                answer=form.cleaned_data["answer"],
                papers=[paper] if paper else [],
            )
        except NotOpenError:
            return redirect(application)
        except PaperError as error:
            form.add_error("paper", str(error))
        else:
            messages.success(request, _("Thank you. Your answer is with the office."))
            return redirect(application)
    is_draft = application.status == ApplicationStatus.DRAFT
    table = FeeTable.objects.for_joining(timezone.localdate())
    lacking = steps.missing(application, table) if is_draft else []
    context = {
        "application": application,
        "question": question,
        "form": form if question else None,
        "lacking": lacking,
        "next_step": (lacking or [steps.BY_SLUG[steps.REVIEW]])[0] if is_draft else None,
        "sections": [] if is_draft else summary.sections(application),
        "progress": _progress(application, table) if is_draft else [],
        "papers": application.documents.all(),
        "quote": Quote.from_json(application.quote) if application.quote else None,
        "answered": application.information_requests.filter(answered_at__isnull=False),
        "today": timezone.localdate(),
    }
    return render(request, "members/registration/application.html", context)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    if step not in {*steps.BY_SLUG, steps.CATEGORY}:
        raise Http404
    if application.status != ApplicationStatus.DRAFT:
        return redirect(application)
    pages = {steps.CATEGORY: _category, steps.PAPERS: _papers, steps.REVIEW: _review}
    try:
        return pages.get(step, _questions)(request, application, step)
    except NotOpenError:  # somebody with the same link was quicker
        return redirect(application)


def _progress(application: Application, table: FeeTable | None) -> list[dict[str, Any]]:
    return [
        {
            "label": step.label,
            "url": reverse("members:application_step", args=[application.token, step.slug]),
            "is_done": steps.is_complete(step, application, table),
            "is_optional": steps.is_optional(step, application, table),
        }
        for step in steps.STEPS
    ]


def _go(application: Application, step: steps.Step) -> HttpResponse:
    return redirect("members:application_step", token=application.token, step=step.slug)


def _onward(request: HttpRequest, otherwise: steps.Step) -> steps.Step:
    """Who came from the review goes back to it."""
    is_from_review = request.GET.get("from") == steps.REVIEW
    return steps.BY_SLUG[steps.REVIEW] if is_from_review else otherwise


def _page(
    request: HttpRequest, application: Application, step: steps.Step, **context: Any
) -> HttpResponse:
    """A step with its place among the others."""
    table = FeeTable.objects.for_joining(timezone.localdate())
    context = {
        "application": application,
        "step": step,
        "steps": _progress(application, table),
        "current": steps.STEPS.index(step) + 1,
        **context,
    }
    return render(request, f"members/registration/step_{context.pop('page')}.html", context)


def _category(request: HttpRequest, application: Application, _slug: str) -> HttpResponse:
    form = CategoryForm(sent(request), initial={"category": application.category})
    if form.is_valid():
        actions.change_category(
            application_id=application.pk, category=form.cleaned_data["category"]
        )
        return _go(application, _onward(request, steps.STEPS[0]))
    context = {"application": application, "form": form}
    return render(request, "members/registration/step_category.html", context)


def _questions(request: HttpRequest, application: Application, slug: str) -> HttpResponse:
    step = steps.BY_SLUG[slug]
    table = FeeTable.objects.for_joining(timezone.localdate())
    form = STEP_FORMS[slug](sent(request), instance=copy.copy(application), table=table)
    if request.method == "POST":
        is_right = form.is_valid()
        is_right = _keep(application, slug, form, is_right=is_right)
        if "later" in request.POST:
            messages.success(request, _("Saved. The link in our mail brings you back here."))
            return redirect(application)
        if is_right:
            _say_the_fee(request, slug, application.pk, table)
            return _go(application, _onward(request, steps.next_after(step)))
    page = "size" if slug == steps.SIZE else "questions"
    return _page(request, application, step, page=page, form=form, **_fee(application, table))


def _keep(application: Application, slug: str, form: Any, *, is_right: bool) -> bool:
    """Save what can be saved; True when the whole page is right."""
    values = form.right_values
    try:
        actions.save_step(application_id=application.pk, step=slug, values=values, is_done=is_right)
    except (AlreadyKnownError, TooEarlyError) as error:
        form.add_error("identifier", str(error))
        others = {k: v for k, v in values.items() if k not in {"identifier", "country"}}
        actions.save_step(application_id=application.pk, step=slug, values=others, is_done=False)
        return False
    return is_right


def _fee(application: Application, table: FeeTable | None) -> dict[str, Any]:
    """What this application would pay by the answers given so far."""
    if table is None:
        return {"table": None}
    asks = steps.asks_for_staff(application.category, table)
    context = {"table": table, "groups": _groups(application, table), "asks_for_staff": asks}
    try:
        found = quote(
            table=table,
            category=application.category,
            staff_count=application.staff_count,
            on=timezone.localdate(),
        )
    except FeeError as error:
        return context | {"no_quote": str(error) if application.staff_count else ""}
    return context | {"quote": found}


def _groups(application: Application, table: FeeTable) -> list[prices.PriceGroup]:
    groups = prices.price_groups(table)
    return [group for group in groups if group.category == application.category]


def _say_the_fee(request: HttpRequest, slug: str, pk: int, table: FeeTable | None) -> None:
    found = _fee(Application.objects.get(pk=pk), table).get("quote") if slug == steps.SIZE else None
    if found:
        amount = money(found.total, found.currency)
        messages.info(
            request, _("You would pay %(amount)s in the first year.") % {"amount": amount}
        )


def _papers(request: HttpRequest, application: Application, slug: str) -> HttpResponse:
    step = steps.BY_SLUG[slug]
    goes_on = "continue" in request.POST
    form = PaperForm(sent(request), request.FILES or None)
    if goes_on and not request.FILES:
        actions.save_step(application_id=application.pk, step=slug, values={}, is_done=True)
        return _go(application, steps.next_after(step))
    if form.is_valid():
        try:
            actions.add_paper(application_id=application.pk, file=form.cleaned_data["file"])
        except PaperError as error:
            form.add_error("file", str(error))
        else:
            actions.save_step(application_id=application.pk, step=slug, values={}, is_done=True)
            messages.success(request, _("The paper is added."))
            return _go(application, steps.next_after(step) if goes_on else step)
    papers = application.documents.all()
    return _page(request, application, step, page="papers", form=form, papers=papers)


@by_link
@require_POST
def application_paper_remove(
    request: HttpRequest, application: Application, pk: int
) -> HttpResponse:
    try:
        actions.remove_paper(application_id=application.pk, document_id=pk)
    except NotOpenError:
        return redirect(application)
    messages.success(request, _("The paper is removed."))
    return _go(application, steps.BY_SLUG[steps.PAPERS])


def _review(request: HttpRequest, application: Application, slug: str) -> HttpResponse:
    table = FeeTable.objects.for_joining(timezone.localdate())
    association = Association.objects.first()
    form = ReviewForm(sent(request), association=str(association or _("the association")))
    lacking = steps.missing(application, table)
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_application(application_id=application.pk, **form.cleaned_data)
        except IllegalTransitionError:
            return redirect(application)
        except IncompleteError as error:
            lacking = [steps.BY_SLUG[lacking_slug] for lacking_slug in error.steps]
            form.add_error(None, str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return redirect(application)
    return _page(
        request,
        application,
        steps.BY_SLUG[slug],
        page="review",
        form=form,
        lacking=lacking,
        sections=summary.sections(application, with_links=True),
        papers=application.documents.all(),
        **_fee(application, table),
    )


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    if not application.is_open:
        return redirect(application)
    form = WithdrawForm(sent(request))
    if form.is_valid():
        try:
            actions.withdraw_application(application_id=application.pk, **form.cleaned_data)
        except IllegalTransitionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your application is withdrawn."))
        return redirect(application)
    context = {"application": application, "form": form}
    return render(request, "members/registration/application_withdraw.html", context)
