from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from members.invoices import actions, pdf
from members.invoices.actions import CreditLine
from members.invoices.errors import CreditError
from members.invoices.models import Invoice, InvoiceKind, InvoiceStatus
from members.ledger import actions as ledger
from members.ledger.models import Receivable
from tests.factories.invoices import InvoicingRulesFactory
from tests.members.invoices.conftest import a_line, invoice
from tests.paper import words_on


def balance(document: Invoice) -> Decimal:
    return Receivable.objects.with_balance().get(invoice=document).balance


def test_an_issued_invoice_is_owed_by_its_number_and_reference(issued):
    debt = Receivable.objects.with_balance().get(invoice=issued)

    assert (debt.number, debt.payment_reference) == (issued.number, issued.payment_reference)
    assert (debt.balance, debt.due_on) == (484, issued.due_on)


def test_a_whole_credit_note_takes_everything_back(issued, office):
    note = actions.credit(invoice_id=issued.pk, reason="Wrong buyer", actor=office)
    issued.refresh_from_db()

    assert note.number == f"NC-{note.year}-0001"
    assert (note.gross, note.credit_of_id, note.reason) == (484, issued.pk, "Wrong buyer")
    assert issued.status == InvoiceStatus.CREDITED
    assert balance(issued) == 0
    assert note.efactura.status == "to_send"


def test_a_line_is_credited_in_part_then_the_rest(issued, office):
    first = issued.lines.get(position=1)
    part = actions.credit(
        invoice_id=issued.pk, reason="One day less", actor=office,
        lines=[CreditLine(first.pk, Decimal(1))],
    )  # fmt: skip
    issued.refresh_from_db()

    assert (part.net, part.vat, issued.status) == (50, Decimal("10.50"), "partly")
    assert balance(issued) == Decimal("423.50")

    actions.credit(invoice_id=issued.pk, reason="All of it", actor=office)
    issued.refresh_from_db()
    assert (issued.status, balance(issued)) == (InvoiceStatus.CREDITED, 0)


def test_what_was_paid_for_a_credited_invoice_is_the_organisations_money(issued, office):
    payment, _new = ledger.write_payment(
        organisation_id=issued.organisation_id, amount=Decimal(484), currency="RON",
        received_on=issued.issued_on, submission_key="5d2e4f0c-3a4b-4c5d-8e6f-7a8b9c0d1e2f",
        actor=office,
    )  # fmt: skip
    ledger.allocate(
        payment_id=payment.pk, receivable_id=issued.receivable_id, amount=Decimal(484), actor=office
    )
    actions.credit(invoice_id=issued.pk, reason="Cancelled", actor=office)

    payment = type(payment).objects.with_free().get(pk=payment.pk)
    assert payment.free == 484


def test_more_than_is_left_is_not_credited(issued, office, law, member):
    line = issued.lines.get(position=1)
    other = invoice(member).lines.get()
    for lines in (
        [CreditLine(line.pk, Decimal("2.001"))],
        [CreditLine(line.pk, Decimal("0.0004"))],
        [CreditLine(other.pk)],
        [CreditLine(line.pk, Decimal(0))],
        [],
    ):
        with pytest.raises(CreditError):
            actions.credit(invoice_id=issued.pk, reason="Too much", actor=office, lines=lines)

    assert not Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE).exists()
    assert balance(issued) == 484


def test_a_credited_invoice_is_not_credited_again_nor_a_credit_note(issued, office):
    note = actions.credit(invoice_id=issued.pk, reason="Wrong", actor=office)

    with pytest.raises((CreditError, IllegalTransitionError)):
        actions.credit(invoice_id=issued.pk, reason="Again", actor=office)
    with pytest.raises(CreditError):
        actions.credit(invoice_id=note.pk, reason="Back", actor=office)
    with pytest.raises(CreditError, match="Say why"):
        actions.credit(invoice_id=issued.pk, reason=" ", actor=office)


def test_only_who_may_credits(issued, bogdan):
    with pytest.raises(NotAllowedError):
        actions.credit(invoice_id=issued.pk, reason="Mine", actor=bogdan)


def test_credit_notes_may_share_the_series_of_invoices(law, member, office):
    InvoicingRulesFactory(credit_note_series="FCT")
    done = invoice(member)
    note = actions.credit(invoice_id=done.pk, reason="Wrong", actor=office)

    assert (done.sequence, note.sequence, note.series) == (1, 2, "FCT")


def test_a_double_click_writes_one_credit_note(issued, office):
    key = "0f9b7c51-7f0d-4a63-9d2e-0a7c4f1f6b10"
    line = issued.lines.get(position=1)
    first, second = (
        actions.credit(
            invoice_id=issued.pk, reason="One", actor=office, submission_key=key,
            lines=[CreditLine(line.pk, Decimal(1))],
        )
        for _n in range(2)
    )  # fmt: skip

    assert first == second
    assert balance(issued) == Decimal("423.50")


prices = st.decimals(min_value="0.01", max_value="9999", places=4)
quantities = st.decimals(min_value="0.001", max_value="50", places=3)


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    rows=st.lists(st.tuples(prices, quantities, st.sampled_from(["S", "S-RED", "E"])), min_size=1,
                  max_size=4),
    shares=st.lists(st.integers(0, 100), min_size=1, max_size=3),
    currency=st.sampled_from(["RON", "EUR"]),
)  # fmt: skip
def test_however_it_is_credited_all_of_it_comes_to_the_invoice(law, member, rows, shares, currency):
    lines = [a_line("1", vat_code=code) for _price, _quantity, code in rows]
    lines = [
        type(line)(
            description_ro="x", unit_price=price + 1, quantity=quantity + 1, vat_code=line.vat_code
        )
        for line, (price, quantity, _code) in zip(lines, rows, strict=True)
    ]
    before = set(Invoice.objects.values_list("pk", flat=True))
    done = invoice(member, *lines, currency=currency)
    for share in shares:
        some = [
            CreditLine(left.line.pk, (left.quantity * share / 100).quantize(Decimal("0.001")))
            for left in actions.left_of(done)
        ]
        try:
            actions.credit(invoice_id=done.pk, reason="Part", actor=None, lines=some)
        except (CreditError, IllegalTransitionError):
            continue
    if Invoice.objects.get(pk=done.pk).status != InvoiceStatus.CREDITED:
        actions.credit(invoice_id=done.pk, reason="Rest", actor=None)

    notes = Invoice.objects.filter(credit_of=done)
    for name in ("net", "vat", "gross", "net_ron", "vat_ron"):
        assert sum(getattr(note, name) for note in notes) == getattr(done, name)
    assert all(note.gross > 0 for note in notes)
    assert balance(done) == 0
    for series in ("FCT", "NC"):
        numbers = Invoice.objects.filter(series=series).order_by("sequence")
        taken = [row.sequence for row in numbers]
        assert taken == list(range(1, len(taken) + 1))
    assert before < set(Invoice.objects.values_list("pk", flat=True))


def test_a_credit_note_keeps_the_rate_of_its_invoice_and_why_it_is_another(law, member, office):
    done = invoice(
        member, currency="EUR", exchange_rate=Decimal("4.95"), rate_reason="Contract 12, art. 4",
        language="en",
    )  # fmt: skip

    note = actions.credit(invoice_id=done.pk, reason="Wrong", actor=office)

    assert (note.exchange_rate, note.rate_reason) == (Decimal("4.95"), "Contract 12, art. 4")
    for document in (done, note):
        words = words_on(pdf.pdf_of(Invoice.objects.get(pk=document.pk)))
        assert "1 EUR = 4.9500 RON (Contract 12, art. 4)" in words
        assert "National Bank" not in words
