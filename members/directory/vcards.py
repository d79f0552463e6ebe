"""Contact cards of organisations: vCard 4.0 (RFC 6350)."""

import uuid
from collections.abc import Iterable

from django.conf import settings

from members.organisations.models import Organisation

CONTENT_TYPE = "text/vcard; charset=utf-8"
LINE = 75  # octets, without the line break (RFC 6350, 3.2)
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": ""})


def cards(organisations: Iterable[Organisation]) -> bytes:
    return "".join(card(organisation) for organisation in organisations).encode()


def card(organisation: Organisation) -> str:
    """What the organisation shows to everybody, as a card; no person's data are in it."""
    page = f"{settings.SITE_URL}{organisation.get_absolute_url()}"
    place = ("", "", organisation.street, organisation.city, organisation.county,
             organisation.postal_code, organisation.country)  # fmt: skip
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"UID:urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.SITE_URL}#{organisation.pk}')}",
        f"FN:{escaped(organisation.display_name)}",
        f"ORG:{escaped(organisation.legal_name)}",
    ]
    if any(place[:-1]):
        lines.append(f"ADR:{';'.join(map(escaped, place))}")
    if organisation.phone:
        lines.append(f"TEL;VALUE=uri:tel:{telephone(organisation.phone)}")
    if organisation.email:
        lines.append(f"EMAIL:{escaped(organisation.email)}")
    if organisation.website:
        lines.append(f"URL:{bare(organisation.website)}")
    if organisation.summary:
        lines.append(f"NOTE:{escaped(organisation.summary)}")
    if organisation.competences:
        lines.append(f"CATEGORIES:{','.join(map(escaped, organisation.competences))}")
    lines += [f"SOURCE:{bare(page)}", "END:VCARD"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Section 3.4: backslash, comma, semicolon and line breaks are written with a backslash."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPES)
    return "".join(sign for sign in whole if sign.isprintable())


def bare(address: str) -> str:
    """An address stands as it is, but never begins another line."""
    return "".join(sign for sign in address if sign.isprintable() and sign != " ")


def telephone(number: str) -> str:
    """RFC 3966: digits with dashes; a plus in front where it was written."""
    digits = "".join(sign if sign.isdigit() else "-" for sign in number.strip().lstrip("+"))
    plain = "-".join(part for part in digits.split("-") if part)
    return f"+{plain}" if number.strip().startswith("+") else plain


def folded(line: str) -> str:
    """Lines of more than 75 octets go on after a break and a space, never within a letter."""
    parts, room, part = [], LINE, ""
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(part)
            part, room = "", LINE - 1
        part += sign
        room -= size
    return "\r\n ".join([*parts, part])
