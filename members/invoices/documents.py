"""An invoice as it is read: on its page, on paper, in a letter and in the office."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import translation
from django.utils.translation import gettext as _
from stdnum import iban, iso11649

from cluster_portal.toolkit.countries import address_lines
from members.invoices.models import BOTH, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from members.invoices.vat import Group


@dataclass(frozen=True)
class Party:
    """Seller or buyer as they were on the day of issue."""

    name: str
    codes: list[str]
    address: list[str]


def title_of(invoice: Invoice) -> str:
    """In the language that is active."""
    return {
        InvoiceKind.INVOICE: _("Invoice"),
        InvoiceKind.CREDIT_NOTE: _("Credit note"),
        InvoiceKind.PROFORMA: _("Pro-forma invoice"),
    }[InvoiceKind(invoice.kind)]


@dataclass(frozen=True)
class InvoiceDocument:
    invoice: Invoice

    @cached_property
    def lines(self) -> list[InvoiceLine]:
        return list(self.invoice.lines.all())

    @cached_property
    def groups(self) -> list[Group]:
        return [Group.from_json(row) for row in self.invoice.vat_summary]

    @property
    def languages(self) -> list[str]:
        return ["ro", "en"] if self.invoice.language == BOTH else [self.invoice.language]

    @property
    def title(self) -> str:
        return title_of(self.invoice)

    @property
    def is_to_pay(self) -> bool:
        """Whether it asks for money today. The paper keeps saying how to pay, as it was issued."""
        return self.invoice.kind != InvoiceKind.CREDIT_NOTE and self.invoice.status in {
            InvoiceStatus.ISSUED, InvoiceStatus.PARTLY_CREDITED,
        }  # fmt: skip

    @property
    def iban(self) -> str:
        return iban.format(self.invoice.seller["iban"])

    @property
    def reference(self) -> str:
        reference = self.invoice.payment_reference
        return iso11649.format(reference) if reference else ""

    @property
    def buyer(self) -> Party:
        data = self.invoice.buyer
        codes = [data["vat_id"] or data["identifier"], data["register_number"]]
        return Party(
            data["legal_name"],
            [code for code in codes if code],
            address_lines(data, self.languages),
        )

    @property
    def seller(self) -> Party:
        data = self.invoice.seller
        codes = [data["vat_id"] or data["fiscal_code"], *data["register_entries"].splitlines()]
        name = data["legal_name"] or data["name"]
        return Party(name, [code for code in codes if code], address_lines(data, self.languages))

    def what(self, line: InvoiceLine) -> str:
        """A line in the words of the document's language."""
        return said(self.languages, ro=line.description_ro, en=line.description_en)

    def why(self, group: Group) -> str:
        """Why a category has no VAT."""
        return said(self.languages, ro=group.reason_ro, en=group.reason_en)

    def in_words(self, sentence: str) -> str:
        """A text of the interface, in the document's language or in both."""
        texts = []
        for language in self.languages:
            with translation.override(language):
                texts.append(_(sentence))
        return " / ".join(dict.fromkeys(texts))


def said(languages: list[str], *, ro: str, en: str) -> str:
    """Romanian, English or both; the one that is there where the other is empty."""
    texts = {"ro": ro or en, "en": en or ro}
    return " / ".join(dict.fromkeys(texts[language] for language in languages))
