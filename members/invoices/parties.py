"""Seller and buyer as a document keeps them: art. 319(20) of the Fiscal Code asks for name, address
and code of both.
"""

import datetime as dt

from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat

from members.invoices.errors import NotReadyToIssueError
from members.invoices.vat import UNION
from members.organisations.models import Association, Organisation

_SELLER = (
    "name", "legal_name", "fiscal_code", "register_entries", "street", "city", "county",
    "postal_code", "country", "email", "phone",
)  # fmt: skip


def seller(*, currency: str, on: dt.date, is_registered: bool) -> dict[str, str]:
    """With the account in the document's currency. Raises NotReadyToIssueError."""
    association = Association.objects.first()
    if association is None:
        raise NotReadyToIssueError(
            _("The association's own record is missing: write it in the admin first.")
        )
    account = association.bank_accounts.filter(
        currency=currency, opened_on__lte=on, closed_on__isnull=True
    ).first()
    if account is None:
        raise NotReadyToIssueError(
            _("The association has no open bank account in %(currency)s. Add one to its record, "
              "then issue the invoice.")
            % {"currency": currency}
        )  # fmt: skip
    code = association.fiscal_code.upper().removeprefix("RO").strip()
    return {name: getattr(association, name) for name in _SELLER} | {
        "fiscal_code": code,
        "vat_id": f"RO{code}" if is_registered and code else "",
        "iban": account.iban,
        "bank": account.bank,
        "bic": account.bic,
    }


def buyer(organisation: Organisation) -> dict[str, str]:
    """By its legal name and seat, or what it wants on its documents instead."""
    own = _own_address(organisation) or {
        name: getattr(organisation, name)
        for name in ("street", "city", "county", "postal_code", "country")
    }
    return {
        "legal_name": organisation.billing_name or organisation.legal_name,
        "display_name": organisation.display_name,
        "identifier": organisation.identifier,
        "register_number": organisation.register_number,
        "vat_id": vat_id_of(organisation),
        "vat_checked_on": _iso(organisation.vat_checked_on),
        **own,
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _own_address(organisation: Organisation) -> dict[str, str]:
    """Its address for documents, whole or not at all; a country of its own may be left out."""
    names = ("street", "city", "county", "postal_code")
    found = {name: getattr(organisation, f"billing_{name}") for name in names}
    if not any(found.values()):
        return {}
    country = organisation.billing_country or organisation.country
    return {**found, "country": country}


def vat_id_of(organisation: Organisation) -> str:
    """As its record says; else what its code is, where that can be a VAT id of another state of the
    Union. A Romanian code alone does not say that it is registered for VAT.
    """
    country = organisation.country
    prefix = "EL" if country == "GR" else country
    if organisation.vat_registered:
        code = organisation.vat_number or organisation.identifier
        return _with_prefix(code, prefix)
    if country == "RO" or country not in UNION:
        return ""
    candidate = _with_prefix(organisation.identifier, prefix)
    return candidate if eu_vat.is_valid(candidate) else ""


def _with_prefix(code: str, prefix: str) -> str:
    compact = "".join(sign for sign in code.upper() if sign.isalnum())
    return compact if compact.startswith(prefix) else prefix + compact
