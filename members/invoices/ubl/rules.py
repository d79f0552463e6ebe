"""The rules of CIUS-RO (the Finance Ministry's schematron, OMF 1366/2021) and the sums of EN 16931,
as checks of our own with their ids and a sentence. They read the XML, not our records, so that what
is checked is what is sent. The validator of the tax authority has the last word.
"""

import re
import xml.etree.ElementTree as ET  # reads only what the builder wrote
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from members.invoices.places import BUCHAREST, CODES, SECTORS
from members.invoices.ubl.builder import CAC, CBC, CUSTOMIZATION

SPACES = {"cac": CAC, "cbc": CBC}
SELLER = "cac:AccountingSupplierParty/cac:Party"
BUYER = "cac:AccountingCustomerParty/cac:Party"
ADDRESS = "cac:PostalAddress"
TYPES = {"380", "384", "389", "751"}
CREDIT_TYPES = {"381"}
POINTS = {"3", "35", "432"}
TAXED = {"S", "Z", "E", "AE", "K", "G", "L", "M"}
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Problem:
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


@dataclass(frozen=True)
class Sheet:
    """A UBL document, asked by paths."""

    root: ET.Element

    def text(self, path: str) -> str:
        found = self.root.find(path, SPACES)
        return " ".join((found.text or "").split()) if found is not None else ""

    def texts(self, path: str) -> list[str]:
        found = self.root.findall(path, SPACES)
        return [" ".join((element.text or "").split()) for element in found]

    def all(self, path: str) -> list[ET.Element]:
        return self.root.findall(path, SPACES)

    @property
    def lines(self) -> list["Sheet"]:
        found = [*self.all("cac:InvoiceLine"), *self.all("cac:CreditNoteLine")]
        return [Sheet(element) for element in found]

    @property
    def categories(self) -> set[str]:
        path = "cac:Item/cac:ClassifiedTaxCategory/cbc:ID"
        return {line.text(path) for line in self.lines}


Rule = tuple[str, Callable[[Sheet], bool], Callable[[], str]]


def problems_of(xml: bytes | ET.Element) -> list[Problem]:
    """What RO e-Factura would refuse; empty for a good document."""
    root = ET.fromstring(xml) if isinstance(xml, bytes) else xml  # noqa: S314 - our own file
    sheet = Sheet(root)
    found = [Problem(rule, sentence()) for rule, holds, sentence in RULES if not holds(sheet)]
    return [*found, *_too_long(sheet), *_decimals(sheet), *_sums(sheet)]


def _is_romanian(party: str) -> Callable[[Sheet], bool]:
    path = f"{party}/{ADDRESS}/cac:Country/cbc:IdentificationCode"
    return lambda sheet: sheet.text(path).upper() == "RO"


def _county_is_coded(party: str) -> Callable[[Sheet], bool]:
    path = f"{party}/{ADDRESS}/cbc:CountrySubentity"
    return lambda sheet: not _is_romanian(party)(sheet) or sheet.text(path) in CODES


def _city_is_a_sector(party: str) -> Callable[[Sheet], bool]:
    county, city = (f"{party}/{ADDRESS}/cbc:{name}" for name in ("CountrySubentity", "CityName"))
    return lambda sheet: (
        not _is_romanian(party)(sheet)
        or sheet.text(county) != BUCHAREST
        or sheet.text(city) in SECTORS
    )


def _has(path: str) -> Callable[[Sheet], bool]:
    return lambda sheet: bool(sheet.text(path))


def _lei_are_accounted(sheet: Sheet) -> bool:
    return "RON" in {sheet.text("cbc:DocumentCurrencyCode"), sheet.text("cbc:TaxCurrencyCode")}


def _type_is_known(sheet: Sheet) -> bool:
    if sheet.root.tag.endswith("}CreditNote"):
        return sheet.text("cbc:CreditNoteTypeCode") in CREDIT_TYPES
    return sheet.text("cbc:InvoiceTypeCode") in TYPES


def _points_are_known(sheet: Sheet) -> bool:
    return set(sheet.texts("cac:InvoicePeriod/cbc:DescriptionCode")) <= POINTS


def _named_unless_outside(*paths: str) -> Callable[[Sheet], bool]:
    return lambda sheet: not sheet.categories & TAXED or any(sheet.text(path) for path in paths)


def _at_most(path: str, number: int) -> Callable[[Sheet], bool]:
    return lambda sheet: len(sheet.all(path)) <= number


RULES: list[Rule] = [
    ("BR-RO-001", lambda sheet: sheet.text("cbc:CustomizationID") == CUSTOMIZATION,
     lambda: _("The document does not say that it follows CIUS-RO.")),
    ("BR-RO-010", lambda sheet: bool(re.search(r"[0-9]", sheet.text("cbc:ID"))),
     lambda: _("The document's number has no digit.")),
    ("BR-RO-020", _type_is_known,
     lambda: _("The kind of document is none that RO e-Factura takes.")),
    ("BR-RO-030", _lei_are_accounted,
     lambda: _("A document in a foreign currency must state its VAT in lei.")),
    ("BR-RO-040", _points_are_known,
     lambda: _("The code of the day on which VAT falls due is none of 3, 35 and 432.")),
    ("BR-RO-065",
     _named_unless_outside(f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID",
                           "cac:TaxRepresentativeParty/cac:PartyTaxScheme/cbc:CompanyID"),
     lambda: _("The seller's fiscal code is missing.")),
    ("BR-RO-080", _has(f"{SELLER}/{ADDRESS}/cbc:StreetName"),
     lambda: _("The seller's street is missing.")),
    ("BR-RO-080", _has(f"{BUYER}/{ADDRESS}/cbc:StreetName"),
     lambda: _("The buyer's street is missing.")),
    ("BR-RO-090", _has(f"{SELLER}/{ADDRESS}/cbc:CityName"),
     lambda: _("The seller's city is missing.")),
    ("BR-RO-090", _has(f"{BUYER}/{ADDRESS}/cbc:CityName"),
     lambda: _("The buyer's city is missing.")),
    ("BR-RO-100", _city_is_a_sector(SELLER),
     lambda: _("In Bucharest the seller's city must name its sector, 1 to 6.")),
    ("BR-RO-101", _city_is_a_sector(BUYER),
     lambda: _("In Bucharest the buyer's city must name its sector, 1 to 6.")),
    ("BR-RO-110", _county_is_coded(SELLER),
     lambda: _("The seller's county is missing or is none of Romania's.")),
    ("BR-RO-111", _county_is_coded(BUYER),
     lambda: _("The buyer's county is missing or is none of Romania's.")),
    ("BR-RO-120",
     _named_unless_outside(f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID",
                           f"{BUYER}/cac:PartyTaxScheme/cbc:CompanyID"),
     lambda: _("The buyer's fiscal or registration code is missing.")),
    ("BR-RO-A020", _at_most("cbc:Note", 20),
     lambda: _("The document has more than 20 notes.")),
    ("BR-RO-A500", _at_most("cac:BillingReference/cac:InvoiceDocumentReference", 500),
     lambda: _("The document refers to more than 500 others.")),
    ("BR-RO-A999", lambda sheet: len(sheet.lines) <= 999,
     lambda: _("The document has more than 999 lines.")),
]  # fmt: skip

_STREET, _CITY, _ZONE = (
    f"{ADDRESS}/cbc:{name}" for name in ("StreetName", "CityName", "PostalZone")
)
_NAME = "cac:PartyLegalEntity/cbc:RegistrationName"
_LINES = ("cac:InvoiceLine", "cac:CreditNoteLine")
# The longest texts, in characters after spaces are joined: rule, most, paths.
LONGEST: list[tuple[str, int, list[str]]] = [
    ("BR-RO-L020", 20, [f"{SELLER}/{_ZONE}", f"{BUYER}/{_ZONE}"]),
    ("BR-RO-L050", 50, [f"{SELLER}/{_CITY}", f"{BUYER}/{_CITY}"]),
    ("BR-RO-L100", 100, [
        f"{SELLER}/cac:Contact/cbc:Name",
        f"{SELLER}/cac:Contact/cbc:Telephone",
        f"{SELLER}/cac:Contact/cbc:ElectronicMail",
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason",
        *(f"{line}/cac:Item/cbc:Name" for line in _LINES),
    ]),
    ("BR-RO-L140", 140, ["cac:PaymentMeans/cbc:PaymentID"]),
    ("BR-RO-L150", 150, [f"{SELLER}/{_STREET}", f"{BUYER}/{_STREET}"]),
    ("BR-RO-L200", 200, [
        "cbc:ID",
        "cac:OrderReference/cbc:ID",
        "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
        f"{SELLER}/{_NAME}",
        f"{SELLER}/cac:PartyName/cbc:Name",
        f"{BUYER}/{_NAME}",
        *(f"{line}/cac:Item/cbc:Description" for line in _LINES),
    ]),
    ("BR-RO-L300", 300, [
        "cbc:Note", "cac:PaymentTerms/cbc:Note", *(f"{line}/cbc:Note" for line in _LINES),
    ]),
    ("BR-RO-L1000", 1000, [f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyLegalForm"]),
]  # fmt: skip


def _too_long(sheet: Sheet) -> Iterator[Problem]:
    for rule, most, paths in LONGEST:
        for text in (text for path in paths for text in sheet.texts(path)):
            if len(text) > most:
                sentence = _("“%(text)s…” is longer than %(most)d characters.")
                yield Problem(rule, sentence % {"text": text[:40], "most": most})


AMOUNTS = ("TaxAmount", "TaxableAmount", "LineExtensionAmount", "TaxExclusiveAmount",
           "TaxInclusiveAmount", "PayableAmount")  # fmt: skip


def _decimals(sheet: Sheet) -> Iterator[Problem]:
    for name in AMOUNTS:
        if any(len(text.partition(".")[2]) > 2 for text in sheet.texts(f".//cbc:{name}")):
            sentence = _("An amount (%(name)s) has more than two decimals.") % {"name": name}
            yield Problem("BR-RO-Z2", sentence)


def _sums(sheet: Sheet) -> Iterator[Problem]:
    """EN 16931: lines, bases, VAT and totals agree to the ban."""
    nets = [_number(line.text("cbc:LineExtensionAmount")) for line in sheet.lines]
    net, without, total, due = (
        _number(sheet.text(f"cac:LegalMonetaryTotal/cbc:{name}")) for name in AMOUNTS[2:]
    )
    currency = sheet.text("cbc:DocumentCurrencyCode")
    vat = sum(
        (_number(element.text) for element in sheet.all("cac:TaxTotal/cbc:TaxAmount")
         if element.get("currencyID") == currency),
        Decimal(0),
    )  # fmt: skip
    parts = [Sheet(element) for element in sheet.all("cac:TaxTotal/cac:TaxSubtotal")]
    taxes = [_number(part.text("cbc:TaxAmount")) for part in parts]
    if sum(nets, Decimal(0)) != net:
        yield Problem("BR-CO-10", _("The lines do not sum up to the total without VAT."))
    if without != net:
        yield Problem("BR-CO-13", _("The total without VAT is not the sum of its parts."))
    if sum(taxes, Decimal(0)) != vat:
        yield Problem("BR-CO-14", _("The VAT of the categories does not sum up to the VAT."))
    if without + vat != total:
        yield Problem("BR-CO-15", _("The total is not the sum without VAT and the VAT."))
    if due != total:
        yield Problem("BR-CO-16", _("What is to be paid is not the total."))
    for part, tax in zip(parts, taxes, strict=True):
        rate = _number(part.text("cac:TaxCategory/cbc:Percent"))
        base = _number(part.text("cbc:TaxableAmount"))
        # One ban: the last of several credit notes takes what rounding left.
        if abs(base * rate / 100 - tax) > CENT + CENT / 2:
            yield Problem("BR-CO-17", _("A category's VAT is not its base times the rate."))
    bases = {part.text("cac:TaxCategory/cbc:ID") for part in parts}
    if "O" in bases | sheet.categories and len(bases | sheet.categories) > 1:
        yield Problem("BR-O-11", _("What is outside VAT stands with other lines."))


def _number(text: str | None) -> Decimal:
    return Decimal(text) if text else Decimal(0)
