from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.own_pages import sent_from_our_pages
from cluster_portal.toolkit.paging import page_of
from faq.community import actions, policies
from faq.community.errors import CommunityError, StaleFormError
from faq.community.forms import (
    ContributionForm,
    FollowForm,
    ForgetForm,
    KindForm,
    VoteForm,
    WhyForm,
)
from faq.community.models import (
    Contribution,
    ContributionKind,
    ContributionStatus,
    Follow,
    Helped,
    Vote,
)
from faq.community.tokens import ballot_for, read_ballot, read_ticket, ticket_for
from faq.community.visitors import crowd_of, organisation_of, place_of, signed_in, viewer_of
from faq.questions.models import Question, Translation, readable_by
from members.accounts.models import User

FORM = ["GET", "HEAD", "POST"]
MEMBERS = "members"


def _language() -> str:
    return (get_language() or "en")[:2]


def _question(request: HttpRequest, pk: int) -> tuple[Question, Translation]:
    """What this reader may read, and its words; 404 for everything else."""
    rows = Question.objects.visible_to(viewer_of(request)).prefetch_related("translations")
    question = get_object_or_404(rows, pk=pk)
    text = question.shown
    if text is None:
        raise Http404
    return question, text


# Did it help?


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    question, text = _question(request, pk)
    form = VoteForm(sent(request))
    if not form.is_valid():
        return redirect(question)
    try:
        given = actions.cast_vote(
            question_id=question.pk,
            ballot=read_ballot(form.cleaned_data["ballot"], place=place_of(request)),
            value=form.cleaned_data["value"],
            crowd=crowd_of(request),
            voter=signed_in(request),
        )
    except CommunityError as error:
        return _voted(request, question, text, error=str(error))
    return _voted(request, question, text, vote=given, ballot=form.cleaned_data["ballot"])


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def vote_why(request: HttpRequest, pk: int) -> HttpResponse:
    question, text = _question(request, pk)
    form = WhyForm(sent(request))
    if request.method != "POST" or "ticket" not in request.POST:
        return redirect(question)
    if not form.is_valid():
        return _voted(request, question, text, why_form=form)
    try:
        vote_id, visitor = read_ticket(form.cleaned_data["ticket"])
        actions.explain_vote(
            vote_id=vote_id,
            visitor=visitor,
            why=form.cleaned_data["why"],
            comment=form.cleaned_data["comment"],
        )
    except CommunityError as error:
        return _voted(request, question, text, error=str(error))
    return _voted(request, question, text, is_done=True)


def _voted(
    request: HttpRequest,
    question: Question,
    text: Translation,
    *,
    vote: Vote | None = None,
    ballot: str = "",
    **more: Any,
) -> HttpResponse:
    """The same words as a page, or in place of the buttons."""
    context: dict[str, Any] = {
        "question": question,
        "text": text,
        "vote": vote,
        "ballot": ballot or ballot_for(text),
        "choices": Helped,
        **more,
    }
    if vote and vote.value != Helped.YES:
        context["why_form"] = WhyForm(
            initial={"ticket": ticket_for(vote), "why": vote.why, "comment": vote.comment}
        )
    is_part = request.htmx  # type: ignore[attr-defined]  # the middleware sets it
    return render(request, f"faq/community/{'_voted' if is_part else 'voted'}.html", context)


# Comment, correct, ask for more


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def respond(request: HttpRequest, pk: int) -> HttpResponse:
    question, text = _question(request, pk)
    person = signed_in(request)
    asks_for_readers = bool(text.addendum) and MEMBERS in readable_by(viewer_of(request))
    kind = request.GET.get("kind")
    form = ContributionForm(
        sent(request),
        is_guest=person is None,
        asks_for_readers=asks_for_readers and question.visibility != MEMBERS,
        initial={
            "kind": kind if kind in ContributionKind.values else ContributionKind.COMMENT,
            "revision": text.revision_number,
            "is_for_members": True,
        },
    )
    if form.is_valid():
        try:
            contribution = _take_in(request, question, text, form, person)
        except StaleFormError as error:
            form.freshen()
            form.add_error(None, str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return _answered(request, question, contribution, person)
    context = {"question": question, "text": text, "form": form, "person": person}
    if person:
        context["organisation"] = organisation_of(request)
    return render(request, "faq/community/respond.html", context)


def _take_in(
    request: HttpRequest,
    question: Question,
    text: Translation,
    form: ContributionForm,
    person: User | None,
) -> Contribution:
    data = form.cleaned_data
    revisions = text.revisions.order_by("-number")
    return actions.contribute(
        question_id=question.pk,
        revision=revisions.filter(number=data["revision"]).first() or revisions.first(),
        kind=data["kind"],
        text=data["text"],
        language=_language(),
        crowd=crowd_of(request),
        stamp=data["stamp"],
        trap=form.trap,
        person=person,
        guest_name=data.get("name", ""),
        guest_email=data.get("email", ""),
        organisation_name=organisation_of(request) if person else data["organisation"],
        is_for_members=data.get("is_for_members", False),
    )


def _answered(
    request: HttpRequest, question: Question, contribution: Contribution, person: User | None
) -> HttpResponse:
    """A spammer and a guest are answered alike."""
    if person is None:
        return redirect("faq:respond_sent", pk=question.pk)
    if contribution.status == ContributionStatus.PUBLISHED:
        messages.success(request, _("Thank you. Your words stand beneath the answer."))
    else:
        messages.success(
            request,
            _("Thank you. The office reads it before it is shown, and writes to you then."),
        )
    return redirect(f"{question.get_absolute_url()}#faq-notes")


@login_not_required
@require_safe
def respond_sent(request: HttpRequest, pk: int) -> HttpResponse:
    question, text = _question(request, pk)
    return render(request, "faq/community/respond_sent.html", {"question": question, "text": text})


@login_not_required
@require_safe
def contribution_list(request: HttpRequest, pk: int) -> HttpResponse:
    question, text = _question(request, pk)
    rows = question.contributions.readable(readable_by(viewer_of(request))).for_page()
    form = KindForm(request.GET)
    if form.chosen:
        rows = rows.filter(kind=form.chosen)
    return render(
        request,
        "faq/community/contribution_list.html",
        {"question": question, "text": text, "form": form, "page": page_of(request, rows)},
    )


# Tell me when it is revised


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """One click for a person; a guest gives an address."""
    question, text = _question(request, pk)
    person = signed_in(request)
    if person and request.method == "POST":
        return _toggled(request, question, person)
    form = FollowForm(sent(request))
    if form.is_valid():
        try:
            actions.follow_by_mail(
                question_id=question.pk,
                email=form.cleaned_data["email"],
                language=_language(),
                crowd=crowd_of(request),
                stamp=form.cleaned_data["stamp"],
                trap=form.trap,
            )
        except StaleFormError as error:
            form.freshen()
            form.add_error(None, str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return redirect("faq:follow_sent", pk=question.pk)
    context = {"question": question, "text": text, "form": form, "person": person}
    if person:
        context["is_following"] = _follows(person, question).exists()
    return render(request, "faq/community/follow.html", context)


def _toggled(request: HttpRequest, question: Question, person: User) -> HttpResponse:
    wants = request.POST.get("follow") != "stop"
    if wants:
        actions.follow(question_id=question.pk, person=person, language=_language())
    else:
        actions.stop_following(question_id=question.pk, person=person)
    if request.htmx:  # type: ignore[attr-defined]  # the middleware sets it
        context = {"question": question, "person": person, "is_following": wants}
        return render(request, "faq/community/_follow.html", context)
    said = _("We write to you when it is revised.") if wants else _("We do not write to you.")
    messages.success(request, said)
    return redirect(question)


def _follows(person: User, question: Question) -> QuerySet:
    return Follow.objects.active().filter(person=person, question=question)


@login_not_required
@require_safe
def follow_sent(request: HttpRequest, pk: int) -> HttpResponse:
    question, text = _question(request, pk)
    return render(request, "faq/community/follow_sent.html", {"question": question, "text": text})


# What the links of our mails open: a page with a button, since mail programs follow links


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def contribution_confirm(request: HttpRequest, token: str) -> HttpResponse:
    contribution = Contribution.objects.by_token(token).select_related("question").first()
    if contribution is None or not contribution.guest_email:
        return _gone(request)
    context: dict[str, Any] = {"contribution": contribution}
    if request.method == "POST":
        try:
            context["contribution"] = actions.confirm_contribution(contribution_id=contribution.pk)
        except CommunityError as error:
            return _gone(request, str(error))
    if policies.can_read(viewer_of(request), contribution.question):
        context["question"] = contribution.question
    return render(request, "faq/community/contribution_confirm.html", context)


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def contribution_forget(request: HttpRequest, token: str) -> HttpResponse:
    contribution = Contribution.objects.by_token(token).first()
    if contribution is None:
        return _gone(request, _("Nothing is kept behind this link any more."))
    is_confirmed = contribution.confirmed_at is not None
    form = ForgetForm(sent(request), asks_for_text=is_confirmed)
    is_done = form.is_valid()
    if is_done:
        actions.forget_sender(
            contribution_id=contribution.pk,
            with_text=form.cleaned_data.get("with_text", True),
        )
    return render(
        request,
        "faq/community/contribution_forget.html",
        {"form": form, "is_done": is_done, "is_confirmed": is_confirmed},
    )


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def follow_confirm(request: HttpRequest, token: str) -> HttpResponse:
    wish = Follow.objects.by_token(token).select_related("question").first()
    if wish is None:
        return _gone(request)
    if request.method == "POST":
        try:
            wish = actions.confirm_follow(follow_id=wish.pk)
        except CommunityError as error:
            return _gone(request, str(error))
    return _about_follow(request, wish, "faq/community/follow_confirm.html")


@never_cache
@login_not_required
@sent_from_our_pages
@require_http_methods(FORM)
def follow_end(request: HttpRequest, token: str) -> HttpResponse:
    wish = Follow.objects.by_token(token).select_related("question").first()
    if wish is None:
        return _gone(request, _("Nothing is kept behind this link any more."))
    if request.method == "POST":
        wish = actions.end_follow(follow_id=wish.pk)
    return _about_follow(request, wish, "faq/community/follow_end.html")


def _about_follow(request: HttpRequest, wish: Follow, template: str) -> HttpResponse:
    """The question is named to whoever may read it."""
    context: dict[str, Any] = {"wish": wish}
    if policies.can_read(viewer_of(request), wish.question):
        context["question"] = wish.question
    return render(request, template, context)


def _gone(request: HttpRequest, said: str = "") -> HttpResponse:
    return render(request, "faq/community/link_gone.html", {"said": said}, status=404)
