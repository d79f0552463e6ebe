"""What shows that no VAT is due on a line: without it the association would owe the VAT itself."""

from django.utils.translation import gettext as _

from members.invoices.errors import EvidenceMissingError
from members.invoices.models import NEEDS_REASON, VatCategory
from members.invoices.parties import vat_id_of
from members.invoices.vat import Applied
from members.organisations.models import Organisation


def check_evidence(applied: Applied, organisation: Organisation) -> None:
    """Reverse charge rests on the buyer's VAT number and on the day it was looked up (VIES, or the
    register of ANAF); an exemption on its reason, in both languages. Raises EvidenceMissingError.
    """
    if applied.category == VatCategory.REVERSE_CHARGE:
        number = vat_id_of(organisation)
        if not number:
            raise EvidenceMissingError(
                _("Reverse charge needs the VAT number of %(buyer)s. Write it in its record, with "
                  "the day on which it was looked up.")
                % {"buyer": organisation}
            )  # fmt: skip
        if organisation.vat_checked_on is None:
            raise EvidenceMissingError(
                _("Reverse charge needs the day on which the VAT number %(number)s of %(buyer)s "
                  "was looked up. Write it in its record.")
                % {"number": number, "buyer": organisation}
            )  # fmt: skip
    if applied.category in NEEDS_REASON and not (applied.reason_ro and applied.reason_en):
        raise EvidenceMissingError(
            _("Category %(category)s needs the reason why no VAT is due, in both languages.")
            % {"category": applied.category}
        )
