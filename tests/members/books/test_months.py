"""The accountant's month: what stands in its files, that it ties out, and that it is safe."""

import csv
import datetime as dt
import hashlib
import io
import uuid
import zipfile
from collections import defaultdict
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cluster_portal.toolkit.errors import NotAllowedError
from members.books import actions, entries, making
from members.books.errors import MonthToComeError
from members.books.models import AccountantMonth, MonthStatus
from members.books.writing import guarded
from members.invoices import actions as invoices
from members.ledger import actions as ledger
from members.ledger.models import Receivable, ReceivableKind
from members.ledger.statement import account_of
from members.organisations.models import Organisation
from tests.factories.members import ActiveMemberFactory, FeeTableFactory
from tests.members.fees.conftest import issue, open_membership
from tests.members.invoices.conftest import a_line, invoice
from tests.members.invoices.conftest import law as law_of_the_tests

law = law_of_the_tests
TODAY = timezone.localdate()


def pay(organisation: Organisation, amount: str, currency: str = "RON", **changes):
    values = {"received_on": TODAY, "submission_key": uuid.uuid4(), "actor": None, **changes}
    payment, _new = ledger.write_payment(
        organisation_id=organisation.pk, amount=Decimal(amount), currency=currency, **values
    )
    return payment


@pytest.fixture
def busy(law, member, settings, tmp_path) -> Organisation:
    """A member with a fee notice, invoices in two currencies, credit notes and payments."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    Organisation.objects.filter(pk=member.pk).update(legal_name="=HYPERLINK(1) SRL")
    member.refresh_from_db()
    issue(open_membership(member), FeeTableFactory(), issued_on=TODAY)
    in_lei = invoice(member, a_line("100"), a_line("300", vat_code="E"), note="@SUM(A1)")
    in_euro = invoice(member, a_line("200"), currency="EUR")
    invoices.credit(invoice_id=in_lei.pk, reason="+reduction", actor=None,
                    lines=[invoices.CreditLine(in_lei.lines.get(position=1).pk)])  # fmt: skip
    paid = pay(member, "500", note="-1+2", payer_name="=cmd|' /C calc'!A0")
    ledger.allocate(
        payment_id=paid.pk, receivable_id=in_lei.receivable_id, amount=Decimal(300), actor=None
    )
    foreign = pay(member, "100", "EUR")
    ledger.allocate(
        payment_id=foreign.pk, receivable_id=in_euro.receivable_id, amount=Decimal(50), actor=None
    )
    lei = pay(member, "1000")
    ledger.allocate(
        payment_id=lei.pk, receivable_id=in_euro.receivable_id, amount=Decimal(10), actor=None,
        rate=Decimal("5.09"),
    )  # fmt: skip
    other = ActiveMemberFactory(display_name="Other Ltd")
    invoice(other, a_line("70"))
    ledger.reverse_payment(payment_id=pay(other, "84.70").pk, actor=None, reason="Not ours")
    return member


def made(office, day: dt.date = TODAY) -> AccountantMonth:
    row = actions.order_month(year=day.year, month=day.month, actor=office)
    making.make(row.pk)
    row.refresh_from_db()
    return row


def archive_of(row: AccountantMonth) -> zipfile.ZipFile:
    with row.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def rows_of(row: AccountantMonth, table: str) -> list[dict[str, str]]:
    text = archive_of(row).read(f"{table}-{row.name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_document_is_there_as_pdf_and_each_fiscal_one_as_xml(busy, office):
    row = made(office)
    names = archive_of(row).namelist()
    papers = [name for name in names if name.startswith("documents/")]

    assert row.status == MonthStatus.READY
    assert (row.done, row.total) == (5, 5)
    assert len(papers) == 5
    assert f"documents/COT-{TODAY.year}-0001.pdf" in papers
    assert f"e-factura/NC-{TODAY.year}-0001.xml" in names
    assert all(archive_of(row).read(name).startswith(b"%PDF-") for name in papers)


def test_the_manifest_has_the_hash_of_every_file_and_says_how_to_check(busy, office):
    row = made(office)
    archive = archive_of(row)
    lines = archive.read("MANIFEST.sha256").decode().splitlines()
    stated = dict(reversed(line.split("  ", 1)) for line in lines if not line.startswith("#"))

    assert set(stated) == set(archive.namelist()) - {"MANIFEST.sha256"}
    for name, digest in stated.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert "sha256sum --check MANIFEST.sha256" in lines[1]
    with row.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == row.sha256


def test_the_ledger_of_the_month_ties_out_with_every_organisations_account(busy, office):
    row = made(office)
    closing = {
        (line["Organisation"].lstrip("'"), line["Currency"]): Decimal(line["After the month"])
        for line in rows_of(row, "balances")
    }
    moved = defaultdict(Decimal)
    for line in rows_of(row, "ledger"):
        key = (line["Organisation"].lstrip("'"), line["Currency"])
        moved[key] += Decimal(line["Owed"]) - Decimal(line["Paid or credited"])

    for organisation in Organisation.objects.filter(receivables__isnull=False).distinct():
        for currency, balance in account_of(organisation).balances.items():
            assert closing[organisation.legal_name, currency] == balance
            assert moved[organisation.legal_name, currency] == balance
    open_debts = sum(debt.balance for debt in Receivable.objects.with_balance())
    assert open_debts > 0


def test_what_was_before_the_month_is_its_opening_balance(busy, office):
    last_month = TODAY.replace(day=1) - dt.timedelta(days=1)
    next_month = (TODAY.replace(day=1) + dt.timedelta(days=40)).replace(day=1)
    now = entries.balances(TODAY.replace(day=1), next_month - dt.timedelta(days=1))
    later = entries.balances(next_month, next_month)

    assert entries.balances(dt.date(2000, 1, 1), last_month) == {}
    for key, balance in now.items():
        assert later[key].opening == balance.closing
        assert (later[key].debits, later[key].credits) == (0, 0)


def test_an_exchange_taken_back_later_leaves_the_month_of_the_exchange_as_it_was(member):
    before = TODAY.replace(day=1) - dt.timedelta(days=3)
    debt = ledger.open_receivable(
        organisation=member, kind=ReceivableKind.INVOICE, number="T-1", currency="EUR",
        issued_on=before, instalments=[(TODAY, Decimal(200))], payment_reference="RF00001",
    )  # fmt: skip
    lei = pay(member, "1000", received_on=before)
    exchanged = ledger.allocate(
        payment_id=lei.pk, receivable_id=debt.pk, amount=Decimal(10), actor=None,
        rate=Decimal("5.09"),
    )  # fmt: skip
    first = before.replace(day=1)
    closed = entries.balances(first, before)
    ledger.reverse_allocation(allocation_id=exchanged.pk, actor=None)

    assert entries.balances(first, before) == closed
    today = entries.balances(TODAY, TODAY)
    assert today[member.pk, "EUR"].closing == 200
    assert today[member.pk, "RON"].closing == -1000
    taken_back = [entry for entry in account_of(member).entries["RON"] if entry.on == TODAY]
    assert [entry.what for entry in taken_back] == ["exchange at 5.090000 taken back"]
    assert account_of(member).balances == {"EUR": 200, "RON": -1000}


def test_documents_and_their_vat_come_to_the_same_sums(busy, office):
    row = made(office)
    fiscal = [line for line in rows_of(row, "documents") if line["e-Factura"]]
    parts = rows_of(row, "vat")

    for line in fiscal:
        mine = [part for part in parts if part["Number"] == line["Number"]]
        assert sum(Decimal(part["Base"]) for part in mine) == Decimal(line["Without VAT"])
        assert sum(Decimal(part["VAT"]) for part in mine) == Decimal(line["VAT"])
        assert Decimal(line["Without VAT"]) + Decimal(line["VAT"]) == Decimal(line["Total"])
    assert {line["Kind"] for line in fiscal} == {"invoice", "credit note"}
    assert min(Decimal(line["Total"]) for line in fiscal) < 0


def test_the_workbook_says_the_same_as_the_csv(busy, office):
    row = made(office)
    book = openpyxl.load_workbook(io.BytesIO(archive_of(row).read(f"{row.name}.xlsx")))
    sheet = list(book["Payments"].values)

    assert book.sheetnames == ["Ledger", "Balances", "Documents", "VAT", "Payments"]
    assert len(sheet) - 1 == len(rows_of(row, "payments"))
    amounts = sorted(line[sheet[0].index("Amount")] for line in sheet[1:])
    assert amounts == sorted(float(line["Amount"]) for line in rows_of(row, "payments"))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(sign):
    assert guarded(f"{sign}1+1") == f"'{sign}1+1"
    assert guarded("Alfa = Beta") == "Alfa = Beta"


def test_no_cell_of_a_month_is_a_formula(busy, office):
    row = made(office)
    book = openpyxl.load_workbook(io.BytesIO(archive_of(row).read(f"{row.name}.xlsx")))

    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=HYPERLINK(1) SRL" in {cell.value for cell in cells}
    for table in ("ledger", "documents", "payments"):
        for line in rows_of(row, table):
            numbers = {"Amount", "Total", "Without VAT", "VAT", "Paid or credited"}
            texts = {value for name, value in line.items() if name not in numbers}
            assert not [text for text in texts if text.startswith(("=", "+", "@"))]


def test_an_empty_month_has_its_heads(law, office, busy):
    row = made(office, dt.date(2021, 5, 1))

    assert row.total == 0
    assert rows_of(row, "ledger") == []


def test_a_double_click_makes_one_job(office):
    first, second = (
        actions.order_month(year=TODAY.year, month=TODAY.month, actor=office) for _n in range(2)
    )

    assert first == second
    assert ProcrastinateJob.objects.filter(task_name__endswith="make_month").count() == 1


def test_a_job_that_is_run_twice_makes_one_file(busy, office):
    row = made(office)
    before = row.sha256
    making.make(row.pk)
    row.refresh_from_db()

    assert row.sha256 == before


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_begins_anew(busy, office):
    row = actions.order_month(year=TODAY.year, month=TODAY.month, actor=office)
    AccountantMonth.objects.filter(pk=row.pk).update(status=MonthStatus.RUNNING, done=3)
    making.make(row.pk)
    row.refresh_from_db()

    assert (row.status, row.done) == (MonthStatus.READY, 5)


def test_what_fails_says_why_and_may_be_asked_for_again(busy, office, monkeypatch):
    def broken(*_arguments):
        raise OSError("The disk is full.")

    row = actions.order_month(year=TODAY.year, month=TODAY.month, actor=office)
    with monkeypatch.context() as patch:
        patch.setattr(making, "write_workbook", broken)
        with pytest.raises(OSError, match="full"):
            making.make(row.pk)
    row.refresh_from_db()

    assert (row.status, row.message) == (MonthStatus.FAILED, "OSError: The disk is full.")
    assert made(office).status == MonthStatus.READY


def test_a_month_to_come_and_a_stranger_are_refused(office, bogdan):
    with pytest.raises(MonthToComeError):
        actions.order_month(year=TODAY.year + 1, month=1, actor=office)
    with pytest.raises(NotAllowedError):
        actions.order_month(year=TODAY.year, month=1, actor=bogdan)


def test_the_page_gives_the_whole_and_each_table(busy, office, client):
    client.force_login(office)
    asked = client.post(
        reverse("admin:members_accountantmonth_add"), {"month": f"{TODAY:%Y-%m}"}, follow=True
    )
    row = AccountantMonth.objects.get()
    assert asked.status_code == 200
    waiting = client.get(reverse("admin:members_accountantmonth_change", args=[row.pk]))
    assert "load this page again" in waiting.content.decode()
    assert (
        client.get(reverse("admin:members_accountantmonth_file", args=[row.pk])).status_code == 404
    )

    making.make(row.pk)
    page = client.get(reverse("admin:members_accountantmonth_change", args=[row.pk]))
    assert f"payments-{row.name}.csv" in page.content.decode()
    whole = client.get(reverse("admin:members_accountantmonth_file", args=[row.pk]))
    assert b"".join(whole.streaming_content)[:2] == b"PK"
    part = reverse("admin:members_accountantmonth_part", args=[row.pk, f"{row.name}.xlsx"])
    assert b"".join(client.get(part).streaming_content)[:2] == b"PK"
    nothing = reverse("admin:members_accountantmonth_part", args=[row.pk, "..%2Fsecret"])
    assert client.get(nothing).status_code == 404
