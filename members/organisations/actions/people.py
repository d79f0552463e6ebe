"""Who speaks for an organisation. Each of these holds the organisation's row first, so that what
must be true of all its people together (somebody administers it) is checked one change at a time.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts import actions as accounts
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.actions.billing import move_documents
from members.organisations.errors import (
    InvitationError,
    LastAdministratorError,
    OrganisationError,
)
from members.organisations.models import (
    INVITABLE_ROLES,
    INVITATION_MOVES,
    SINGLE_ROLES,
    Invitation,
    InvitationStatus,
    Organisation,
    OrganisationEvent,
    Representative,
    Role,
    RoleHeld,
    RoleHeldQuerySet,
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
    organisation = _held(organisation_id)
    _may_manage(actor, organisation)
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
        roles=_in_order(roles),
        language=language,
        invited_by=actor,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    _record(organisation, OrganisationEvent.INVITED, actor, full_name, after=invitation.roles)
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
    """The same link once more, valid anew from today."""
    invitation = _held_invitation(invitation_id)
    _may_manage(actor, invitation.organisation)
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
    invitation.save(update_fields=["sent_at", "expires_at"])
    _record(invitation.organisation, OrganisationEvent.INVITED_AGAIN, actor, invitation.full_name)
    notifications.invited(invitation)
    return invitation


@transaction.atomic
def take_invitation_back(*, invitation_id: int, actor: User) -> Invitation:
    invitation = _held_invitation(invitation_id)
    _may_manage(actor, invitation.organisation)
    _answer(invitation, InvitationStatus.REVOKED)
    _record(
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
    before = _roles(tie)
    _give(tie, set(invitation.roles) - set(before))
    _answer(invitation, InvitationStatus.ACCEPTED, accepted_by=person)
    _record(
        organisation,
        OrganisationEvent.PERSON_JOINED if made else OrganisationEvent.ROLES_CHANGED,
        person,
        str(person),
        before=before,
        after=_roles(tie),
    )
    notifications.welcomed(tie, roles=_roles(tie))
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
    notifications.declined(invitation)
    return invitation


@transaction.atomic
def change_roles(
    *,
    representative_id: int,
    roles: Collection[str],
    actor: User,
    successor_id: int | None = None,
) -> Representative:
    """Give a person exactly these roles. A role that only one holds moves from its holder; one
    that may not stay empty needs `successor_id`, another representative, who gets it.
    """
    tie = _held_tie(representative_id)
    _may_manage(actor, tie.organisation)
    if set(roles) - set(Role.values):
        raise OrganisationError(_("Choose the roles from the list."))
    before = _roles(tie)
    lost, gained = set(before) - set(roles), set(roles) - set(before)
    if not lost and not gained:
        return tie
    _pass_on(tie, lost, successor_id, actor)
    _take(RoleHeld.objects.filter(representative=tie), lost)
    _move_here(tie, gained & set(SINGLE_ROLES), actor)
    _give(tie, gained - set(SINGLE_ROLES))
    _record(
        tie.organisation,
        OrganisationEvent.ROLES_CHANGED,
        actor,
        str(tie.user),
        before=before,
        after=_roles(tie),
    )
    notifications.roles_changed(tie, roles=_roles(tie), by=actor)
    return tie


@transaction.atomic
def end_representation(
    *,
    representative_id: int,
    actor: User,
    successor_id: int | None = None,
    reason: str = "",
    keep_session: str = "",
) -> Representative:
    """A person leaves, or an administrator or the office ends it for them. What they did stays
    theirs; a named successor gets all their roles and the documents that were mailed to them.

    Who represents nobody else is signed out everywhere, except in the session `keep_session`: a
    lost computer, or one that stays with the organisation, must not stay signed in.
    """
    tie = _held_tie(representative_id)
    if tie.user_id != actor.pk:
        _may_manage(actor, tie.organisation)
    before = _roles(tie)
    _hand_over_all(tie, before, successor_id, actor)
    _take(RoleHeld.objects.filter(representative=tie), set(before))
    tie.ended_on, tie.is_public = timezone.localdate(), False
    tie.save(update_fields=["ended_on", "is_public"])
    _record(
        tie.organisation,
        OrganisationEvent.PERSON_LEFT,
        actor,
        str(tie.user),
        before=before,
        after=[],
        reason=reason,
    )
    if not tie.user.representations.open().exists():
        accounts.end_sessions(person=tie.user, keep=keep_session)
    notifications.representation_ended(tie, by=actor, reason=reason)
    return tie


def _hand_over_all(
    tie: Representative, before: list[str], successor_id: int | None, actor: User
) -> None:
    """To the successor, if one is named; else only what may not stay empty asks for one."""
    gets_documents = tie.gets_documents
    if successor_id is None:
        _pass_on(tie, set(before), None, actor)
        if gets_documents:
            move_documents(tie.organisation, to="", actor=actor)
        return
    successor = tie.possible_successors().select_related("user", "organisation").filter(
        pk=successor_id
    ).first()  # fmt: skip
    if successor is None:
        raise LastAdministratorError(_("Choose somebody who represents your organisation."))
    has = _roles(successor)
    handed = set(before) - {Role.REPRESENTATIVE}
    _take(RoleHeld.objects.filter(representative=tie), handed)
    _give(successor, handed - set(has))
    if gets_documents:
        move_documents(tie.organisation, to=successor.user.email, actor=actor)
    if handed or gets_documents:
        _tell_handed_over(tie, successor, handed, has, actor, documents_go_along=gets_documents)


def _pass_on(tie: Representative, lost: set[str], successor_id: int | None, actor: User) -> None:
    needed = set(tie.would_leave_empty()) & lost
    if not needed:
        return
    successor = (
        tie.possible_successors().select_related("user", "organisation").filter(pk=successor_id)
    ).first()
    if successor is None:
        raise LastAdministratorError(
            _(
                "%(organisation)s must keep these roles filled: %(roles)s. "
                "Choose who takes them over."
            )
            % {
                "organisation": tie.organisation,
                "roles": ", ".join(str(Role(role).label) for role in _in_order(needed)),
            }
        )
    before = _roles(successor)
    _take(RoleHeld.objects.filter(representative=tie), needed)
    _give(successor, needed - set(before))
    _tell_handed_over(tie, successor, needed, before, actor)


def _move_here(tie: Representative, roles: set[str], actor: User) -> None:
    for role in _in_order(roles):
        held = RoleHeld.objects.open().filter(organisation=tie.organisation, role=role)
        holder = held.select_related("representative__user").first()
        before = _roles(tie)
        _take(held, {role})
        _give(tie, {role})
        if holder:
            _tell_handed_over(holder.representative, tie, {role}, before, actor)


def _tell_handed_over(
    giver: Representative,
    taker: Representative,
    roles: set[str],
    before: list[str],
    actor: User,
    *,
    documents_go_along: bool = False,
) -> None:
    _record(
        taker.organisation,
        OrganisationEvent.HANDED_OVER,
        actor,
        str(taker.user),
        before=before,
        after=_roles(taker),
        giver=str(giver.user),
    )
    notifications.handed_over(
        giver=giver,
        taker=taker,
        roles=_in_order(roles),
        documents_go_along=documents_go_along,
    )


def _held(organisation_id: int) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def _held_tie(representative_id: int) -> Representative:
    organisation_id = Representative.objects.values_list("organisation_id", flat=True).get(
        pk=representative_id
    )
    organisation = _held(organisation_id)
    tie = Representative.objects.select_related("user").get(pk=representative_id)
    tie.organisation = organisation
    if tie.ended_on is not None:
        raise OrganisationError(
            _("%(person)s no longer represents %(organisation)s.")
            % {"person": tie.user, "organisation": organisation}
        )
    return tie


def _held_invitation(invitation_id: int) -> Invitation:
    organisation_id = Invitation.objects.values_list("organisation_id", flat=True).get(
        pk=invitation_id
    )
    organisation = _held(organisation_id)
    invitation = Invitation.objects.select_related("invited_by").get(pk=invitation_id)
    invitation.organisation = organisation
    return invitation


def _may_manage(actor: User, organisation: Organisation) -> None:
    if not policies.can_manage_people(actor, organisation):
        raise NotAllowedError


def _check_answerable(invitation: Invitation) -> None:
    if invitation.status == InvitationStatus.OPEN and invitation.is_expired:
        raise InvitationError(
            _("This invitation was open until %(day)s. Ask %(person)s to send it again.")
            % {
                "day": f"{timezone.localtime(invitation.expires_at):%d.%m.%Y}",
                "person": invitation.invited_by,
            }
        )


def _answer(
    invitation: Invitation, answer: InvitationStatus, accepted_by: User | None = None
) -> None:
    check_move(INVITATION_MOVES, InvitationStatus(invitation.status), answer, _("This invitation"))
    invitation.status, invitation.answered_at = answer, timezone.now()
    invitation.accepted_by = accepted_by
    invitation.save(update_fields=["status", "answered_at", "accepted_by"])


def _roles(tie: Representative) -> list[str]:
    return _in_order(tie.roles_held.open().values_list("role", flat=True))


def _in_order(roles: Iterable[str]) -> list[str]:
    asked = set(roles)
    return [role for role in Role.values if role in asked]


def _give(tie: Representative, roles: Iterable[str]) -> None:
    RoleHeld.objects.bulk_create(
        RoleHeld(representative=tie, organisation=tie.organisation, role=role) for role in roles
    )


def _take(held: RoleHeldQuerySet, roles: Iterable[str]) -> None:
    held.open().filter(role__in=list(roles)).update(ended_at=timezone.now())


def _record(
    organisation: Organisation,
    kind: OrganisationEvent,
    actor: User,
    person: str,
    *,
    before: list[str] | None = None,
    after: list[str] | None = None,
    giver: str = "",
    reason: str = "",
) -> None:
    changes: dict[str, list] = {"person": [giver, person]}
    if before is not None or after is not None:
        changes["roles"] = [before or [], after or []]
    history.record(subject=organisation, kind=kind, actor=actor, reason=reason, changes=changes)
