"""An invoice on paper, by its snapshot: the same one gives the same PDF."""

from django.utils import timezone

from cluster_portal.toolkit.pdf import documents
from members.invoices.models import Invoice
from members.invoices.sheet import sheet_of


def pdf_of(invoice: Invoice) -> bytes:
    day = invoice.issued_on or timezone.localdate(invoice.created_at)
    return documents.made("bill.typ", sheet_of(invoice), day=day)


def file_name(invoice: Invoice, ending: str = "pdf") -> str:
    return f"{invoice.number or f'draft-{invoice.pk}'}.{ending}"
