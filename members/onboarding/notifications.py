"""Letters about a new member's first steps."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.mail import actions as mail
from members.onboarding import steps
from members.onboarding.models import Onboarding
from members.organisations.notifications import responsible_for

FOLDER = "members/onboarding/mail"
WHY = gettext_lazy("You get this because you answer for your organisation in the portal.")


def agreement_asked(onboarding: Onboarding) -> None:
    """The link lets its reader accept for the organisation, so the text is a secret."""
    with translation.override(onboarding.language):
        why = _("You get this because you are named as the one who signs for your organisation.")
    mail.send_mail(
        template=f"{FOLDER}/agreement",
        to_address=onboarding.signatory_email,
        to_name=onboarding.signatory_name,
        language=onboarding.language,
        why=why,
        about=onboarding.membership.organisation,
        is_secret=True,
        context={
            "onboarding": onboarding,
            "organisation": onboarding.membership.organisation,
            "greeted": onboarding.signatory_name,
        },
    )


def agreed(onboarding: Onboarding) -> None:
    """The signatory keeps what was accepted: version, hash, moment."""
    accepted = onboarding.agreement
    if accepted is None or not accepted.person_email:
        return
    with translation.override(onboarding.language):
        why = _("You get this because you accepted the membership agreement.")
    mail.send_mail(
        template=f"{FOLDER}/agreed",
        to_address=accepted.person_email,
        to_name=accepted.person_name,
        language=onboarding.language,
        why=why,
        about=onboarding.membership.organisation,
        context={
            "accepted": accepted,
            "organisation": onboarding.membership.organisation,
            "greeted": accepted.person_name,
        },
    )


def reminded(onboarding: Onboarding) -> None:
    _tell_the_responsible("reminder", onboarding)


def completed(onboarding: Onboarding) -> None:
    _tell_the_responsible("completed", onboarding)


def _tell_the_responsible(letter: str, onboarding: Onboarding) -> None:
    organisation = onboarding.membership.organisation
    for person in responsible_for(organisation):
        with translation.override(person.language):
            found = steps.by_slug(onboarding.pk).values()
            facts: dict[str, Any] = {
                "greeted": str(person),
                "organisation": organisation,
                "lacking": [(step.label, step.said) for step in found if not step.is_done],
            }
        mail.send_mail(
            template=f"{FOLDER}/{letter}",
            to_address=person.email,
            to_name=person.full_name,
            language=person.language,
            why=WHY,
            about=organisation,
            context=facts,
        )
