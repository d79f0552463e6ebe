"""The code under which an organisation is registered: how it is written, and whether it can be one.

Romania: CUI or CIF, 2 to 10 digits with a check digit. 99.993 % of the registered ones pass it, so
that a failing one is most likely mistyped and may still be confirmed. Elsewhere in the Union the
VAT number or the register's number, as far as python-stdnum knows them.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.ro import cui
from stdnum.util import NumberValidationModule, get_cc_module

from cluster_portal.toolkit.countries import HOME, UNION, name_of
from members.organisations.errors import IdentifierError

SEPARATORS = re.compile(r"[\s.\-/·–—]+")
SHAPE = re.compile(r"^[0-9A-Z]{2,30}$")
VAT_PREFIX = {"GR": "EL"}


@dataclass(frozen=True)
class Checked:
    """`value` is the code as it is kept; `doubt` a sentence when it is unusual, else empty."""

    value: str
    doubt: str = ""


def check(country: str, text: str) -> Checked:
    """Raises IdentifierError, with a sentence to show, for what cannot be such a code."""
    compact = SEPARATORS.sub("", text).upper()
    if country == HOME:
        return _check_romanian(compact)
    if not SHAPE.match(compact) or not any(sign.isdigit() for sign in compact):
        raise IdentifierError(_("Write the code with letters and digits, as in the register."))
    return _check_abroad(country, compact) if country in UNION else Checked(compact)


def _check_romanian(compact: str) -> Checked:
    digits = compact.removeprefix("RO")
    if re.fullmatch(r"\d{13}", digits):
        raise IdentifierError(
            _("This looks like a personal number (CNP). Please do not send us personal numbers: "
              "we need the code of the organisation (CUI or CIF).")
        )  # fmt: skip
    if not re.fullmatch(r"[1-9]\d{1,9}", digits):
        raise IdentifierError(_("A CUI or CIF has 2 to 10 digits, with or without RO before them."))
    try:
        return Checked(cui.validate(digits))
    except InvalidChecksum:
        return Checked(
            digits,
            _("The last digit of this code does not fit the others, so one is probably mistyped. "
              "Please compare it with your certificate. If it is right, confirm it below."),
        )  # fmt: skip


def _check_abroad(country: str, compact: str) -> Checked:
    """A number that one of the country's modules accepts, in that module's own writing."""
    bare = compact.removeprefix(VAT_PREFIX.get(country, country))
    for module in _modules(country):
        for spelling in (compact, bare):
            try:
                found = str(module.validate(spelling))
            except ValidationError:
                continue
            return Checked(SEPARATORS.sub("", found).removeprefix(VAT_PREFIX.get(country, country)))
    return Checked(
        bare,
        _("We do not recognise this as a VAT or register number of %(country)s. If it is right, "
          "confirm it below.")
        % {"country": name_of(country)},
    )  # fmt: skip


def _modules(country: str) -> list[NumberValidationModule]:
    names = ("vat", "businessid")
    found = [get_cc_module(country.lower(), name) for name in names]
    return [module for module in found if module is not None]
