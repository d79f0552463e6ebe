"""Members propose another wording; who publishes accepts it, as it is or changed, or declines."""

from dataclasses import astuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from faq.editorial import notifications, policies
from faq.editorial.actions.common import check_text, locked, refuse_draft
from faq.editorial.actions.texts import publish_revision
from faq.editorial.errors import (
    AnswerMissingError,
    ChangedMeanwhileError,
    NothingNewError,
    ReasonMissingError,
)
from faq.editorial.models import PROPOSAL_MOVES, Proposal, ProposalStatus, QuestionEvent
from faq.editorial.texts import WORDS, Text, text_of
from faq.questions.models import Revision, Significance
from members.accounts.models import User
from members.organisations.models import Representative


@transaction.atomic
def propose_edit(
    *,
    question_id: int,
    language: str,
    text: Text,
    based_on: int,
    author: User,
    note: str = "",
    wants_credit: bool = True,
    organisation_id: int | None = None,
) -> Proposal:
    """A member's wording waits for an editor; proposed again, the waiting one is changed.

    `based_on` is the number of the revision that the member had before them: another one meanwhile
    raises ChangedMeanwhileError. `organisation_id` says for which of their members they speak.
    """
    question = locked(question_id)
    if not policies.can_propose(author, question):
        raise NotAllowedError
    translation = question.translations.written().get(language=language)
    tidy = text.tidied(language)
    check_text(tidy)
    if not tidy.has_answer:
        raise AnswerMissingError(_("Please leave an answer: an edit cannot take it away."))
    base = translation.revisions.get(number=translation.revision_number)
    if based_on != base.number:
        raise ChangedMeanwhileError(
            _("This answer has been revised since you opened this page. Look at what changed.")
        )
    if tidy == text_of(translation):
        raise NothingNewError(_("This is what the answer says already: change what is wrong."))
    waiting = Proposal.objects.select_for_update().filter(
        question=question, language=language, author=author, status=ProposalStatus.PENDING
    )
    known = waiting.first()
    proposal = known or Proposal(question=question, language=language, author=author)
    before = _facts(proposal) if known else None
    for name, words in zip(WORDS, astuple(tidy), strict=True):
        setattr(proposal, name, words)
    proposal.based_on, proposal.note = base, " ".join(note.split())[:300]
    proposal.wants_credit = wants_credit
    proposal.credit = _name_and_organisation(author, organisation_id)
    if before == _facts(proposal):
        return proposal
    proposal.save()
    kind = QuestionEvent.PROPOSAL_CHANGED if known else QuestionEvent.PROPOSED
    _remember(proposal, kind, author, proposal.note)
    if not known:
        notifications.proposal_received(proposal)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, actor: User) -> Proposal:
    """Its author takes it back."""
    proposal = _locked(proposal_id)
    if proposal.author_id != actor.pk:
        raise NotAllowedError
    if proposal.status == ProposalStatus.WITHDRAWN:
        return proposal
    _move(proposal, ProposalStatus.WITHDRAWN)
    proposal.save(update_fields=["status"])
    _remember(proposal, QuestionEvent.PROPOSAL_WITHDRAWN, actor)
    return proposal


@transaction.atomic
def decline_proposal(*, proposal_id: int, reason: str, actor: User | None) -> Proposal:
    """Not taken over; its author is told why."""
    demand(policies.can_publish, actor)
    proposal = _locked(proposal_id)
    said = " ".join(reason.split())
    if not said:
        raise ReasonMissingError(_("Please say why: the person who proposed it is told."))
    if proposal.status == ProposalStatus.DECLINED:
        return proposal
    _move(proposal, ProposalStatus.DECLINED)
    _decide(proposal, actor, reason=said)
    _remember(proposal, QuestionEvent.PROPOSAL_DECLINED, actor, said)
    notifications.proposal_declined(proposal)
    return proposal


@transaction.atomic
def reopen_proposal(*, proposal_id: int, actor: User) -> Proposal:
    """A declined one waits again, unless its author has meanwhile proposed another."""
    demand(policies.can_publish, actor)
    proposal = _locked(proposal_id)
    if proposal.status == ProposalStatus.PENDING:
        return proposal
    _move(proposal, ProposalStatus.PENDING)
    others = Proposal.objects.filter(
        question=proposal.question_id,
        language=proposal.language,
        author=proposal.author_id,
        status=ProposalStatus.PENDING,
    )
    if proposal.author_id and others.exists():
        raise ChangedMeanwhileError(_("The same person has proposed another edit meanwhile."))
    proposal.decided_by, proposal.decided_at, proposal.reason = None, None, ""
    proposal.save(update_fields=["status", "decided_by", "decided_at", "reason"])
    _remember(proposal, QuestionEvent.PROPOSAL_REOPENED, actor)
    notifications.proposal_reopened(proposal)
    return proposal


@transaction.atomic
def accept_proposal(
    *,
    proposal_id: int,
    actor: User,
    text: Text | None = None,
    based_on: int | None = None,
    comment: str = "",
    significance: str = Significance.CONTENT,
    is_in_step: bool | None = None,
    other_revision: int | None = None,
    closes_need: bool = False,
) -> Proposal:
    """Publish it, in other words if an editor gives a `text`, with thanks if they are wished.

    As it stands it is accepted only while its answer is the one it was written for, else
    ChangedMeanwhileError: an editor then puts both together in a `text` of their own, `based_on`
    being the revision that they had before them.
    """
    demand(policies.can_publish, actor)
    proposal = _locked(proposal_id)
    if proposal.status in {ProposalStatus.ACCEPTED, ProposalStatus.CHANGED}:
        return proposal
    proposed = text_of(proposal)
    chosen = text.tidied(proposal.language) if text else proposed
    target = ProposalStatus.ACCEPTED if chosen == proposed else ProposalStatus.CHANGED
    _move(proposal, target)
    refuse_draft(proposal.question, proposal.language)
    translation = proposal.question.translations.get(language=proposal.language)
    if text is None and translation.revision_number != proposal.based_on.number:
        raise ChangedMeanwhileError(
            _("The answer has been revised since this was proposed: put both together.")
        )
    if text_of(translation) == chosen:
        raise NothingNewError(_("Readers see these very words already."))
    published = publish_revision(
        question_id=proposal.question_id,
        language=proposal.language,
        title=chosen.title,
        short_answer=chosen.short_answer,
        body=chosen.body,
        addendum=chosen.addendum,
        author=actor,
        comment=comment,
        significance=significance,
        based_on=based_on,
        closes_need=closes_need,
        contributor=proposal.author,
        credit=proposal.credit if proposal.wants_credit else "",
        is_in_step=is_in_step,
        other_revision=other_revision,
    )
    proposal.published_as = Revision.objects.get(
        translation=published, number=published.revision_number
    )
    _decide(proposal, actor)
    _remember(proposal, QuestionEvent.PROPOSAL_ACCEPTED, actor)
    notifications.proposal_accepted(proposal)
    return proposal


def _locked(proposal_id: int) -> Proposal:
    """The question first, as everywhere; then the proposal."""
    question_id = Proposal.objects.values_list("question", flat=True).get(pk=proposal_id)
    locked(question_id)
    rows = Proposal.objects.select_for_update(of=("self",))
    return rows.select_related("question", "based_on", "author").get(pk=proposal_id)


def _move(proposal: Proposal, target: ProposalStatus) -> None:
    check_move(PROPOSAL_MOVES, ProposalStatus(proposal.status), target, _("This proposed edit"))
    proposal.status = target


def _decide(proposal: Proposal, actor: User | None, *, reason: str = "") -> None:
    proposal.decided_by, proposal.decided_at, proposal.reason = actor, timezone.now(), reason
    proposal.save(update_fields=["status", "decided_by", "decided_at", "reason", "published_as"])


def _remember(
    proposal: Proposal, kind: QuestionEvent, actor: User | None, reason: str = ""
) -> None:
    history.record(
        subject=proposal.question,
        kind=kind,
        actor=actor,
        reason=reason,
        office_note=proposal.credit,
        is_internal=True,
    )


def _facts(proposal: Proposal) -> tuple:
    return (
        text_of(proposal), proposal.based_on_id, proposal.note, proposal.wants_credit,
        proposal.credit,
    )  # fmt: skip


def _name_and_organisation(person: User, organisation_id: int | None) -> str:
    """As they are on this day; readers may be told them."""
    held = Representative.objects.of_active_members().filter(user=person)
    chosen = held.filter(organisation=organisation_id).first() or held.first()
    organisation = chosen.organisation if chosen else ""
    return f"{person.full_name}, {organisation}"[:200]
