"""What the office decides. The sender is told at each step."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from faq.community import notifications, policies, screening
from faq.community.actions.locking import (
    check,
    has_another_waiting,
    locked,
    next_in_queue,
    to_office,
)
from faq.community.errors import OtherWaitsError, ReasonMissingError, WrongRevisionError
from faq.community.models import Contribution, ContributionEvent, ContributionStatus
from faq.questions.models import Revision
from members.accounts.models import User

S = ContributionStatus
E = ContributionEvent


@transaction.atomic
def publish_contribution(
    *, contribution_id: int, actor: User | None, reply: str = ""
) -> Contribution:
    """Show it beneath the answer, with the office's reply if there is one."""
    contribution = _theirs_to_decide(contribution_id, actor)
    if contribution.status == S.PUBLISHED:
        return contribution
    check(contribution, S.PUBLISHED)
    _decide(contribution, S.PUBLISHED, E.PUBLISHED, actor, reply=reply.strip())
    notifications.published(contribution)
    return contribution


@transaction.atomic
def decline_contribution(*, contribution_id: int, actor: User | None, reason: str) -> Contribution:
    """It is not shown, or no longer; the sender reads the reason."""
    contribution = _theirs_to_decide(contribution_id, actor)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissingError(_("Please say why: the sender reads it."))
    if contribution.status == S.DECLINED:
        return contribution
    check(contribution, S.DECLINED)
    _decide(contribution, S.DECLINED, E.DECLINED, actor, reason=reason)
    notifications.declined(contribution)
    return contribution


@transaction.atomic
def reply_to_contribution(*, contribution_id: int, actor: User | None, reply: str) -> Contribution:
    """The sender gets the reply; where the comment is shown it stands beneath it."""
    contribution = _theirs_to_decide(contribution_id, actor)
    reply = reply.strip()
    if not reply:
        raise ReasonMissingError(_("Please write the reply."))
    if contribution.reply == reply:
        return contribution
    contribution.reply = reply
    contribution.save(update_fields=["reply"])
    history.record(
        subject=contribution, kind=E.REPLIED, actor=actor, office_note=reply, is_internal=True
    )
    if contribution.confirmed_at and contribution.status != S.SPAM:
        notifications.replied(contribution)
    return contribution


@transaction.atomic
def show_to(*, contribution_id: int, actor: User | None, is_for_members: bool) -> Contribution:
    """To members only, or to whoever reads the answer."""
    contribution = _theirs_to_decide(contribution_id, actor)
    if contribution.is_for_members != is_for_members:
        changes = {"is_for_members": [contribution.is_for_members, is_for_members]}
        contribution.is_for_members = is_for_members
        contribution.save(update_fields=["is_for_members"])
        history.record(
            subject=contribution,
            kind=E.READERS_CHANGED,
            actor=actor,
            changes=changes,
            is_internal=True,
        )
    return contribution


@transaction.atomic
def mark_as_spam(*, contribution_id: int, actor: User | None) -> Contribution:
    """Out of sight, and gone after a month; its sender is told nothing."""
    contribution = _theirs_to_decide(contribution_id, actor)
    if contribution.status != S.SPAM:
        check(contribution, S.SPAM)
        _decide(contribution, S.SPAM, E.HELD_AS_SPAM, actor)
    return contribution


@transaction.atomic
def let_through(*, contribution_id: int, actor: User | None) -> Contribution:
    """Not spam after all: it waits for the office, or first for the guest's confirmation.

    What screening had found is kept in the history, where wrong suspicions are counted.
    """
    contribution = _theirs_to_decide(contribution_id, actor)
    if contribution.status != S.SPAM:
        return contribution
    if contribution.confirmed_at:
        to_office(contribution)
    else:
        contribution.status, contribution.created_at = S.UNCONFIRMED, timezone.now()
        contribution.save(update_fields=["status", "created_at"])
        if screening.may_mail(contribution.guest_email):
            notifications.confirm(contribution)
    _remember(
        contribution,
        E.LET_THROUGH,
        actor,
        changes={"held_because": [contribution.held_because, []]},
    )
    return contribution


@transaction.atomic
def reopen_contribution(*, contribution_id: int, actor: User | None) -> Contribution:
    """A declined one waits again; one that was taken up is merely shown again."""
    contribution = _theirs_to_decide(contribution_id, actor)
    was_taken_up = contribution.status == S.RESOLVED
    if not was_taken_up and has_another_waiting(contribution):
        raise OtherWaitsError(
            _("Another comment of this guest is waiting. Please decide that one.")
        )
    target = S.PUBLISHED if was_taken_up else S.PENDING
    check(contribution, target)
    contribution.status, contribution.resolved_in = target, None
    contribution.save(update_fields=["status", "resolved_in"])
    _remember(contribution, E.REOPENED, actor)
    return contribution


@transaction.atomic
def resolve_contribution(
    *, contribution_id: int, revision_id: int, actor: User | None
) -> Contribution:
    """A revision takes it up: it is shown with that revision's number, and the sender is told.

    Whoever publishes may do it. Raises WrongRevisionError for a revision of another question, and
    for one that was there already when it was written.
    """
    demand(policies.can_take_up, actor)
    contribution = locked(contribution_id)
    revision = Revision.objects.select_related("translation").get(pk=revision_id)
    if revision.translation.question_id != contribution.question_id:
        raise WrongRevisionError(_("This revision belongs to another question."))
    if contribution.status == S.RESOLVED and contribution.resolved_in_id == revision_id:
        return contribution
    if not may_take_up(contribution).filter(pk=revision_id).exists():
        raise WrongRevisionError(
            _("The sender had read this revision already: publish one that takes it up first.")
        )
    check(contribution, S.RESOLVED)
    contribution.resolved_in = revision
    _decide(
        contribution,
        S.RESOLVED,
        E.RESOLVED,
        actor,
        note=_("%(language)s, revision %(number)d")
        % {
            "language": revision.translation.get_language_display(),
            "number": revision.number,
        },
    )
    notifications.taken_up(contribution)
    return contribution


def may_take_up(contribution: Contribution) -> QuerySet[Revision]:
    """Revisions of the answer, in any language, that are newer than the one its sender read."""
    found = Revision.objects.filter(translation__question=contribution.question_id)
    if contribution.revision:
        found = found.filter(created_at__gt=contribution.revision.created_at)
    return found.select_related("translation").order_by("-created_at")


def _theirs_to_decide(contribution_id: int, actor: User | None) -> Contribution:
    demand(policies.can_moderate, actor)
    return locked(contribution_id)


def _decide(
    contribution: Contribution,
    target: ContributionStatus,
    kind: ContributionEvent,
    actor: User | None,
    *,
    reason: str = "",
    reply: str = "",
    note: str = "",
) -> None:
    contribution.status, contribution.reason = target, reason
    contribution.reply = reply or contribution.reply
    contribution.decided_by, contribution.decided_at = actor, timezone.now()
    contribution.save(
        update_fields=["status", "reason", "reply", "decided_by", "decided_at", "resolved_in"]
    )
    was_held_wrongly = target == S.PUBLISHED and contribution.held_because
    changes = {"held_because": [contribution.held_because, []]} if was_held_wrongly else {}
    _remember(contribution, kind, actor, reason=reason, office_note=note, changes=changes)
    next_in_queue(contribution.guest_email)


def _remember(
    contribution: Contribution, kind: ContributionEvent, actor: User | None, **more: Any
) -> None:
    history.record(subject=contribution, kind=kind, actor=actor, is_internal=True, **more)
