"""Who of an organisation says yes to a price."""

from members.accounts.models import User
from members.organisations.models import Organisation, Role


def who_approves(organisation: Organisation) -> list[User]:
    """Its billing people; where there are none, its primary contact; else its administrators."""
    for role in (Role.BILLING, Role.PRIMARY_CONTACT, Role.ADMINISTRATOR):
        ties = organisation.representatives.open().with_role(role)
        people = User.objects.filter(representations__in=ties, is_active=True).order_by("pk")
        if people:
            return list(people)
    return []
