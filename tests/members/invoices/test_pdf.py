from decimal import Decimal

import pytest

from members.invoices import actions, pdf
from members.invoices.models import Invoice
from members.organisations.models import Association
from tests import qr
from tests.members.invoices.conftest import a_line, invoice
from tests.paper import edges_of, words_on


def fresh(document: Invoice) -> Invoice:
    return Invoice.objects.select_related("credit_of").get(pk=document.pk)


def test_the_paper_says_who_what_how_much_and_how_to_pay(issued):
    words = words_on(pdf.pdf_of(fresh(issued)))

    for expected in (
        f"Factură {issued.number}", "Asociația Test Cluster", "Member Ltd SRL", "RO99000000",
        "Audit", "484,00 RON", "RO40 AAAA DEMO 0000 0000 0001", "Fără TVA", "21 %",
    ):  # fmt: skip
        assert expected in words


def test_both_languages_stand_beside_each_other(law, member):
    done = invoice(member, language="both")
    words = words_on(pdf.pdf_of(fresh(done)))

    assert "Factură / Invoice" in words
    assert "Instruire / Training" in words


def test_the_paper_of_a_sample_association_says_that_it_is_invented(law, member):
    issued = fresh(invoice(member, language="en"))
    assert "are invented" not in words_on(pdf.pdf_of(issued))
    Association.objects.update(is_sample=True)
    assert "are invented" in words_on(pdf.pdf_of(issued))


def test_a_number_below_zero_has_a_minus_and_keeps_its_column(law, member):
    done = invoice(member, a_line("600", quantity=2), a_line("11"))
    paper = Invoice.objects.prefetch_related("lines").get(pk=done.pk)
    taken_off = paper.lines.all()[1]
    taken_off.quantity, taken_off.net = Decimal("-2.5"), Decimal("-1111.10")
    paper.vat = Decimal("-0.07")
    made = pdf.pdf_of(paper)

    words = words_on(made)
    for expected in ("\u22122,5", "\u22121.111,10", "\u22120,07 RON"):
        assert expected in words
    edges = edges_of(made, "1\\.200,00|\u22121\\.111,10")
    assert len(edges) > 1
    assert len({round(right, 1) for _left, right in edges}) == 1


def test_the_same_snapshot_gives_the_same_paper(issued):
    assert pdf.pdf_of(fresh(issued)) == pdf.pdf_of(fresh(issued))


def test_the_paper_stays_as_issued_when_it_is_credited(issued, office):
    before = pdf.pdf_of(fresh(issued))
    actions.credit(invoice_id=issued.pk, reason="Wrong", actor=office)

    assert pdf.pdf_of(fresh(issued)) == before


def test_the_reason_for_no_vat_is_printed(law, member):
    words = words_on(pdf.pdf_of(fresh(invoice(member, a_line(vat_code="E"), language="en"))))

    assert "No VAT: VATEX-EU-132-1I" in words


def test_what_is_written_is_printed_and_never_run(law, member):
    done = invoice(member, a_line(description_ro='#read("/etc/passwd") *bold* $x$ <b>'))

    assert '#read("/etc/passwd") *bold* $x$ <b>' in words_on(pdf.pdf_of(fresh(done)))


@pytest.mark.parametrize(("currency", "has_code"), [("EUR", True), ("RON", False)])
def test_only_euro_has_the_code_that_banks_scan(law, member, currency, has_code):
    done = invoice(member, currency=currency, language="en")

    assert ("Scan to pay" in words_on(pdf.pdf_of(fresh(done)))) is has_code


def test_the_code_on_the_paper_is_read_as_the_transfer(law, member):
    done = fresh(invoice(member, currency="EUR"))

    assert qr.words_of(pdf.pdf_of(done)).split("\n") == [
        "BCD", "002", "1", "SCT", done.seller["bic"], "Asociația Test Cluster",
        done.seller["iban"], f"EUR{done.gross:.2f}", "", done.payment_reference,
    ]  # fmt: skip
