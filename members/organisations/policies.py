"""May this person? The pair of the querysets' visible_to()."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User
from members.organisations.models import (
    ChangeKind,
    Invitation,
    Organisation,
    Representative,
    Role,
)

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


def whom_to_ask(invitation: Invitation) -> User | Organisation:
    """Whom the invited person turns to: who invited them, and once that person has left, the
    organisation.
    """
    still_may = can_manage_people(invitation.invited_by, invitation.organisation)
    return invitation.invited_by if still_may else invitation.organisation


def can_manage_memberships(user: Person) -> bool:
    return user.has_perm("members.change_membership")


# Who of an organisation answers for its money and its name, and who may change how it is billed.
ANSWERS_FOR_IT = (
    Role.PRIMARY_CONTACT, Role.ADMINISTRATOR, Role.BILLING, Role.LEGAL_SIGNATORY,
)  # fmt: skip
LOOKS_AFTER_BILLING = (Role.ADMINISTRATOR, Role.BILLING)


def holds_a_role(user: Person, organisation: Organisation, roles: tuple[Role, ...]) -> bool:
    return (
        user.is_authenticated
        and Representative.objects.open()
        .filter(user=user, organisation=organisation)
        .with_role(*roles)
        .exists()
    )


def can_see_private(user: Person, organisation: Organisation) -> bool:
    """How it is billed, its accounts, its sizes: not for every colleague, and not for everybody
    of the office.
    """
    if getattr(user, "is_staff", False) and user.has_perm("members.view_organisation"):
        return True
    return holds_a_role(user, organisation, ANSWERS_FOR_IT)


def can_edit_billing(user: Person, organisation: Organisation) -> bool:
    return user.has_perm("members.change_organisation") or holds_a_role(
        user, organisation, LOOKS_AFTER_BILLING
    )


def can_declare_size(user: Person, organisation: Organisation) -> bool:
    return can_edit_billing(user, organisation)


def can_accept_size(user: Person) -> bool:
    return user.has_perm("members.change_sizedeclaration")


def can_manage_accounts(user: Person) -> bool:
    return user.has_perm("members.change_organisationaccount")


def can_request_change(user: Person, organisation: Organisation, kind: ChangeKind) -> bool:
    """Those who administer it or sign for it; its bank also those who look after its bills."""
    bank_too = (Role.BILLING,) if kind == ChangeKind.BANK else ()
    roles = (Role.ADMINISTRATOR, Role.LEGAL_SIGNATORY, *bank_too)
    return holds_a_role(user, organisation, roles)


def can_approve_changes(user: Person) -> bool:
    return user.has_perm("members.change_changerequest")


def can_merge(user: Person) -> bool:
    return can_manage_memberships(user) and user.has_perm("members.change_representative")


def can_confirm_domains(user: Person) -> bool:
    return user.has_perm("members.change_maildomain")


def can_note_bounces(user: Person) -> bool:
    return user.has_perm("members.add_mailbounce")


def can_mark_edits_seen(user: Person) -> bool:
    return user.has_perm("members.change_organisation")
