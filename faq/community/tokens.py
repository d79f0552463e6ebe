"""What the forms of a public page carry instead of a cookie."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cluster_portal.toolkit.limits import network_of
from faq.community.errors import BallotError
from faq.community.models import Vote
from faq.questions.models import Translation

# A page may lie open, or in a cache, for this long.
BALLOT_LASTS = dt.timedelta(days=3)
TICKET_LASTS = dt.timedelta(days=1)
_BALLOT = signing.TimestampSigner(salt="faq.community.ballot", sep=".")
_TICKET = signing.TimestampSigner(salt="faq.community.ticket", sep=".")


@dataclass(frozen=True)
class Ballot:
    """Which wording was read, and who holds the page: a key, the same for the same page."""

    translation_id: int
    number: int
    visitor: str


def ballot_for(text: Translation) -> str:
    return _BALLOT.sign_object([text.pk, text.revision_number, secrets.token_urlsafe(9)])


def read_ballot(token: str, *, place: str) -> Ballot:
    """`place` is part of the key: where a cache hands one page to several houses, each votes."""
    try:
        translation_id, number, nonce = _BALLOT.unsign_object(token, max_age=BALLOT_LASTS)
    except (signing.BadSignature, ValueError) as error:
        raise BallotError(
            _("This page was open for a long time. Please choose once more.")
        ) from error
    value = f"{nonce}|{network_of(place)}"
    visitor = salted_hmac("faq.community.visitor", value, algorithm="sha256").hexdigest()
    return Ballot(translation_id, number, visitor)


def ticket_for(vote: Vote) -> str:
    """Lets the one who voted, and nobody else, say why."""
    return _TICKET.sign_object([vote.pk, vote.visitor])


def read_ticket(token: str) -> tuple[int, str]:
    """The vote's key and its visitor's."""
    try:
        vote_id, visitor = _TICKET.unsign_object(token, max_age=TICKET_LASTS)
    except (signing.BadSignature, ValueError) as error:
        raise BallotError(
            _("This page was open for a long time. Please choose once more.")
        ) from error
    return vote_id, visitor
