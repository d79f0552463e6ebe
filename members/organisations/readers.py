"""Who of an organisation gets what is about money: its fee notices, invoices and prices."""

from dataclasses import dataclass

from members.accounts.models import User
from members.organisations.models import Organisation, Role, RoleHeld

IN_TURN = (Role.BILLING, Role.PRIMARY_CONTACT, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Reader:
    email: str
    name: str
    language: str


def looks_after_money(organisation: Organisation) -> list[User]:
    """Who gets its documents and says yes to a price: its billing people; where there are none,
    its primary contact; else its administrators. One query.
    """
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


def readers_of(organisation: Organisation) -> list[Reader]:
    """Its people, and the shared mailbox of its accountants where it has one."""
    readers = [
        Reader(person.email, person.full_name, person.language)
        for person in looks_after_money(organisation)
    ]
    mailbox = organisation.billing_email
    if mailbox and mailbox.lower() not in {reader.email.lower() for reader in readers}:
        readers.append(Reader(mailbox, organisation.display_name, organisation.language))
    return readers
