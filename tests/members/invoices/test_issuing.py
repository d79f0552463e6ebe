import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from stdnum import iso11649

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.mail.models import OutgoingMail
from cluster_portal.toolkit.numbering.models import NumberSeries
from members.invoices import actions
from members.invoices.actions import Terms
from members.invoices.errors import (
    BuyerDataMissingError,
    EvidenceMissingError,
    ExchangeRateNeededError,
    InvoiceError,
    NothingToInvoiceError,
    NotReadyToIssueError,
    RateReasonNeededError,
    VatError,
)
from members.invoices.models import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus, VatStatus
from members.ledger.rates import ExchangeRate
from members.organisations.models import BankAccount, Organisation
from tests.factories.invoices import InvoicingRulesFactory, SmallBusinessFactory
from tests.factories.members import OrganisationFactory
from tests.members.invoices.conftest import a_line, invoice


def test_an_issued_invoice_is_numbered_dated_referenced_and_adds_up(issued):
    today = timezone.localdate()

    assert issued.number == f"FCT-{today.year}-0001"
    assert (issued.net, issued.vat, issued.gross) == (400, 84, 484)
    assert (issued.issued_on, issued.due_on) == (today, today + dt.timedelta(days=30))
    assert iso11649.is_valid(issued.payment_reference)
    assert issued.seller["vat_id"] == "RO99000000"
    assert issued.buyer["legal_name"] == "Member Ltd SRL"
    assert [line.net for line in issued.lines.all()] == [100, 300]


def test_a_draft_has_no_number_and_takes_none(law, member, office):
    draft = actions.write_draft(
        organisation_id=member.pk, lines=[a_line()], terms=Terms(), actor=office
    )
    actions.discard_draft(invoice_id=draft.pk, actor=office)

    assert draft.number == ""
    assert not NumberSeries.objects.filter(series="FCT").exists()
    with pytest.raises(IllegalTransitionError):
        actions.issue(invoice_id=draft.pk, actor=office)


def test_a_draft_is_rewritten_until_it_is_issued(law, member, office):
    draft = actions.write_draft(
        organisation_id=member.pk, lines=[a_line()], terms=Terms(), actor=office
    )
    actions.rewrite_draft(
        invoice_id=draft.pk, lines=[a_line("70"), a_line("30")],
        terms=Terms(purchase_order="PO-7"), actor=office,
    )  # fmt: skip
    done = actions.issue(invoice_id=draft.pk, actor=office)

    assert (done.net, done.purchase_order) == (100, "PO-7")
    with pytest.raises(InvoiceError, match="cannot be changed"):
        actions.rewrite_draft(invoice_id=draft.pk, lines=[a_line("1")], terms=Terms(), actor=office)


def test_what_is_rolled_back_gives_its_number_back(law, member):
    with transaction.atomic():
        invoice(member)
        transaction.set_rollback(True)

    assert invoice(member).sequence == 1
    assert invoice(member).sequence == 2


def new_line(invoice: Invoice) -> None:
    line = invoice.lines.get(position=1)
    line.pk, line.position = None, 9
    line.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Invoice.objects.filter(pk=row.pk).update(net=1, gross=85),
        lambda row: Invoice.objects.filter(pk=row.pk).update(buyer={}),
        lambda row: Invoice.objects.filter(pk=row.pk).update(status="draft"),
        lambda row: Invoice.objects.filter(pk=row.pk)._raw_delete(using="default"),
        lambda row: InvoiceLine.objects.filter(invoice=row).update(quantity=9),
        lambda row: InvoiceLine.objects.filter(invoice=row)._raw_delete(using="default"),
        new_line,
    ],
    ids=["sums", "buyer", "back to draft", "delete", "line", "line deleted", "line added"],
)
def test_the_database_keeps_an_issued_document(issued, change):
    with pytest.raises(IntegrityError, match=r"is_kept|iff_numbered"), transaction.atomic():
        change(issued)


def test_the_rate_is_that_of_the_day_of_supply(law, member):
    before, after = (
        invoice(member, supplied_on=day) for day in (dt.date(2025, 7, 31), dt.date(2025, 8, 1))
    )

    assert (before.vat, after.vat) == (19, 21)


def test_vat_is_reckoned_on_the_sum_of_a_category_not_on_each_line(law, member):
    done = invoice(member, *[a_line("0.33")] * 3, a_line("1", vat_code="S-RED"))

    assert [(row["rate"], row["base"], row["vat"]) for row in done.vat_summary] == [
        ("21.00", "0.99", "0.21"),
        ("11.00", "1.00", "0.11"),
    ]


def test_a_business_elsewhere_in_the_union_accounts_for_the_vat_itself(law):
    buyer = OrganisationFactory(
        country="DE", identifier="136695976", county="", vat_checked_on=dt.date(2026, 1, 12)
    )
    done = invoice(buyer)

    assert (done.buyer["vat_id"], done.buyer["vat_checked_on"]) == ("DE136695976", "2026-01-12")
    assert (done.vat, done.vat_summary[0]["category"]) == (0, "AE")
    assert "art. 278" in done.vat_summary[0]["reason_ro"]


def test_reverse_charge_without_its_evidence_is_refused(law, member):
    buyer = OrganisationFactory(country="DE", identifier="136695976", county="")
    with pytest.raises(EvidenceMissingError, match=r"DE136695976 of .* was looked up"):
        invoice(buyer)
    with pytest.raises(EvidenceMissingError, match="needs the VAT number of Member Ltd"):
        invoice(member, a_line(vat_code="AE"))

    assert not Invoice.objects.exists()


def test_without_a_vat_id_a_buyer_in_the_union_pays_romanian_vat(law):
    buyer = OrganisationFactory(country="DE", identifier="HRB 12", county="")

    assert invoice(buyer).vat == 21


def test_a_buyer_outside_the_union_is_outside_vat(law):
    buyer = OrganisationFactory(country="MD", identifier="1003600000000", county="")

    assert invoice(buyer).vat_summary[0]["category"] == "O"


def test_while_the_small_business_exemption_holds_no_line_has_vat(law, member):
    VatStatus.objects.all().delete()
    SmallBusinessFactory()
    done = invoice(member, a_line(), a_line(vat_code="E"))

    assert (done.vat, [row["category"] for row in done.vat_summary]) == (0, ["O"])
    assert done.seller["vat_id"] == ""


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([a_line(vat_code="O"), a_line()], "outside VAT"),
        ([a_line(vat_code="NONE")], "No VAT rate with the code NONE"),
    ],
)
def test_lines_that_vat_forbids_are_refused(law, member, lines, said):
    with pytest.raises(VatError, match=said):
        invoice(member, *lines)

    assert not Invoice.objects.exists()


def test_what_cannot_be_issued_says_why(law, member):
    with pytest.raises(NothingToInvoiceError):
        invoice(member, a_line("0"))
    with pytest.raises(InvoiceError):
        invoice(member, a_line(description_ro="x" * 101))
    ExchangeRate.objects.all().delete()
    with pytest.raises(ExchangeRateNeededError):
        invoice(member, currency="EUR", exchange_rate=None)
    BankAccount.objects.filter(currency="RON").delete()
    with pytest.raises(NotReadyToIssueError, match="bank account in RON"):
        invoice(member)


def test_nobody_knows_the_vat_status_so_nothing_is_issued(association, member):
    with pytest.raises(NotReadyToIssueError, match="VAT status"):
        invoice(member)


def test_a_buyer_without_an_address_is_asked_for_it_before(law, member):
    Organisation.objects.filter(pk=member.pk).update(street="", county="")
    with pytest.raises(BuyerDataMissingError, match=r"BR-RO-080: The buyer's street.*BR-RO-111"):
        invoice(member)

    assert not NumberSeries.objects.filter(series="FCT").exists()


def test_an_invoice_in_euro_states_its_vat_in_lei(law, member):
    done = invoice(member, a_line("100"), currency="EUR", exchange_rate=Decimal("5.0912"))

    assert (done.vat, done.vat_ron, done.net_ron) == (
        21, Decimal("106.92"), Decimal("509.12"),
    )  # fmt: skip
    assert done.seller["iban"] == "RO13AAAADEMO000000000002"


def test_the_entered_rate_holds_and_another_one_only_with_its_reason(law, member):
    by_itself = invoice(member, currency="EUR", exchange_rate=None)
    assert (by_itself.exchange_rate, by_itself.rate_on) == (
        Decimal("5.0912"), timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(RateReasonNeededError, match=r"5\.0912 RON"):
        invoice(member, currency="EUR", exchange_rate=Decimal(5))

    other = invoice(
        member, currency="EUR", exchange_rate=Decimal(5), rate_reason="Contract 12, art. 4"
    )

    assert (other.exchange_rate, other.rate_reason) == (5, "Contract 12, art. 4")


def test_a_draft_in_euro_takes_the_rate_of_the_day_of_its_issue(law, member):
    draft = actions.write_draft(
        organisation_id=member.pk, lines=[a_line()], terms=Terms(currency="EUR"), actor=None
    )
    assert draft.exchange_rate is None
    ExchangeRate.objects.update(rate=Decimal("5.2000"))

    assert actions.issue(invoice_id=draft.pk, actor=None).exchange_rate == Decimal("5.2")


def test_the_rate_of_what_was_supplied_before_is_that_of_the_day_of_supply(law, member):
    supplied_on = timezone.localdate() - dt.timedelta(days=20)
    ExchangeRate.objects.create(currency="EUR", on=supplied_on, rate=Decimal("4.9700"))

    done = invoice(member, currency="EUR", exchange_rate=None, supplied_on=supplied_on)

    assert (done.exchange_rate, done.rate_on) == (Decimal("4.97"), supplied_on)
    assert done.vat_ron == Decimal("104.37")


def test_the_language_is_that_of_the_buyers_letters_or_the_one_asked_for(law, member):
    assert invoice(member).language == "ro"
    assert invoice(member, language="both").language == "both"


def test_the_bill_goes_to_who_looks_after_bills(law, member, ana, bogdan):
    done = invoice(member)

    letter = OutgoingMail.objects.get(template__endswith="invoice_issued")
    assert letter.to_address == bogdan.email
    assert done.number in letter.subject
    assert done.payment_reference[:4] in letter.text


def test_the_shared_mailbox_of_the_buyers_accountants_gets_it_too(law, member, bogdan):
    Organisation.objects.filter(pk=member.pk).update(billing_email="bills@example.org")
    invoice(member)

    letters = OutgoingMail.objects.filter(template__endswith="invoice_issued")
    assert set(letters.values_list("to_address", flat=True)) == {bogdan.email, "bills@example.org"}


def test_the_buyer_stands_as_it_wants_on_documents(law, member):
    Organisation.objects.filter(pk=member.pk).update(
        billing_name="Member Holding SA", billing_street="Strada Nouă 1", billing_city="Turda",
        billing_county="Cluj", vat_registered=True,
    )  # fmt: skip
    done = invoice(member)

    assert (done.buyer["legal_name"], done.buyer["city"]) == ("Member Holding SA", "Turda")
    assert done.buyer["vat_id"] == f"RO{member.identifier}"


def test_who_needs_a_purchase_order_is_not_invoiced_without(law, member):
    Organisation.objects.filter(pk=member.pk).update(needs_purchase_order=True)
    with pytest.raises(BuyerDataMissingError, match="purchase order"):
        invoice(member)

    assert invoice(member, purchase_order="PO-9").sequence == 1


def test_a_proforma_is_no_fiscal_document_and_becomes_an_invoice(law, member, office):
    draft = actions.write_draft(
        organisation_id=member.pk, lines=[a_line("80")], terms=Terms(), actor=office,
        kind=InvoiceKind.PROFORMA,
    )  # fmt: skip
    proforma = actions.issue(invoice_id=draft.pk, actor=office)
    done = actions.convert_proforma(proforma_id=proforma.pk, actor=office)
    proforma.refresh_from_db()

    assert proforma.number.startswith("PRO-")
    assert not hasattr(proforma, "efactura")
    assert (proforma.status, done.sequence) == (InvoiceStatus.CONVERTED, 1)
    assert (done.gross, done.payment_reference) == (proforma.gross, proforma.payment_reference)
    with pytest.raises(IllegalTransitionError):
        actions.convert_proforma(proforma_id=proforma.pk, actor=office)


def test_a_proforma_is_withdrawn_an_invoice_is_not(law, member, office, issued):
    draft = actions.write_draft(
        organisation_id=member.pk, lines=[a_line()], terms=Terms(), actor=office,
        kind=InvoiceKind.PROFORMA,
    )  # fmt: skip
    actions.issue(invoice_id=draft.pk, actor=office)
    done = actions.withdraw_proforma(proforma_id=draft.pk, actor=office, reason="Not wanted")

    assert done.status == InvoiceStatus.WITHDRAWN
    with pytest.raises(InvoiceError, match="credited, not withdrawn"):
        actions.withdraw_proforma(proforma_id=issued.pk, actor=office, reason="Oops")


def test_only_who_may_issues(law, member, bogdan, carmen):
    for person in (bogdan, carmen):
        with pytest.raises(NotAllowedError):
            invoice(member, actor=person)


def test_the_series_is_a_setting(law, member):
    InvoicingRulesFactory(invoice_series="CLJ", due_days=14)
    done = invoice(member)

    assert done.number.startswith("CLJ-")
    assert done.due_on == timezone.localdate() + dt.timedelta(days=14)


def test_a_double_click_writes_one_draft(law, member, office):
    import_key = {"submission_key": "7f3c8e1e-6d0f-4b9c-9b3e-0f6f2f9f1a11"}
    first, second = (
        actions.write_draft(
            organisation_id=member.pk, lines=[a_line()], terms=Terms(), actor=office, **import_key
        )
        for _n in range(2)
    )

    assert first == second
