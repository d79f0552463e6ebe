"""Letters about memberships and people. Each says who gets it and why."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail import actions as mail
from members.accounts.models import User
from members.organisations.models import Membership, Organisation, Role

FOLDER = "members/organisations/mail"


def responsible_for(organisation: Organisation) -> list[User]:
    """The primary contact and the administrators: who hears what the association decides."""
    return list(
        User.objects.filter(
            representations__in=organisation.representatives.open().with_role(
                Role.PRIMARY_CONTACT, Role.ADMINISTRATOR
            ),
            is_active=True,
        ).order_by("pk")
    )


def membership_began(membership: Membership) -> None:
    _tell_the_responsible("membership_began", membership)


def membership_suspended(membership: Membership, *, reason: str) -> None:
    _tell_the_responsible("membership_suspended", membership, reason=reason)


def membership_resumed(membership: Membership) -> None:
    _tell_the_responsible("membership_resumed", membership)


def membership_ended(membership: Membership, *, reason: str) -> None:
    _tell_the_responsible("membership_ended", membership, reason=reason)


def _tell_the_responsible(letter: str, membership: Membership, **context: Any) -> None:
    organisation = membership.organisation
    _tell(
        letter,
        responsible_for(organisation),
        why=_("You get this because you answer for your organisation in the portal."),
        about=organisation,
        membership=membership,
        organisation=organisation,
        **context,
    )


def _tell(letter: str, people: Iterable[User], *, why: Any, about: Model, **context: Any) -> None:
    for person in people:
        mail.send_mail(
            template=f"{FOLDER}/{letter}",
            to_address=person.email,
            to_name=person.full_name,
            language=person.language,
            why=why,
            about=about,
            context={"person": person, **context},
        )
