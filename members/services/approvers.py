"""Who of an organisation says yes to a price."""

from members.accounts.models import User
from members.organisations.models import Organisation, Role, RoleHeld

IN_TURN = (Role.BILLING, Role.PRIMARY_CONTACT, Role.ADMINISTRATOR)


def who_approves(organisation: Organisation) -> list[User]:
    """Its billing people; where there are none, its primary contact; else its administrators."""
    held = (
        RoleHeld.objects.open()
        .filter(
            representative__in=organisation.representatives.open(),
            representative__user__is_active=True,
            role__in=IN_TURN,
        )
        .select_related("representative__user")
        .order_by("representative__user_id")
    )
    by_role: dict[str, list[User]] = {}
    for one in held:
        by_role.setdefault(one.role, []).append(one.representative.user)
    return next((by_role[role] for role in IN_TURN if role in by_role), [])
