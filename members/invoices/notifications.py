"""Letters about invoices, to those of the member who look after its bills."""

from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from members.invoices.documents import InvoiceDocument
from members.invoices.models import Invoice, InvoiceKind
from members.ledger.notifications import looks_after_money

FOLDER = "members/invoices/mail"
LETTERS = {
    InvoiceKind.INVOICE: "invoice_issued",
    InvoiceKind.CREDIT_NOTE: "credit_note_issued",
    InvoiceKind.PROFORMA: "proforma_issued",
}


def document_issued(invoice: Invoice) -> None:
    """To its people, and to the shared mailbox of its accountants where it has one."""
    organisation = invoice.organisation
    readers = [
        (person.email, person.full_name, person.language)
        for person in looks_after_money(organisation)
    ]
    mailbox = organisation.billing_email
    if mailbox and mailbox.lower() not in {address.lower() for address, *_rest in readers}:
        readers.append((mailbox, "", organisation.language))
    for address, name, language in readers:
        _tell(invoice, address, name, language)


def _tell(invoice: Invoice, address: str, name: str, language: str) -> None:
    with translation.override(language):
        why = _("You get this because you look after the bills of %(organisation)s.") % {
            "organisation": invoice.organisation
        }
    mail.send_mail(
        template=f"{FOLDER}/{LETTERS[InvoiceKind(invoice.kind)]}",
        to_address=address,
        to_name=name,
        language=language,
        why=why,
        about=invoice,
        context={"name": name, "invoice": invoice, "document": InvoiceDocument(invoice)},
    )
