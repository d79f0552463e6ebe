"""What a cell means: dates, codes, categories as people write them. A refusal names the cell."""

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum
from stdnum.ro import cui

from cluster_portal.toolkit.folding import fold
from members.imports.errors import ValueRefusedError
from members.organisations.models import Category, Role

HOME = "RO"
_SEPARATORS = re.compile(r"[\s.\-/·–—]+")
_CODE = re.compile(r"^[0-9A-Z]{2,30}$")
_DATE = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_EARLIEST = dt.date(1900, 1, 1)

CATEGORY_WORDS = {
    Category.COMPANY: ("company", "companie", "firma", "societate", "srl", "sa", "business"),
    Category.UNIVERSITY: ("university", "universitate", "research", "research institute",
                          "institut", "institut de cercetare", "academic"),
    Category.AUTHORITY: ("authority", "public authority", "autoritate", "autoritate publica",
                         "administratie publica", "public"),
    Category.CATALYST: ("catalyst", "catalizator", "organizatie catalizator"),
    Category.COMMUNITY: ("community", "comunitate", "ong", "ngo"),
}  # fmt: skip
ROLE_WORDS = {
    Role.PRIMARY_CONTACT: ("contact", "contact principal", "main contact"),
    Role.ADMINISTRATOR: ("admin",),
    Role.BILLING: ("facturare", "facturi", "contabilitate", "accounting", "invoices"),
    Role.LEGAL_SIGNATORY: ("semnatar", "signatory"),
    Role.ASSEMBLY_DELEGATE: ("delegat", "delegat aga", "delegate"),
}
COUNTRY_WORDS = {"romania": "RO", "moldova": "MD", "republica moldova": "MD", "germania": "DE",
                 "germany": "DE", "ungaria": "HU", "hungary": "HU", "franta": "FR", "france": "FR",
                 "austria": "AT", "italia": "IT", "italy": "IT"}  # fmt: skip
LANGUAGE_WORDS = {"romana": "ro", "romanian": "ro", "engleza": "en", "english": "en"}


def country(text: str) -> str:
    """ISO 3166-1 alpha-2, or the name of a country that is often met; Romania when empty."""
    if not text:
        return HOME
    known = COUNTRY_WORDS.get(fold(text), text.upper())
    if not re.fullmatch(r"[A-Z]{2}", known):
        raise ValueRefusedError(
            _("“%(text)s” is no code of a country, such as RO.") % {"text": text}
        )
    return known


def identifier(text: str, of: str) -> tuple[str, str]:
    """The code as the portal keeps it, and a doubt in words or empty.

    A CUI whose last digit does not fit is most likely mistyped, but some real ones are so
    (99.993 % pass): it is let through with a warning. A personal number never is.
    """
    compact = _SEPARATORS.sub("", text).upper()
    if of == HOME:
        digits = compact.removeprefix("RO")
        if re.fullmatch(r"\d{13}", digits):
            raise ValueRefusedError(
                _("This looks like a personal number (CNP), which the portal never keeps.")
            )
        if not re.fullmatch(r"[1-9]\d{1,9}", digits):
            raise ValueRefusedError(
                _("“%(text)s” is no CUI or CIF: it has 2 to 10 digits.") % {"text": text[:40]}
            )
        try:
            return cui.validate(digits), ""
        except InvalidChecksum:
            return digits, _("The last digit of the code does not fit the others.")
    bare = compact.removeprefix("EL" if of == "GR" else of)
    if not _CODE.match(bare) or not any(sign.isdigit() for sign in bare):
        raise ValueRefusedError(
            _("“%(text)s” is no code of an organisation.") % {"text": text[:40]}
        )
    return bare, ""


def category(text: str) -> str:
    wanted = fold(text)
    for one in Category:
        if wanted == one.value or wanted in CATEGORY_WORDS[one] or wanted in _labels(one):
            return one.value
    raise ValueRefusedError(
        _("“%(text)s” is no category. Write one of: %(known)s.")
        % {"text": text[:60], "known": ", ".join(str(one.label) for one in Category)}
    )


def roles(text: str) -> list[str]:
    """Names or keys of roles, with commas or semicolons between; a plain representative if none."""
    found = []
    for word in filter(None, (part.strip() for part in re.split("[,;/|]", text))):
        wanted = fold(word)
        role = next(
            (one for one in Role if wanted == fold(one.value.replace("_", " "))
             or wanted in ROLE_WORDS.get(one, ()) or wanted in _labels(one)),
            None,
        )  # fmt: skip
        if role is None:
            raise ValueRefusedError(
                _("“%(text)s” is no role. Write some of: %(known)s.")
                % {"text": word[:60], "known": ", ".join(str(one.label) for one in Role)}
            )
        found.append(role.value)
    return [role for role in Role.values if role in found] or [Role.REPRESENTATIVE.value]


def _labels(choice: Any) -> set[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(fold(str(choice.label)))
    return found


def language(text: str) -> str:
    wanted = fold(text)
    known = LANGUAGE_WORDS.get(wanted, wanted[:2])
    if known not in dict(settings.LANGUAGES):
        raise ValueRefusedError(
            _("“%(text)s” is no language of the portal: write ro or en.") % {"text": text[:40]}
        )
    return known


def day(text: str) -> dt.date:
    """2019-03-14, 14.03.2019 or 14/03/2019: the day before the month, as Romania writes it."""
    try:
        if match := _DATE.match(text):
            found = dt.date(int(match[3]), int(match[2]), int(match[1]))
        else:
            found = dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise ValueRefusedError(
            _("“%(text)s” is no day: write it like 2019-03-14 or 14.03.2019.") % {"text": text[:40]}
        ) from error
    if not _EARLIEST <= found <= timezone.localdate():
        raise ValueRefusedError(
            _("%(day)s is not a day of the past that can be meant.") % {"day": found.isoformat()}
        )
    return found


def whole_number(text: str) -> int:
    digits = re.sub(r"[\s.,]", "", text)
    if not re.fullmatch(r"\d{1,7}", digits) or re.search(r"[.,]\d{1,2}$", text):
        raise ValueRefusedError(_("“%(text)s” is no whole number.") % {"text": text[:40]})
    return int(digits)


def email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueRefusedError(
            _("“%(text)s” is no e-mail address.") % {"text": text[:80]}
        ) from error
    return text.lower()


def website(text: str) -> str:
    return text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"


def competences(text: str) -> list[str]:
    """As the organisation's own form takes them: twelve at most, without doubles."""
    known: dict[str, str] = {}
    for word in filter(None, (part.strip() for part in re.split("[,;|]", text))):
        known.setdefault(word.casefold(), word)
    if len(known) > 12 or any(len(word) > 60 for word in known.values()):
        raise ValueRefusedError(
            _("Competences are at most 12, of at most 60 signs, with commas between them.")
        )
    return list(known.values())


def fitting(model: type[Model], name: str, value: Any) -> Any:
    """As the field of the model would take it: its length, its validators."""
    field: Any = model._meta.get_field(name)
    try:
        field.run_validators(value)
    except ValidationError as error:
        raise ValueRefusedError(f"{field.verbose_name}: {' '.join(error.messages)}") from error
    if field.max_length and isinstance(value, str) and len(value) > field.max_length:
        raise ValueRefusedError(
            _("%(field)s: at most %(limit)d signs.")
            % {"field": field.verbose_name, "limit": field.max_length}
        )
    return value


def no_formula(cells: dict[str, str]) -> None:
    for text in cells.values():
        if text.startswith("="):
            raise ValueRefusedError(
                _("“%(text)s” is a formula. Please put the value itself into the cell.")
                % {"text": text[:60]}
            )
