"""Letters to those who proposed an edit, in their language."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from faq.editorial.models import Proposal

FOLDER = "faq/editorial/mail"


def proposal_received(proposal: Proposal) -> None:
    _tell("proposal_received", proposal)


def proposal_accepted(proposal: Proposal) -> None:
    _tell("proposal_accepted", proposal)


def proposal_declined(proposal: Proposal) -> None:
    _tell("proposal_declined", proposal)


def proposal_reopened(proposal: Proposal) -> None:
    _tell("proposal_reopened", proposal)


def _tell(letter: str, proposal: Proposal) -> None:
    person = proposal.author
    if person is None or not person.is_active:
        return
    with translation.override(person.language):
        why = _("You get this because you proposed an edit of an answer.")
    values: dict[str, Any] = {
        "proposal": proposal,
        "address": _address_of(proposal, person.language),
    }
    mail.send_mail(
        template=f"{FOLDER}/{letter}",
        to_address=person.email,
        to_name=person.full_name,
        language=person.language,
        why=why,
        about=proposal,
        context=values,
    )


def _address_of(proposal: Proposal, language: str) -> str:
    """Where the text stands that was edited: on the reader's own page, unless another stands
    there.
    """
    shown = proposal.question.shown_in(language)
    is_theirs = shown is not None and shown.language == proposal.language
    with translation.override(language if is_theirs else proposal.language):
        return proposal.question.get_absolute_url()
