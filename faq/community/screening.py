"""What keeps machines and floods from readers, without a third party and without a puzzle.

Nothing is refused for good: what is held waits for a person, with its reasons. The sender is
answered alike, whatever was found.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cluster_portal.toolkit import limits
from faq.community.models import Held

# A person reads the form and writes a sentence; a slow one may leave it open over a weekend.
QUICKEST = dt.timedelta(seconds=3)
SLOWEST = dt.timedelta(days=3)
REMEMBERED = dt.timedelta(days=30)
PER_CROWD = 10  # in an hour; more are held
PER_CROWD_AT_ALL = 40  # in an hour; more are asked to wait, with what they typed still there
PER_SENDER = 6  # in a day; more are held
MAILS_PER_HOUR = 3  # to an address that has not confirmed
MAILS_PER_DAY = 6
LINKS_AT_MOST = 2
WORDS_FOR_A_LINK = 8
LATIN_AT_LEAST = 0.5

_LINK = re.compile(r"https?:|www\.|\[url|<a\s|\b[\w-]+\.(?:ru|cn|xyz|top|click|shop)\b", re.I)
_STAMP = signing.TimestampSigner(salt="faq.community.form", sep=".")


@dataclass(frozen=True)
class Sent:
    """What screening looks at; nothing of it knows the web.

    `trap` is what stood in the field that people do not see, `stamp` what the form carried,
    `crowd` comes from `crowd_of`, `sender` is an address or a person's key.
    """

    text: str
    trap: str
    stamp: str
    crowd: str
    sender: str
    is_known: bool = False


def screen(sent: Sent, among: Iterable[QuerySet] = ()) -> list[Held]:
    """Why this should wait for a person; empty when nothing speaks against it.

    `among` are the rows with a `text_key` in which a repetition is looked for. Counts this time
    towards what one place and one sender may send.
    """
    held = {
        Held.HONEYPOT: bool(sent.trap.strip()),
        Held.TOO_FAST: (age := age_of(sent.stamp)) is not None and age < QUICKEST,
        Held.STALE: age is None,
        Held.TOO_MANY: _is_one_of_many(sent),
        Held.LINKS: has_too_many_links(sent.text),
        Held.REPEATED: was_sent_before(sent.text, among),
        Held.SCRIPT: is_in_another_script(sent.text),
        Held.FIRST_POST: not sent.is_known,
    }
    return [reason for reason, is_so in held.items() if is_so]


def is_spam(held: Iterable[str]) -> bool:
    """Clear without a person's look: only a program fills in what nobody sees."""
    return Held.HONEYPOT in held


# The form


def stamp(*, now: dt.datetime | None = None) -> str:
    """When the form was made, signed."""
    return _STAMP.sign_object(int((now or timezone.now()).timestamp()))


def fresh_stamp() -> str:
    """For a form that is shown again: its sender has waited already."""
    return stamp(now=timezone.now() - QUICKEST)


def age_of(value: str) -> dt.timedelta | None:
    """None for a stamp that is not ours, or older than anybody takes."""
    try:
        made = _STAMP.unsign_object(value)
    except (signing.BadSignature, ValueError):
        return None
    age = timezone.now() - dt.datetime.fromtimestamp(made, dt.UTC)
    return age if age <= SLOWEST else None


# Who and how often


def crowd_of(place: str) -> str:
    """A house or an office as a key of today: the address cannot be had back from it."""
    day = timezone.localdate().isoformat()
    value = f"{day}|{limits.network_of(place)}"
    return salted_hmac("faq.community.crowd", value, algorithm="sha256").hexdigest()


def is_flood(crowd: str, *, kind: str = "faq:flood", limit: int = PER_CROWD_AT_ALL) -> bool:
    """So many from one place in an hour that the next is asked to wait. Counts this time too."""
    return limits.count(kind, crowd) > limit


def may_mail(email: str) -> bool:
    """Nobody may fill a stranger's mailbox with our requests to confirm. Counts this time too."""
    address = email.strip().lower()
    in_hour = limits.count("faq:mail", address) <= MAILS_PER_HOUR
    return limits.count("faq:mail", address, seconds=limits.DAY) <= MAILS_PER_DAY and in_hour


def _is_one_of_many(sent: Sent) -> bool:
    by_crowd = limits.count("faq:crowd", sent.crowd) > PER_CROWD
    return limits.count("faq:sender", sent.sender, seconds=limits.DAY) > PER_SENDER or by_crowd


# What it says


def text_key(text: str) -> str:
    """The same for the same words, whatever the case, the accents and the signs between them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(sign if sign.isalnum() else " " for sign in plain if not _is_accent(sign))
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def was_sent_before(text: str, among: Iterable[QuerySet]) -> bool:
    key, since = text_key(text), timezone.now() - REMEMBERED
    return any(rows.filter(text_key=key, created_at__gte=since).exists() for rows in among)


def has_too_many_links(text: str) -> bool:
    links = len(_LINK.findall(text))
    return links > LINKS_AT_MOST or links * WORDS_FOR_A_LINK > len(text.split())


def is_in_another_script(text: str) -> bool:
    """The portal is read in English and Romanian; a name or a quotation in another script is no
    matter.
    """
    letters = [sign for sign in text if sign.isalpha()]
    latin = sum(unicodedata.name(sign, "").startswith(("LATIN", "FULLWIDTH LATIN"))
                for sign in letters)  # fmt: skip
    return bool(letters) and latin / len(letters) < LATIN_AT_LEAST


def _is_accent(sign: str) -> bool:
    return unicodedata.combining(sign) != 0
