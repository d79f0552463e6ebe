"""May this person? The pair of the querysets' visible_to()."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User
from members.organisations.models import Organisation, Representative, Role

Person = User | AnonymousUser


def represents(user: Person, organisation: Organisation) -> bool:
    return (
        user.is_authenticated
        and Representative.objects.open().filter(user=user, organisation=organisation).exists()
    )


def is_administrator(user: Person, organisation: Organisation) -> bool:
    return (
        user.is_authenticated
        and Representative.objects.open()
        .filter(user=user, organisation=organisation)
        .with_role(Role.ADMINISTRATOR)
        .exists()
    )


def can_see_inside(user: Person, organisation: Organisation) -> bool:
    """Its people, its history: for those who represent it, and for the office."""
    return bool(getattr(user, "is_staff", False)) or represents(user, organisation)


def can_edit_organisation(user: Person, organisation: Organisation) -> bool:
    """What the public reads about it. The legal identity is the office's alone."""
    return user.has_perm("members.change_organisation") or is_administrator(user, organisation)


def can_manage_people(user: Person, organisation: Organisation) -> bool:
    return user.has_perm("members.change_representative") or is_administrator(user, organisation)


def can_manage_memberships(user: Person) -> bool:
    return user.has_perm("members.change_membership")
