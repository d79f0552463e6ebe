from members.accounts.models import User
from members.organisations.models import Organisation
from members.organisations.policies import Person, is_administrator


def can_ask(user: Person, organisation: Organisation) -> bool:
    """Its administrators ask for their own; the office issues for every member."""
    return can_issue(user) or is_administrator(user, organisation)


def can_issue(user: Person) -> bool:
    return user.has_perm("members.add_certificate")


def can_revoke(user: User) -> bool:
    return user.has_perm("members.change_certificate")
