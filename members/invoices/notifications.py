"""Letters about invoices, to those of the member who look after its bills."""

from members.invoices.documents import InvoiceDocument
from members.invoices.models import Invoice, InvoiceKind
from members.ledger import notifications as letters

FOLDER = "members/invoices/mail"
LETTERS = {
    InvoiceKind.INVOICE: "invoice_issued",
    InvoiceKind.CREDIT_NOTE: "credit_note_issued",
    InvoiceKind.PROFORMA: "proforma_issued",
}


def document_issued(invoice: Invoice) -> None:
    letters.tell(
        f"{FOLDER}/{LETTERS[InvoiceKind(invoice.kind)]}",
        invoice.organisation,
        about=invoice,
        invoice=invoice,
        document=InvoiceDocument(invoice),
    )
