"""Letters about money: who of an organisation gets them, and one way to send them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from members.accounts.models import User
from members.organisations.models import Organisation, Role


@dataclass(frozen=True)
class Reader:
    email: str
    name: str
    language: str


def looks_after_money(organisation: Organisation) -> list[User]:
    """Its billing people; where there are none, its primary contact; else its administrators."""
    for role in (Role.BILLING, Role.PRIMARY_CONTACT, Role.ADMINISTRATOR):
        ties = organisation.representatives.open().with_role(role)
        people = User.objects.filter(representations__in=ties, is_active=True).order_by("pk")
        if people:
            return list(people)
    return []


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


def tell(
    template: str,
    organisation: Organisation,
    *,
    about: Model,
    key: str = "",
    **context: Any,
) -> int:
    """Write to each reader in their language; returns to how many. `key` makes it happen once."""
    readers = readers_of(organisation)
    for reader in readers:
        with translation.override(reader.language):
            why = _("You get this because you look after the bills of %(organisation)s.") % {
                "organisation": organisation
            }
        mail.send_mail(
            template=template,
            to_address=reader.email,
            to_name=reader.name,
            language=reader.language,
            why=why,
            about=about,
            key=f"{key}-{reader.email.lower()}" if key else None,
            context={"organisation": organisation, **context},
        )
    return len(readers)
