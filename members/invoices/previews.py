"""What the office reads before it issues a document, which nobody can change afterwards."""

from collections.abc import Callable, Sequence

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.templatetags.portal import money
from members.invoices import actions
from members.invoices.documents import InvoiceDocument
from members.invoices.holidays import last_day_to_invoice
from members.invoices.models import Invoice, InvoiceLine


def facts_to_issue(
    made: Callable[[], tuple[Invoice, Sequence[InvoiceLine]]],
) -> list[tuple[str, str]]:
    """Buyer, days, VAT and total of the prepared document that `made` gives, and what is missing
    for it; or the sentence of its refusal.
    """
    try:
        invoice, lines = made()
    except PortalError as error:
        return [(_("Not ready"), str(error))]
    if invoice.due_on is None or invoice.supplied_on is None:
        raise ValueError("this document is not prepared")
    document = InvoiceDocument(invoice)
    facts = [
        (_("Buyer"), ", ".join([document.buyer.name, *document.buyer.codes])),
        (_("Due"), formats.date_format(invoice.due_on, "SHORT_DATE_FORMAT")),
    ]
    for group in document.groups:
        why = f" · {document.why(group)}" if group.reason_ro else ""
        sums = f"{money(group.base)} + {money(group.vat)}{why}"
        facts.append((f"{group.category} {group.rate} %", sums))
    facts.append((_("Total"), money(invoice.gross, invoice.currency)))
    if invoice.currency != "RON":
        facts.append((_("VAT in lei"), money(invoice.vat_ron, "RON")))
    last = last_day_to_invoice(invoice.supplied_on)
    if last < timezone.localdate():
        facts.append((_("Late"), _("It had to be issued by %(day)s (Fiscal Code, art. 319(16)).")
                      % {"day": formats.date_format(last, "SHORT_DATE_FORMAT")}))  # fmt: skip
    missing = actions.problems(invoice, lines)
    return [*facts, *((_("Missing"), str(problem)) for problem in missing)]
