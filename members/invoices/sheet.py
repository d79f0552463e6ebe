"""What stands on a document, once for the page, for paper and for letters' attachments."""

from decimal import Decimal
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext_noop

from cluster_portal.toolkit.epc import epc_words, holds, svg_of
from cluster_portal.toolkit.templatetags.portal import figure
from members.invoices.documents import InvoiceDocument, Party, title_of
from members.invoices.models import Invoice, InvoiceKind, InvoiceStatus, VatCategory
from members.organisations.models import Association

ACCENT = "#0b5c6b"
SAMPLE = gettext_noop(
    "Sample data: the organisations, people, fees and meetings shown here are invented."
)


def sheet_of(invoice: Invoice) -> dict[str, Any]:
    """The words and numbers, in the document's language or in both."""
    document = InvoiceDocument(invoice)
    with translation.override(document.languages[0]):
        return _Sheet(document).data()


class _Sheet:
    """What the templates print. Labels are in the document's language or in both; numbers and days
    as its first language writes them.
    """

    def __init__(self, document: InvoiceDocument):
        self.document = document
        self.invoice = document.invoice
        self.say = document.in_words

    def data(self) -> dict[str, Any]:
        invoice, document = self.invoice, self.document
        association = Association.objects.first()
        return {
            "language": document.languages[0],
            "accent": association.accent if association else ACCENT,
            "publisher": document.seller.name,
            "title": self.title(),
            "description": f"{self.title()} {invoice.number}",
            "footer": f"{self.title()} {invoice.number} · {document.seller.name}",
            "number": invoice.number or "–",
            "stamps": self.stamps(association),
            "dates": self.dates(),
            "parties": [
                self.party(gettext_noop("Seller"), document.seller),
                self.party(gettext_noop("Buyer"), document.buyer),
            ],
            **self.table(),
            "totals": self.totals(),
            "payment": self.payment(),
            "notes": self.notes(),
        }

    def title(self) -> str:
        titles = []
        for language in self.document.languages:
            with translation.override(language):
                titles.append(title_of(self.invoice))
        return " / ".join(dict.fromkeys(titles))

    def stamps(self, association: Association | None) -> list[str]:
        invoice = self.invoice
        found = []
        if association is not None and association.is_sample:
            found.append(self.say(SAMPLE))
        if invoice.status in {InvoiceStatus.DRAFT, InvoiceStatus.DISCARDED}:
            found.append(self.say(gettext_noop("Draft, not issued")))
        if invoice.kind == InvoiceKind.PROFORMA:
            found.append(self.say(gettext_noop("Not a fiscal document")))
        if invoice.credit_of is not None:
            original = invoice.credit_of
            words = self.say(gettext_noop("For invoice"))
            found.append(f"{words} {original.number}, {self.day(original.issued_on)}")
        return found

    def dates(self) -> list[list[str]]:
        invoice = self.invoice
        rows = [(gettext_noop("Issued"), self.day(invoice.issued_on))]
        if invoice.supplied_on and invoice.supplied_on != invoice.issued_on:
            rows.append((gettext_noop("Supplied"), self.day(invoice.supplied_on)))
        if invoice.kind != InvoiceKind.CREDIT_NOTE:
            rows.append((gettext_noop("To be paid by"), self.day(invoice.due_on)))
        if invoice.purchase_order:
            rows.append((gettext_noop("Purchase order"), invoice.purchase_order))
        return [[self.say(label), value] for label, value in rows]

    def party(self, label: str, party: Party) -> dict[str, Any]:
        return {"label": self.say(label), "name": party.name, "lines": party.codes + party.address}

    def table(self) -> dict[str, Any]:
        heads = [
            gettext_noop("What"), gettext_noop("Unit"), gettext_noop("Quantity"),
            gettext_noop("Price"), gettext_noop("VAT"), gettext_noop("Without VAT"),
        ]  # fmt: skip
        rows = [
            [
                self.document.what(line),
                self.unit(line),
                self.number(line.quantity),
                self.number(line.unit_price, least=2),
                self.rate(line.vat_category, line.vat_rate),
                self.number(line.net, least=2),
            ]
            for line in self.document.lines
        ]
        groups = [
            [
                self.rate(group.category, group.rate)
                + (f" · {self.document.why(group)}" if group.reason_ro else ""),
                self.number(group.base, least=2),
                self.number(group.vat, least=2),
            ]
            for group in self.document.groups
        ]
        columns = [self.say(head) for head in heads]
        names = [gettext_noop("VAT by category"), gettext_noop("Base"), gettext_noop("VAT")]
        return {
            "columns": columns,
            "rows": rows,
            "labelled_rows": [list(zip(columns, row, strict=True)) for row in rows],
            "group_columns": [self.say(name) for name in names],
            "groups": groups,
        }

    def unit(self, line: Any) -> str:
        texts = []
        for language in self.document.languages:
            with translation.override(language):
                texts.append(line.get_unit_display())
        return " / ".join(dict.fromkeys(texts))

    def rate(self, category: str, rate: Decimal) -> str:
        if category == VatCategory.STANDARD:
            return f"{self.number(rate)}\u00a0%"
        return category

    def totals(self) -> list[dict[str, Any]]:
        invoice = self.invoice
        rows: list[tuple[str, Decimal, str, bool]] = [
            (gettext_noop("Without VAT"), invoice.net, invoice.currency, False),
            (gettext_noop("VAT"), invoice.vat, invoice.currency, False),
            (gettext_noop("Total"), invoice.gross, invoice.currency, True),
        ]
        if invoice.currency != "RON":
            rows.append((gettext_noop("VAT in lei"), invoice.vat_ron, "RON", False))
        return [
            {"label": self.say(label), "amount": f"{self.number(amount, least=2)}\u00a0{currency}",
             "strong": is_strong}
            for label, amount, currency, is_strong in rows
        ]  # fmt: skip

    def payment(self) -> dict[str, Any]:
        invoice, document = self.invoice, self.document
        if invoice.kind == InvoiceKind.CREDIT_NOTE:
            return {"title": "", "rows": [], "qr": "", "qr_words": ""}
        rows = [
            (gettext_noop("Account holder"), document.seller.name),
            ("IBAN", document.iban),
            (gettext_noop("Bank"), invoice.seller["bank"]),
            ("BIC", invoice.seller["bic"]),
            (gettext_noop("Amount"), self.totals()[2]["amount"]),
            (gettext_noop("Payment reference"), document.reference),
        ]
        return {
            "title": self.say(gettext_noop("How to pay")),
            "rows": [[self.say(label), value] for label, value in rows if value],
            "qr": self.code(),
            "qr_words": self.say(gettext_noop("Scan to pay in your bank's app")),
        }

    def code(self) -> str:
        """Only euro has the EPC code."""
        invoice = self.invoice
        if invoice.currency != "EUR" or not holds(invoice.gross):
            return ""
        words = epc_words(
            name=self.document.seller.name,
            iban=invoice.seller["iban"],
            amount=invoice.gross,
            reference=invoice.payment_reference,
            bic=invoice.seller["bic"],
        )
        return svg_of(words)

    def notes(self) -> list[str]:
        invoice = self.invoice
        found = [note for note in (invoice.note,) if note]
        if invoice.reason:
            found.insert(0, f"{self.say(gettext_noop('Reason'))}: {invoice.reason}")
        if invoice.currency != "RON" and invoice.exchange_rate:
            words = self.say(gettext_noop("Exchange rate of the National Bank"))
            rate = f"1 {invoice.currency} = {self.number(invoice.exchange_rate, least=4)} RON"
            found.append(f"{words}, {self.day(invoice.rate_on)}: {rate}")
        unsigned = gettext_noop("Valid without signature and stamp (Fiscal Code, art. 319(29)).")
        found.append(self.say(unsigned))
        if invoice.seller.get("email"):
            found.append(f"{self.say(gettext_noop('Questions'))}: {invoice.seller['email']}")
        return found

    def day(self, day: Any) -> str:
        return formats.date_format(day, "SHORT_DATE_FORMAT") if day else "–"

    def number(self, value: Decimal, *, least: int = 0) -> str:
        """With as many decimals as it has, and two at least for money."""
        exponent = value.normalize().as_tuple().exponent
        places = max(least, -exponent if isinstance(exponent, int) else 0)
        return figure(value, places)
