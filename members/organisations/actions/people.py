"""Who speaks for an organisation. Each of these holds the organisation's row first, so that what
must be true of all its people together (somebody administers it) is checked one change at a time.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.accounts import actions as accounts
from members.accounts.models import User
from members.organisations import notifications
from members.organisations.actions.billing import move_documents
from members.organisations.actions.ties import (
    demand_may_manage,
    give,
    held_tie,
    in_order,
    record,
    roles_of,
    take,
)
from members.organisations.errors import LastAdministratorError, OrganisationError
from members.organisations.models import (
    SINGLE_ROLES,
    OrganisationEvent,
    Representative,
    Role,
    RoleHeld,
)


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
    tie = held_tie(representative_id)
    demand_may_manage(actor, tie.organisation)
    if set(roles) - set(Role.values):
        raise OrganisationError(_("Choose the roles from the list."))
    before = roles_of(tie)
    lost, gained = set(before) - set(roles), set(roles) - set(before)
    if not lost and not gained:
        return tie
    _pass_on(tie, lost, successor_id, actor)
    take(RoleHeld.objects.filter(representative=tie), lost)
    _move_here(tie, gained & set(SINGLE_ROLES), actor)
    give(tie, gained - set(SINGLE_ROLES))
    record(
        tie.organisation,
        OrganisationEvent.ROLES_CHANGED,
        actor,
        str(tie.user),
        before=before,
        after=roles_of(tie),
    )
    notifications.roles_changed(tie, roles=roles_of(tie), by=actor)
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
    tie = held_tie(representative_id)
    if tie.user_id != actor.pk:
        demand_may_manage(actor, tie.organisation)
    before = roles_of(tie)
    _hand_over_all(tie, before, successor_id, actor)
    take(RoleHeld.objects.filter(representative=tie), set(before))
    tie.ended_on, tie.is_public = timezone.localdate(), False
    tie.save(update_fields=["ended_on", "is_public"])
    record(
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
    has = roles_of(successor)
    handed = set(before) - {Role.REPRESENTATIVE}
    take(RoleHeld.objects.filter(representative=tie), handed)
    give(successor, handed - set(has))
    if gets_documents:
        move_documents(tie.organisation, to=successor.user.email, actor=actor)
    if handed or gets_documents:
        _tell_handed_over(
            tie, successor, handed, has, actor,
            documents_go_along=gets_documents, giver_leaves=True,
        )  # fmt: skip


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
                "roles": ", ".join(str(Role(role).label) for role in in_order(needed)),
            }
        )
    before = roles_of(successor)
    take(RoleHeld.objects.filter(representative=tie), needed)
    give(successor, needed - set(before))
    _tell_handed_over(tie, successor, needed, before, actor)


def _move_here(tie: Representative, roles: set[str], actor: User) -> None:
    for role in in_order(roles):
        held = RoleHeld.objects.open().filter(organisation=tie.organisation, role=role)
        holder = held.select_related("representative__user").first()
        before = roles_of(tie)
        take(held, {role})
        give(tie, {role})
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
    giver_leaves: bool = False,
) -> None:
    record(
        taker.organisation,
        OrganisationEvent.HANDED_OVER,
        actor,
        str(taker.user),
        before=before,
        after=roles_of(taker),
        giver=str(giver.user),
    )
    notifications.handed_over(
        giver=giver,
        taker=taker,
        roles=in_order(roles),
        documents_go_along=documents_go_along,
        giver_leaves=giver_leaves,
    )
