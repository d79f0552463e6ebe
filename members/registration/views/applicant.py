"""The applicant's own page: where it stands, who has the ball, what is missing, by when."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_portal.toolkit.errors import IllegalTransitionError
from cluster_portal.toolkit.forms import sent
from members.fees.models import FeeTable
from members.fees.quotes import Quote
from members.onboarding import steps as onboarding
from members.registration import actions, stages, steps, summary
from members.registration.errors import NotOpenError, PaperError
from members.registration.forms import AnswerForm, PaperForm, WithdrawForm
from members.registration.models import Application, ApplicationStatus
from members.registration.steps import Asked
from members.registration.views.links import by_link, too_late

S = ApplicationStatus


def asked_today(application: Application) -> Asked:
    return Asked(application, FeeTable.objects.for_joining(timezone.localdate()))


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
            given = {one.answer for one in application.information_requests.all()}
            was_sent_twice = form.cleaned_data["answer"] in given
            return redirect(application) if was_sent_twice else too_late(request, application)
        except PaperError as error:
            form.add_error("paper", str(error))
        else:
            messages.success(request, _("Thank you. Your answer is with the office."))
            return redirect(application)
    asked = asked_today(application)
    is_draft = application.status == S.DRAFT
    context = {
        "application": application,
        "question": question if application.status == S.INFO_REQUESTED else None,
        "form": form if question else None,
        "stages": stages.of(application),
        "current": stages.place_of(application),
        "ball": stages.ball_of(application),
        "papers": application.documents.select_related("kind"),
        "lacking_papers": [] if is_draft or not application.takes_papers else lacking(asked),
        "quote": Quote.from_json(application.quote) if application.quote else None,
        "answered": application.information_requests.filter(answered_at__isnull=False),
        "today": timezone.localdate(),
        **(_of_a_draft(asked) if is_draft else {"sections": summary.sections(asked)}),
        **_first_steps(application),
    }
    return render(request, "members/registration/application.html", context)


def lacking(asked: Asked) -> list[tuple[Any, PaperForm]]:
    return [(kind, PaperForm(auto_id=f"id_{kind.pk}_%s")) for kind in asked.papers_before_board]


def _of_a_draft(asked: Asked) -> dict[str, Any]:
    lacking = asked.missing
    links = asked.application.section_links.select_related("application")
    return {
        "lacking": lacking,
        "next_step": (lacking or [steps.BY_SLUG[steps.REVIEW]])[0],
        "progress": progress(asked),
        "links": [(link, steps.BY_SLUG[link.step].label) for link in links],
    }


def _first_steps(application: Application) -> dict[str, Any]:
    """What a new member has to do, while that is open."""
    if application.status != S.APPROVED or application.organisation is None:
        return {}
    opened = onboarding.open_for(application.organisation)
    return {"onboarding": opened, "first_steps": onboarding.of(opened)} if opened else {}


def progress(asked: Asked) -> list[dict[str, Any]]:
    application = asked.application
    return [
        {
            "slug": step.slug,
            "label": step.label,
            "url": reverse("members:application_step", args=[application.token, step.slug]),
            "is_done": asked.is_complete(step),
            "is_optional": step.slug != steps.REVIEW and not asked.needs(step),
            "filled": stages.filled(application, step.slug),
        }
        for step in asked.steps
    ]


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application_paper(request: HttpRequest, application: Application, kind: int) -> HttpResponse:
    """A paper that the Board needs, sent after the application."""
    if not application.takes_papers or application.status == S.DRAFT:
        return redirect(application)
    form = PaperForm(sent(request), request.FILES or None)
    asked = asked_today(application)
    wanted = next((one for one in asked.papers_before_board if one.pk == kind), None)
    if wanted is None:
        return redirect(application)
    if form.is_valid():
        try:
            actions.add_paper(
                application_id=application.pk, file=form.cleaned_data["file"], kind_id=kind
            )
        except NotOpenError:
            return redirect(application)
        except PaperError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The paper is added."))
            return redirect(application)
    context = {"application": application, "form": form, "kind": wanted}
    return render(request, "members/registration/application_paper.html", context)


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
