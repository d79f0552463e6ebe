"""Colleagues are asked by mail; whoever holds the mailed link answers."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts import actions as accounts
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.actions.ties import (
    demand_may_manage,
    give,
    in_order,
    record,
    roles_of,
)
from members.organisations.errors import InvitationError
from members.organisations.models import (
    INVITABLE_ROLES,
    INVITATION_MOVES,
    Invitation,
    InvitationStatus,
    Organisation,
    OrganisationEvent,
    Representative,
)

VALID_FOR = dt.timedelta(days=14)
AGAIN_AFTER = dt.timedelta(minutes=10)
OPEN_AT_MOST = 50


@transaction.atomic
def invite(
    *,
    organisation_id: int,
    email: str,
    full_name: str,
    roles: Collection[str],
    language: str,
    actor: User,
    job_title: str = "",
) -> Invitation:
    """Ask a person, by mail, to represent the organisation. Roles that only one person holds are
    handed over later, once they are there.
    """
    organisation = Organisation.objects.held(organisation_id)
    demand_may_manage(actor, organisation)
    email = email.strip().lower()
    if not roles or set(roles) - set(INVITABLE_ROLES):
        raise InvitationError(_("Choose the roles from the list."))
    _check_can_be_invited(organisation, email)
    now = timezone.now()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        full_name=full_name,
        job_title=job_title,
        roles=in_order(roles),
        language=language,
        invited_by=actor,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    record(organisation, OrganisationEvent.INVITED, actor, full_name, after=invitation.roles)
    notifications.invited(invitation)
    return invitation


def _check_can_be_invited(organisation: Organisation, email: str) -> None:
    person = User.objects.at_address(email)
    if person and organisation.representatives.open().filter(user=person).exists():
        raise InvitationError(
            _("%(person)s represents %(organisation)s already: change the roles instead.")
            % {"person": person, "organisation": organisation}
        )
    waiting = organisation.invitations.filter(status=InvitationStatus.OPEN)
    if waiting.filter(email__iexact=email).exists():
        raise InvitationError(
            _("%(email)s has an invitation already: send that one again, or take it back first.")
            % {"email": email}
        )
    if waiting.count() >= OPEN_AT_MOST:
        raise InvitationError(
            _("Too many invitations are waiting for an answer. Take some back first.")
        )


@transaction.atomic
def send_invitation_again(*, invitation_id: int, actor: User) -> Invitation:
    """The same link once more, valid anew from today; who sends it is who invites now."""
    invitation = _held_invitation(invitation_id)
    demand_may_manage(actor, invitation.organisation)
    if invitation.status != InvitationStatus.OPEN:
        raise InvitationError(
            _("This invitation is “%(state)s”. Write a new one if you need it.")
            % {"state": invitation.get_status_display()}
        )
    now = timezone.now()
    if invitation.sent_at > now - AGAIN_AFTER:
        raise InvitationError(
            _("It was sent a moment ago. Please wait ten minutes before you send it again.")
        )
    invitation.sent_at, invitation.expires_at = now, now + VALID_FOR
    invitation.invited_by = actor
    invitation.save(update_fields=["sent_at", "expires_at", "invited_by"])
    record(invitation.organisation, OrganisationEvent.INVITED_AGAIN, actor, invitation.full_name)
    notifications.invited(invitation)
    return invitation


@transaction.atomic
def take_invitation_back(*, invitation_id: int, actor: User) -> Invitation:
    invitation = _held_invitation(invitation_id)
    demand_may_manage(actor, invitation.organisation)
    _answer(invitation, InvitationStatus.REVOKED)
    record(
        invitation.organisation,
        OrganisationEvent.INVITATION_TAKEN_BACK,
        actor,
        invitation.full_name,
    )
    return invitation


@transaction.atomic
def accept_invitation(*, invitation_id: int) -> Representative:
    """Whoever holds the mailed link has the address; the tie goes to the account of that address.

    It signs nobody in: a link may be passed on, a code at the address proves more. Raises
    InvitationError after its last day and AccountClosedError of the accounts.
    """
    invitation = _held_invitation(invitation_id)
    _check_answerable(invitation)
    person = accounts.find_or_make_person(
        email=invitation.email, full_name=invitation.full_name, language=invitation.language
    )
    organisation = invitation.organisation
    tie, made = Representative.objects.get_or_create(
        organisation=organisation,
        user=person,
        ended_on=None,
        defaults={"job_title": invitation.job_title, "started_on": timezone.localdate()},
    )
    before = roles_of(tie)
    give(tie, set(invitation.roles) - set(before))
    _answer(invitation, InvitationStatus.ACCEPTED, accepted_by=person)
    record(
        organisation,
        OrganisationEvent.PERSON_JOINED if made else OrganisationEvent.ROLES_CHANGED,
        person,
        str(person),
        before=before,
        after=roles_of(tie),
    )
    notifications.welcomed(tie, roles=roles_of(tie))
    return tie


@transaction.atomic
def decline_invitation(*, invitation_id: int) -> Invitation:
    invitation = _held_invitation(invitation_id)
    _check_answerable(invitation)
    _answer(invitation, InvitationStatus.DECLINED)
    history.record(
        subject=invitation.organisation,
        kind=OrganisationEvent.INVITATION_DECLINED,
        actor_label=invitation.full_name,
        changes={"person": ["", invitation.full_name]},
    )
    has_left = policies.whom_to_ask(invitation) != invitation.invited_by
    notifications.declined(invitation, has_left=has_left)
    return invitation


def _held_invitation(invitation_id: int) -> Invitation:
    organisation_id = Invitation.objects.values_list("organisation_id", flat=True).get(
        pk=invitation_id
    )
    organisation = Organisation.objects.held(organisation_id)
    invitation = Invitation.objects.select_related("invited_by").get(pk=invitation_id)
    invitation.organisation = organisation
    return invitation


def _check_answerable(invitation: Invitation) -> None:
    if invitation.status == InvitationStatus.OPEN and invitation.is_expired:
        raise InvitationError(
            _("This invitation was open until %(day)s. Ask %(person)s to send it again.")
            % {
                "day": f"{timezone.localtime(invitation.expires_at):%d.%m.%Y}",
                "person": policies.whom_to_ask(invitation),
            }
        )


def _answer(
    invitation: Invitation, answer: InvitationStatus, accepted_by: User | None = None
) -> None:
    check_move(INVITATION_MOVES, InvitationStatus(invitation.status), answer, _("This invitation"))
    invitation.status, invitation.answered_at = answer, timezone.now()
    invitation.accepted_by = accepted_by
    invitation.save(update_fields=["status", "answered_at", "accepted_by"])
