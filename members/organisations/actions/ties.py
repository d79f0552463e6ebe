"""What invitations, roles and leaving have in common: whoever changes the people of an organisation
holds its row first, and history keeps their names and roles.
"""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.organisations import policies
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    Organisation,
    OrganisationEvent,
    Representative,
    Role,
    RoleHeld,
    RoleHeldQuerySet,
)


def held_tie(representative_id: int) -> Representative:
    organisation_id = Representative.objects.values_list("organisation_id", flat=True).get(
        pk=representative_id
    )
    organisation = Organisation.objects.held(organisation_id)
    tie = Representative.objects.select_related("user").get(pk=representative_id)
    tie.organisation = organisation
    if tie.ended_on is not None:
        raise OrganisationError(
            _("%(person)s no longer represents %(organisation)s.")
            % {"person": tie.user, "organisation": organisation}
        )
    return tie


def demand_may_manage(actor: User, organisation: Organisation) -> None:
    if not policies.can_manage_people(actor, organisation):
        raise NotAllowedError


def roles_of(tie: Representative) -> list[str]:
    return in_order(tie.roles_held.open().values_list("role", flat=True))


def in_order(roles: Iterable[str]) -> list[str]:
    asked = set(roles)
    return [role for role in Role.values if role in asked]


def give(tie: Representative, roles: Iterable[str]) -> None:
    RoleHeld.objects.bulk_create(
        RoleHeld(representative=tie, organisation=tie.organisation, role=role) for role in roles
    )


def take(held: RoleHeldQuerySet, roles: Iterable[str]) -> None:
    held.open().filter(role__in=list(roles)).update(ended_at=timezone.now())


def record(
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
