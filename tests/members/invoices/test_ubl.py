"""What the portal writes passes the official rules; what is broken is refused by a rule's id."""

import random
import re
from decimal import Decimal

import pytest

from members.invoices import actions
from members.invoices.actions import CreditLine
from members.invoices.models import Invoice, Unit, VatStatus
from members.invoices.ubl.builder import xml_of
from members.invoices.ubl.rules import problems_of
from members.organisations.models import Organisation
from tests.factories.invoices import LONG_AGO, SmallBusinessFactory
from tests.factories.members import OrganisationFactory
from tests.members.invoices.conftest import a_line, invoice
from tests.members.invoices.official import refusals

pytestmark = pytest.mark.django_db


def buyers() -> list[Organisation]:
    """In Cluj, in a sector of Bucharest, in the Union with a VAT id and without, and outside."""
    return [
        OrganisationFactory(legal_name="Alfa & Fiii <SRL> „Țară”"),
        OrganisationFactory(city="București, Sector 3", county="București"),
        OrganisationFactory(
            country="DE", identifier="136695976", county="", city="Berlin", vat_checked_on=LONG_AGO
        ),
        OrganisationFactory(country="FR", identifier="Association 12", county="", city="Lyon"),
        OrganisationFactory(country="MD", identifier="1003600000000", county="", city="Chișinău"),
    ]


def some_lines(chance: random.Random, codes: list[str]) -> list:
    return [
        a_line(
            f"{chance.randint(1, 999_999)}.{chance.randint(0, 9999):04d}",
            description_ro=chance.choice(["Instruire <AI>", "Audit & raport", "Închiriere sală"]),
            quantity=Decimal(chance.randint(1, 99_999)) / 1000,
            unit=chance.choice(Unit.values),
            vat_code=chance.choice(codes),
        )
        for _n in range(chance.randint(1, 12))
    ]


def generated(chance: random.Random, buyers: list[Organisation]) -> list[Invoice]:
    """Some invoices and their credit notes, whole and in parts."""
    buyer = chance.choice(buyers)
    mixed, foreign = ["S", "S-RED", "Z", "E"], ["AE"] if buyer.country == "DE" else ["E"]
    codes = chance.choice([mixed, ["S"], ["O"], foreign])
    done = invoice(
        buyer, *some_lines(chance, codes),
        currency=chance.choice(["RON", "EUR"]),
        language=chance.choice(["ro", "en", "both"]),
        purchase_order=chance.choice(["", "PO 17/2026"]),
        note=chance.choice(["", "Conform contractului „12”."]),
    )  # fmt: skip
    part = chance.choice(list(done.lines.all()))
    some = CreditLine(part.pk, (part.quantity / 2).quantize(Decimal("0.001")) or None)
    notes = [
        actions.credit(invoice_id=done.pk, reason="Reducere", lines=lines, actor=None)
        for lines in ([some], None)
    ]
    documents = [done, *notes]
    return [Invoice.objects.select_related("credit_of").get(pk=row.pk) for row in documents]


@pytest.mark.parametrize("standing", ["registered", "small"])
def test_fifty_generated_documents_pass_the_official_rules_and_ours(law, standing):
    chance = random.Random(f"efactura {standing}")  # noqa: S311 - a test, not a secret
    if standing == "small":
        VatStatus.objects.all().delete()
        SmallBusinessFactory()
    documents: list[Invoice] = []
    everyone = buyers()
    while len(documents) < 27:
        documents += generated(chance, everyone)

    refused = {}
    for document in documents:
        xml = xml_of(document)
        found = refusals(xml) + [problem.rule for problem in problems_of(xml)]
        if found:
            refused[document.number] = found
    assert refused == {}
    assert {document.kind for document in documents} == {"invoice", "credit_note"}


def test_a_number_of_categories_is_met_by_the_generated_ones(law):
    done = invoice(
        OrganisationFactory(), *(a_line(vat_code=code) for code in ("S", "S-RED", "Z", "E"))
    )

    assert [row["category"] for row in done.vat_summary] == ["S", "S", "Z", "E"]
    assert refusals(xml_of(done)) == []


@pytest.fixture
def good(law, member) -> str:
    done = invoice(member, a_line("100"), a_line("50", vat_code="E"), purchase_order="PO-1")
    return xml_of(done).decode()


@pytest.fixture
def outside(law, member) -> str:
    return xml_of(invoice(member, a_line(vat_code="O"))).decode()


def without(tag: str, xml: str, *, times: int = 0) -> str:
    return re.sub(rf"<{tag}\b[^>]*?(/>|>.*?</{tag}>)", "", xml, count=times, flags=re.DOTALL)


SELLER = "<cac:AccountingSupplierParty>.*?</cac:AccountingSupplierParty>"
NAME = "<cbc:RegistrationName>.*?</cbc:RegistrationName>"
SCHEME = "<cac:PartyTaxScheme>.*?</cac:PartyTaxScheme>"
BUYER = "<cac:AccountingCustomerParty>.*?</cac:AccountingCustomerParty>"


def within(part: str, old: str, new: str, xml: str) -> str:
    return re.sub(part, lambda found: re.sub(old, new, found[0], flags=re.DOTALL), xml, count=1,
                  flags=re.DOTALL)  # fmt: skip


OFFICIALLY_REFUSED = {
    "BR-01": lambda xml: without("cbc:CustomizationID", xml),
    "BR-02": lambda xml: re.sub(r"<cbc:ID>FCT[^<]*</cbc:ID>", "", xml, count=1),
    "BR-03": lambda xml: without("cbc:IssueDate", xml),
    "BR-04": lambda xml: without("cbc:InvoiceTypeCode", xml),
    "BR-05": lambda xml: without("cbc:DocumentCurrencyCode", xml),
    "BR-06": lambda xml: within(SELLER, NAME, "", xml),
    "BR-07": lambda xml: within(BUYER, NAME, "", xml),
    "BR-08": lambda xml: within(SELLER, "<cac:PostalAddress>.*?</cac:PostalAddress>", "", xml),
    "BR-16": lambda xml: without("cac:InvoiceLine", xml),
    "BR-CO-10": lambda xml: xml.replace('"RON">150.00</cbc:LineExt', '"RON">151.00</cbc:LineExt'),
    "BR-CO-15": lambda xml: xml.replace('171.00</cbc:TaxIncl', '172.00</cbc:TaxIncl'),
    "BR-CO-14": lambda xml: xml.replace(
        '<cbc:TaxAmount currencyID="RON">21.00', '<cbc:TaxAmount currencyID="RON">25.00', 1
    ),
    "BR-S-08": lambda xml: xml.replace('100.00</cbc:Taxable', '90.00</cbc:Taxable'),
    "BR-E-10": lambda xml: without(
        "cbc:TaxExemptionReason", without("cbc:TaxExemptionReasonCode", xml)
    ),
    "BR-CL-04": lambda xml: xml.replace("RON</cbc:DocumentC", "LEI</cbc:DocumentC"),
}  # fmt: skip


@pytest.mark.parametrize("rule", OFFICIALLY_REFUSED)
def test_a_broken_document_is_refused_by_the_official_rule(good, rule):
    broken = OFFICIALLY_REFUSED[rule](good)

    assert broken != good
    assert rule in refusals(broken.encode())


def test_outside_vat_with_another_category_is_refused_officially_and_by_us(outside):
    broken = re.sub(
        r"(<cac:ClassifiedTaxCategory>\s*<cbc:ID>)O(</cbc:ID>)",
        r"\1E\2<cbc:Percent>0</cbc:Percent>",
        outside,
    )  # fmt: skip

    assert "BR-O-12" in refusals(broken.encode())
    assert "BR-O-11" in {problem.rule for problem in problems_of(broken.encode())}


OURS_REFUSE = {
    "BR-RO-001": lambda xml: xml.replace("CIUS-RO:1.0.1", "CIUS-RO:0.9"),
    "BR-RO-010": lambda xml: re.sub(r"<cbc:ID>FCT[^<]*<", "<cbc:ID>FCT<", xml, count=1),
    "BR-RO-020": lambda xml: xml.replace(">380<", ">383<"),
    "BR-RO-030": lambda xml: xml.replace("RON</cbc:DocumentC", "EUR</cbc:DocumentC"),
    "BR-RO-040": lambda xml: xml.replace(
        "<cac:AccountingSupplierParty>",
        "<cac:InvoicePeriod><cbc:DescriptionCode>7</cbc:DescriptionCode></cac:InvoicePeriod>"
        "<cac:AccountingSupplierParty>", 1,
    ),
    "BR-RO-065": lambda xml: within(SELLER, SCHEME, "", xml),
    "BR-RO-080": lambda xml: within(BUYER, "<cbc:StreetName>.*?</cbc:StreetName>", "", xml),
    "BR-RO-090": lambda xml: within(SELLER, "<cbc:CityName>.*?</cbc:CityName>", "", xml),
    "BR-RO-100": lambda xml: within(SELLER, "RO-CJ", "RO-B", xml),
    "BR-RO-101": lambda xml: within(BUYER, "RO-CJ", "RO-B", xml),
    "BR-RO-110": lambda xml: within(SELLER, "RO-CJ", "Cluj", xml),
    "BR-RO-111": lambda xml: within(BUYER, "<cbc:CountrySub.*?</cbc:CountrySubentity>", "", xml),
    "BR-RO-120": lambda xml: within(BUYER, "<cbc:CompanyID>.*?</cbc:CompanyID>", "", xml),
    "BR-RO-L100": lambda xml: xml.replace(">Instruire<", f">{'x' * 101}<"),
    "BR-RO-L200": lambda xml: xml.replace(">PO-1<", f">{'9' * 201}<"),
    "BR-RO-A020": lambda xml: xml.replace(
        "<cbc:DocumentC", "<cbc:Note>a</cbc:Note>" * 21 + "<cbc:DocumentC", 1
    ),
    "BR-RO-Z2": lambda xml: xml.replace('"RON">171.00</cbc:Pay', '"RON">171.000</cbc:Pay'),
    "BR-CO-17": lambda xml: xml.replace("<cbc:Percent>21<", "<cbc:Percent>11<", 1),
}  # fmt: skip


@pytest.mark.parametrize("rule", OURS_REFUSE)
def test_a_broken_document_is_refused_by_our_rule(good, rule):
    broken = OURS_REFUSE[rule](good)
    found = problems_of(broken.encode())

    assert broken != good
    assert rule in {problem.rule for problem in found}
    assert all(problem.sentence for problem in found)


@pytest.mark.parametrize("words", ["sectorul 1", "Sector1", "Sect. 1", "sec. 1", "SECTOR: 1"])
def test_a_sector_is_found_wherever_the_address_says_it(law, words):
    buyer = OrganisationFactory(city="București", county="", street=f"Calea Victoriei 21, {words}")

    assert b"<cbc:CityName>SECTOR1</cbc:CityName>" in xml_of(invoice(buyer))


def test_the_same_snapshot_gives_the_same_bytes(issued):
    again = Invoice.objects.get(pk=issued.pk)

    assert xml_of(issued) == xml_of(again)


def test_a_credit_note_names_its_invoice(issued, office):
    note = actions.credit(invoice_id=issued.pk, reason="Greșeală", actor=office)
    xml = xml_of(note).decode()
    assert "BR-RO-020" in {
        problem.rule for problem in problems_of(xml.replace(">381<", ">380<").encode())
    }

    assert "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>" in xml
    assert f"<cbc:ID>{issued.number}</cbc:ID>" in xml
