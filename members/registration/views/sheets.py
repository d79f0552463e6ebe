"""The pages of a draft: the applicant's own, and the one that a colleague was handed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cluster_portal.toolkit.errors import IllegalTransitionError, PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.templatetags.portal import money
from members.fees import prices
from members.fees.errors import FeeError
from members.legal_texts.models import LegalText, TextKind
from members.organisations.models import Association
from members.registration import actions, costs, steps, summary
from members.registration.errors import (
    AlreadyKnownError,
    IncompleteError,
    NotOpenError,
    PaperError,
    TooEarlyError,
)
from members.registration.forms import STEP_FORMS, CategoryForm, PaperForm, ReviewForm
from members.registration.models import Application, ApplicationStatus, SectionLink
from members.registration.steps import Asked, Step
from members.registration.views.applicant import asked_today, progress
from members.registration.views.links import by_link, by_section_link, too_late


@dataclass(frozen=True)
class Sheet:
    """A page, and by whose link it was opened."""

    asked: Asked
    step: Step
    colleague: SectionLink | None = None

    @property
    def application(self) -> Application:
        return self.asked.application

    @property
    def url(self) -> str:
        if self.colleague:
            return self.colleague.get_absolute_url()
        return _address(self.application, self.step)

    def onward(self, request: HttpRequest) -> str:
        """A colleague stays; who came from the review goes back to it."""
        if self.colleague:
            return self.url
        is_from_review = request.GET.get("from") == steps.REVIEW
        review = steps.BY_SLUG[steps.REVIEW]
        return _address(
            self.application, review if is_from_review else self.asked.next_after(self.step)
        )


def _address(application: Application, step: Step) -> str:
    return reverse("members:application_step", args=[application.token, step.slug])


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    if step not in {*steps.BY_SLUG, steps.CATEGORY}:
        raise Http404
    if application.status != ApplicationStatus.DRAFT:
        was_sent_twice = step == steps.REVIEW
        return redirect(application) if was_sent_twice else too_late(request, application)
    try:
        if step == steps.CATEGORY:
            return _category(request, application)
        return _open(request, Sheet(asked_today(application), steps.BY_SLUG[step]))
    except NotOpenError:  # somebody with the same link was quicker
        return too_late(request, application)


@by_section_link
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, link: SectionLink) -> HttpResponse:
    """One page for a colleague; a link that is over says so and shows nothing."""
    if not link.is_open or link.step not in steps.SHARED:
        return _gone(request, link)
    try:
        sheet = Sheet(asked_today(link.application), steps.BY_SLUG[link.step], colleague=link)
        return _open(request, sheet)
    except NotOpenError:
        return _gone(request, link)


def _gone(request: HttpRequest, link: SectionLink) -> HttpResponse:
    return render(request, "members/registration/section_gone.html", {"link": link}, status=410)


def _open(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if sheet.step not in sheet.asked.steps:  # no question is asked of this kind
        if sheet.colleague:
            return _gone(request, sheet.colleague)
        return redirect(_address(sheet.application, steps.BY_SLUG[steps.PAPERS]))
    pages: dict[str, Callable[[HttpRequest, Sheet], HttpResponse]] = {
        steps.PAPERS: _papers,
        steps.REVIEW: _review,
    }
    return pages.get(sheet.step.slug, _questions)(request, sheet)


def _page(request: HttpRequest, sheet: Sheet, **context: Any) -> HttpResponse:
    """A step with its place among the others; a colleague sees no other page."""
    context = {
        "application": sheet.application,
        "step": sheet.step,
        "colleague": sheet.colleague,
        "steps": [] if sheet.colleague else progress(sheet.asked),
        "current": sheet.asked.steps.index(sheet.step) + 1,
        **context,
    }
    return render(request, f"members/registration/step_{context.pop('page')}.html", context)


def _category(request: HttpRequest, application: Application) -> HttpResponse:
    form = CategoryForm(sent(request), initial={"category": application.category})
    if form.is_valid():
        actions.change_category(
            application_id=application.pk, category=form.cleaned_data["category"]
        )
        is_from_review = request.GET.get("from") == steps.REVIEW
        step = steps.BY_SLUG[steps.REVIEW] if is_from_review else steps.STEPS[0]
        return redirect(_address(application, step))
    context = {"application": application, "form": form}
    return render(request, "members/registration/step_category.html", context)


TEMPLATES = {steps.SIZE: "size", steps.PEOPLE: "people"}


def _questions(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    files = {"files": request.FILES or None} if sheet.step.slug == steps.SIZE else {}
    form = STEP_FORMS[sheet.step.slug](sent(request), asked=sheet.asked, **files)
    if request.method == "POST":
        is_right = form.is_valid()
        is_right = _keep(sheet, form, is_right=is_right)
        if "more" in request.POST and is_right:
            return redirect(f"{sheet.url}#people")
        if "later" in request.POST and not sheet.colleague:
            messages.success(request, _("Saved. The link in our mail brings you back here."))
            return redirect(sheet.application)
        if is_right:
            _say_what_came_of_it(request, sheet)
            return redirect(sheet.onward(request))
    page = TEMPLATES.get(sheet.step.slug, "questions")
    evidence = sheet.application.documents.filter(is_size_evidence=True)
    return _page(request, sheet, page=page, form=form, evidence=evidence, **fee_of(sheet.asked))


def _keep(sheet: Sheet, form: Any, *, is_right: bool) -> bool:
    """Save what can be saved; True when the whole page is right."""
    values = form.right_values
    to_keep: dict[str, Any] = {
        "application_id": sheet.application.pk,
        "step": sheet.step.slug,
        "colleague": sheet.colleague,
    }
    try:
        actions.save_step(**to_keep, values=values, is_done=is_right)
    except (AlreadyKnownError, TooEarlyError) as error:
        form.add_error("identifier", str(error))
        others = {k: v for k, v in values.items() if k not in {"identifier", "country"}}
        actions.save_step(**to_keep, values=others, is_done=False)
        return False
    return _keep_evidence(sheet, form) and is_right


def _keep_evidence(sheet: Sheet, form: Any) -> bool:
    file = getattr(form, "cleaned_data", {}).get("evidence")
    if not file:
        return True
    try:
        actions.add_paper(
            application_id=sheet.application.pk,
            file=file,
            is_size_evidence=True,
            colleague=sheet.colleague,
        )
    except PaperError as error:
        form.add_error("evidence", str(error))
        return False
    return True


def fee_of(asked: Asked) -> dict[str, Any]:
    """What this application would pay by the answers given so far."""
    application, table = asked.application, asked.table
    if table is None:
        return {"table": None}
    groups = [
        group for group in prices.price_groups(table) if group.category == application.category
    ]
    asks = steps.asks_for_staff(application.category, table)
    context = {"table": table, "groups": groups, "asks_for_staff": asks}
    try:
        found = costs.quote_for(application, table, timezone.localdate())
    except FeeError as error:
        return context | {"no_quote": str(error) if application.staff_count else ""}
    return context | {"quote": found}


def _say_what_came_of_it(request: HttpRequest, sheet: Sheet) -> None:
    if sheet.colleague:
        messages.success(
            request,
            _("Saved. %(person)s sees what you wrote; you can still change it here.")
            % {"person": sheet.application.contact_name or sheet.application.contact_email},
        )
        return
    if sheet.step.slug != steps.SIZE:
        return
    fresh = asked_today(Application.objects.get(pk=sheet.application.pk))
    if found := fee_of(fresh).get("quote"):
        amount = money(found.total, found.currency)
        messages.info(
            request, _("You would pay %(amount)s in the first year.") % {"amount": amount}
        )


def _papers(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """A place for each paper that is asked for, and one for any other."""
    application = sheet.application
    goes_on = "continue" in request.POST
    form = PaperForm(sent(request), request.FILES or None)
    kinds = {kind.pk: kind for kind in sheet.asked.paper_kinds}
    wanted = request.POST.get("kind", "")
    kind = kinds.get(int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else None
    if goes_on and not request.FILES:
        actions.save_step(
            application_id=application.pk, step=steps.PAPERS, values={}, is_done=True,
            colleague=sheet.colleague,
        )  # fmt: skip
        return redirect(sheet.onward(request))
    if form.is_valid():
        try:
            actions.add_paper(
                application_id=application.pk,
                file=form.cleaned_data["file"],
                kind_id=kind.pk if kind else None,
                colleague=sheet.colleague,
            )
        except PaperError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The paper is added."))
            return redirect(sheet.onward(request) if goes_on else sheet.url)
    papers = list(application.documents.select_related("kind"))
    return _page(
        request,
        sheet,
        page="papers",
        form=form if request.method == "POST" and kind is None else PaperForm(),
        papers=papers,
        places=[
            {
                "kind": one,
                "papers": [paper for paper in papers if paper.kind_id == one.pk],
                "form": form if kind == one else PaperForm(auto_id=f"id_{one.pk}_%s"),
            }
            for one in sheet.asked.paper_kinds
        ],
        others=[paper for paper in papers if paper.kind_id not in kinds],
    )


@by_link
@require_POST
def application_paper_remove(
    request: HttpRequest, application: Application, pk: int
) -> HttpResponse:
    was_evidence = application.documents.filter(pk=pk, is_size_evidence=True).exists()
    try:
        actions.remove_paper(application_id=application.pk, document_id=pk)
    except NotOpenError:
        return redirect(application)
    messages.success(request, _("The paper is removed."))
    return redirect(
        _address(application, steps.BY_SLUG[steps.SIZE if was_evidence else steps.PAPERS])
    )


def _review(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    application, asked = sheet.application, sheet.asked
    association = Association.objects.first()
    form = ReviewForm(
        sent(request),
        association=str(association or _("the association")),
        texts={kind: LegalText.objects.in_force(kind) for kind in TextKind.values},
    )
    lacking = asked.missing
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
        sheet,
        page="review",
        form=form,
        lacking=lacking,
        sections=summary.sections(asked, with_links=True),
        papers=application.documents.select_related("kind"),
        **fee_of(asked),
    )
