"""A document as UBL 2.1, CIUS-RO 1.0.1 of EN 16931: what RO e-Factura takes.

Elements come in the order of the UBL schemas. Texts are Romanian, amounts have two decimals. The
same snapshot always gives the same bytes.
"""

import re
import xml.etree.ElementTree as ET  # only writes; nothing foreign is read here
from collections.abc import Sequence
from decimal import Decimal

from members.invoices.models import Invoice, InvoiceKind, InvoiceLine, VatCategory
from members.invoices.places import city_as_sent, county_code
from members.invoices.vat import Group

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1"
ROOTS = {
    InvoiceKind.INVOICE: "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    InvoiceKind.CREDIT_NOTE: "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
}
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
INVOICE_CODE, CREDIT_NOTE_CODE = "380", "381"  # UNTDID 1001
TRANSFER, SEPA_TRANSFER = "30", "58"  # UNTDID 4461
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_of(invoice: Invoice, lines: Sequence[InvoiceLine] | None = None) -> bytes:
    """`lines` for a document that is not stored yet; else its own."""
    root = tree_of(invoice, list(invoice.lines.all()) if lines is None else lines)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def tree_of(invoice: Invoice, lines: Sequence[InvoiceLine]) -> ET.Element:
    return _Writer(invoice, lines).tree()


def plain(words: str) -> str:
    """One line, and no sign that XML forbids."""
    return " ".join(_FORBIDDEN.sub(" ", words).split())


def _add(parent: ET.Element, path: str, words: object = None, **attributes: str) -> ET.Element:
    """An element of `cac:` or `cbc:` below `parent`; its text where one is given."""
    prefix, name = path.split(":")
    space = CAC if prefix == "cac" else CBC
    element = ET.SubElement(parent, f"{{{space}}}{name}", attributes)
    if words is not None:
        element.text = plain(str(words))
    return element


def number_as_sent(value: Decimal) -> str:
    """Without an exponent or idle zeros."""
    return f"{value.normalize():f}"


class _Writer:
    def __init__(self, invoice: Invoice, lines: Sequence[InvoiceLine]):
        self.invoice = invoice
        self.lines = lines
        self.groups = [Group.from_json(row) for row in invoice.vat_summary]
        self.is_credit = invoice.kind == InvoiceKind.CREDIT_NOTE
        self.is_outside = any(group.category == VatCategory.OUTSIDE for group in self.groups)

    def tree(self) -> ET.Element:
        space = ROOTS[InvoiceKind.CREDIT_NOTE if self.is_credit else InvoiceKind.INVOICE]
        ET.register_namespace("", space)
        ET.register_namespace("cac", CAC)
        ET.register_namespace("cbc", CBC)
        root = ET.Element(f"{{{space}}}{'CreditNote' if self.is_credit else 'Invoice'}")
        self._head(root)
        self._references(root)
        self._seller(root)
        self._buyer(root)
        self._delivery(root)
        self._payment(root)
        self._tax(root)
        self._totals(root)
        for line in self.lines:
            self._line(root, line)
        return root

    def _head(self, root: ET.Element) -> None:
        invoice = self.invoice
        _add(root, "cbc:CustomizationID", CUSTOMIZATION)
        _add(root, "cbc:ID", invoice.number)
        _add(root, "cbc:IssueDate", invoice.issued_on.isoformat() if invoice.issued_on else "")
        if invoice.due_on and not self.is_credit:
            _add(root, "cbc:DueDate", invoice.due_on.isoformat())
        if self.is_credit:
            _add(root, "cbc:CreditNoteTypeCode", CREDIT_NOTE_CODE)
        else:
            _add(root, "cbc:InvoiceTypeCode", INVOICE_CODE)
        for note in (invoice.reason, invoice.note):
            if plain(note):
                _add(root, "cbc:Note", note)
        _add(root, "cbc:DocumentCurrencyCode", invoice.currency)
        if invoice.currency != "RON":
            _add(root, "cbc:TaxCurrencyCode", "RON")

    def _references(self, root: ET.Element) -> None:
        invoice = self.invoice
        if invoice.purchase_order:
            _add(_add(root, "cac:OrderReference"), "cbc:ID", invoice.purchase_order)
        original = invoice.credit_of
        if original is not None and original.issued_on is not None:
            reference = _add(_add(root, "cac:BillingReference"), "cac:InvoiceDocumentReference")
            _add(reference, "cbc:ID", original.number)
            _add(reference, "cbc:IssueDate", original.issued_on.isoformat())

    def _seller(self, root: ET.Element) -> None:
        data = self.invoice.seller
        party = _add(_add(root, "cac:AccountingSupplierParty"), "cac:Party")
        name = data["legal_name"] or data["name"]
        if data["name"] and data["name"] != name:
            _add(_add(party, "cac:PartyName"), "cbc:Name", data["name"])
        self._address(party, data)
        if not self.is_outside:
            # BR-O-02: outside VAT no VAT id is named; a code without RO is not a VAT id (BT-32).
            self._tax_scheme(party, data["vat_id"] or data["fiscal_code"], bool(data["vat_id"]))
        legal = _add(party, "cac:PartyLegalEntity")
        _add(legal, "cbc:RegistrationName", name)
        if data["fiscal_code"]:
            _add(legal, "cbc:CompanyID", data["fiscal_code"])
        form = plain(data["register_entries"].replace("\n", "; "))
        if form:
            _add(legal, "cbc:CompanyLegalForm", form)
        if data["phone"] or data["email"]:
            contact = _add(party, "cac:Contact")
            if data["phone"]:
                _add(contact, "cbc:Telephone", data["phone"])
            if data["email"]:
                _add(contact, "cbc:ElectronicMail", data["email"])

    def _buyer(self, root: ET.Element) -> None:
        data = self.invoice.buyer
        party = _add(_add(root, "cac:AccountingCustomerParty"), "cac:Party")
        self._address(party, data)
        if data["vat_id"] and not self.is_outside:
            self._tax_scheme(party, data["vat_id"], True)
        legal = _add(party, "cac:PartyLegalEntity")
        _add(legal, "cbc:RegistrationName", data["legal_name"])
        if data["identifier"]:
            _add(legal, "cbc:CompanyID", data["identifier"])

    def _tax_scheme(self, party: ET.Element, code: str, is_vat_id: bool) -> None:
        if not code:
            return
        scheme = _add(party, "cac:PartyTaxScheme")
        _add(scheme, "cbc:CompanyID", code)
        _add(_add(scheme, "cac:TaxScheme"), "cbc:ID", "VAT" if is_vat_id else "FC")

    def _address(self, party: ET.Element, data: dict[str, str]) -> None:
        country = data["country"] or "RO"
        county, city = data["county"], data["city"]
        if country == "RO":
            county = county_code(county=data["county"], city=data["city"])
            others = f"{data['county']} {data['street']}"
            city = city_as_sent(county_of=county, city=city, others=others)
        address = _add(party, "cac:PostalAddress")
        for name, words in (
            ("cbc:StreetName", data["street"]),
            ("cbc:CityName", city),
            ("cbc:PostalZone", data["postal_code"]),
            ("cbc:CountrySubentity", county),
        ):
            if plain(words):
                _add(address, name, words)
        _add(_add(address, "cac:Country"), "cbc:IdentificationCode", country)

    def _delivery(self, root: ET.Element) -> None:
        if self.invoice.supplied_on:
            delivery = _add(root, "cac:Delivery")
            _add(delivery, "cbc:ActualDeliveryDate", self.invoice.supplied_on.isoformat())

    def _payment(self, root: ET.Element) -> None:
        invoice = self.invoice
        if self.is_credit:
            original = invoice.credit_of
            number = original.number if original is not None else ""
            terms = f"Se scade din factura {number}."
        else:
            means = _add(root, "cac:PaymentMeans")
            code = SEPA_TRANSFER if invoice.currency == "EUR" else TRANSFER
            _add(means, "cbc:PaymentMeansCode", code)
            if invoice.payment_reference:
                _add(means, "cbc:PaymentID", invoice.payment_reference)
            account = _add(means, "cac:PayeeFinancialAccount")
            _add(account, "cbc:ID", invoice.seller["iban"])
            if invoice.seller["bic"]:
                branch = _add(account, "cac:FinancialInstitutionBranch")
                _add(branch, "cbc:ID", invoice.seller["bic"])
            terms = f"Plata prin virament, cu referința {invoice.payment_reference}."
        _add(_add(root, "cac:PaymentTerms"), "cbc:Note", terms)

    def _tax(self, root: ET.Element) -> None:
        invoice = self.invoice
        total = _add(root, "cac:TaxTotal")
        self._amount(total, "cbc:TaxAmount", invoice.vat)
        for group in self.groups:
            part = _add(total, "cac:TaxSubtotal")
            self._amount(part, "cbc:TaxableAmount", group.base)
            self._amount(part, "cbc:TaxAmount", group.vat)
            category = _add(part, "cac:TaxCategory")
            self._category(category, group.category, group.rate)
            if group.vatex:
                _add(category, "cbc:TaxExemptionReasonCode", group.vatex)
            if group.reason_ro:
                _add(category, "cbc:TaxExemptionReason", group.reason_ro)
            _add(_add(category, "cac:TaxScheme"), "cbc:ID", "VAT")
        if invoice.currency != "RON":
            in_lei = _add(root, "cac:TaxTotal")
            _add(in_lei, "cbc:TaxAmount", f"{invoice.vat_ron:.2f}", currencyID="RON")

    def _category(self, element: ET.Element, category: str, rate: Decimal) -> None:
        _add(element, "cbc:ID", category)
        if category != VatCategory.OUTSIDE:  # BR-O-05: outside VAT there is no rate, not even zero
            _add(element, "cbc:Percent", number_as_sent(rate))

    def _totals(self, root: ET.Element) -> None:
        totals = _add(root, "cac:LegalMonetaryTotal")
        invoice = self.invoice
        self._amount(totals, "cbc:LineExtensionAmount", invoice.net)
        self._amount(totals, "cbc:TaxExclusiveAmount", invoice.net)
        self._amount(totals, "cbc:TaxInclusiveAmount", invoice.gross)
        self._amount(totals, "cbc:PayableAmount", invoice.gross)

    def _line(self, root: ET.Element, line: InvoiceLine) -> None:
        element = _add(root, "cac:CreditNoteLine" if self.is_credit else "cac:InvoiceLine")
        _add(element, "cbc:ID", line.position)
        quantity = "cbc:CreditedQuantity" if self.is_credit else "cbc:InvoicedQuantity"
        _add(element, quantity, number_as_sent(line.quantity), unitCode=line.unit)
        self._amount(element, "cbc:LineExtensionAmount", line.net)
        item = _add(element, "cac:Item")
        _add(item, "cbc:Name", line.description_ro)
        category = _add(item, "cac:ClassifiedTaxCategory")
        self._category(category, line.vat_category, line.vat_rate)
        _add(_add(category, "cac:TaxScheme"), "cbc:ID", "VAT")
        price = _add(element, "cac:Price")
        currency = self.invoice.currency
        _add(price, "cbc:PriceAmount", number_as_sent(line.unit_price), currencyID=currency)

    def _amount(self, parent: ET.Element, path: str, amount: Decimal) -> None:
        _add(parent, path, f"{amount:.2f}", currencyID=self.invoice.currency)
