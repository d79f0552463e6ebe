"""Members propose another wording of an answer, and see what became of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.paging import page_of
from faq.editorial import actions, differences, policies, previews
from faq.editorial.errors import ChangedMeanwhileError
from faq.editorial.forms import ProposalForm
from faq.editorial.models import Proposal, ProposalStatus
from faq.editorial.texts import WORDS, Text, text_of
from faq.questions.models import Question, Revision, Translation
from members.organisations.requests import MemberRequest


@require_http_methods(["GET", "POST"])
def propose_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another wording of what the reader reads: seen before it is sent, changed while it waits."""
    question = get_object_or_404(
        Question.objects.visible_to(request.user).prefetch_related("translations"), pk=pk
    )
    text = question.shown
    if text is None:
        raise Http404
    if not policies.can_propose(request.user, question):
        raise PermissionDenied
    waiting = Proposal.objects.filter(
        question=question, language=text.language, author=request.user,
        status=ProposalStatus.PENDING,
    ).select_related("based_on").first()  # fmt: skip
    form = ProposalForm(request.POST or None, initial=_first_values(text, waiting))
    seen: Any = form.initial["based_on"]
    mine = None
    if form.is_valid():
        values = form.cleaned_data
        seen = values["based_on"]
        mine = Text(*(values[name] for name in WORDS)).tidied(text.language)
        if "preview" not in request.POST:
            try:
                actions.propose_edit(
                    question_id=pk,
                    language=text.language,
                    text=mine,
                    based_on=seen,
                    author=request.user,
                    note=values["note"],
                    wants_credit=values["wants_credit"],
                    organisation_id=request.acting.organisation_id if request.acting else None,
                )
            except ChangedMeanwhileError as error:
                form = _on_top_of(text, request.POST, values)
                form.add_error(None, str(error))
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Thank you. An editor reads it and you are told."))
                return redirect("faq:proposal_list")
    return render(
        request,
        "faq/editorial/propose_edit.html",
        {
            "question": question,
            "text": text,
            "form": form,
            "waiting": waiting,
            "changed": _changed_since(text, seen),
            "preview": previews.preview_of(mine, text.language, text) if mine else None,
            "difference": differences.between(text_of(text), mine) if mine else None,
        },
    )


@require_safe
def proposal_list(request: MemberRequest) -> HttpResponse:
    """What the person has proposed, and where each stands."""
    proposals = (
        Proposal.objects.filter(author=request.user)
        .select_related("question", "published_as")
        .prefetch_related("question__translations")
        .order_by("-created_at", "-pk")
    )
    readable = set(
        Question.objects.visible_to(request.user)
        .filter(proposals__author=request.user)
        .values_list("pk", flat=True)
    )
    return render(
        request,
        "faq/editorial/proposal_list.html",
        {"page": page_of(request, proposals), "readable": readable},
    )


@require_POST
def proposal_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(Proposal, pk=pk, author=request.user)
    try:
        actions.withdraw_proposal(proposal_id=proposal.pk, actor=request.user)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have taken your edit back. Nobody acts on it any more."))
    return redirect("faq:proposal_list")


def _first_values(text: Translation, waiting: Proposal | None) -> dict[str, Any]:
    """The present answer, or what the person has proposed already."""
    row = waiting or text
    values: dict[str, Any] = {name: getattr(row, name) for name in WORDS}
    values["based_on"] = waiting.based_on.number if waiting else text.revision_number
    if waiting:
        values |= {"note": waiting.note, "wants_credit": waiting.wants_credit}
    return values


def _on_top_of(text: Translation, sent: QueryDict, values: dict[str, Any]) -> ProposalForm:
    """The same words, for the answer as it is now: the next sending knows of it."""
    data = sent.copy()
    data["based_on"] = str(text.revision_number)
    again = ProposalForm(data, initial=values)
    again.full_clean()
    return again


def _changed_since(text: Translation, seen: int) -> dict[str, Any] | None:
    """What editors have changed since the revision that the person began with."""
    if seen == text.revision_number:
        return None
    old = Revision.objects.filter(translation=text, number=seen).first()
    if old is None:
        return None
    return {"number": old.number, "difference": differences.between(text_of(old), text_of(text))}
