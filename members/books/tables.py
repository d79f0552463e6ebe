"""The tables of a month: a head and rows, which are read one after the other."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from members.books import entries
from members.books.models import AccountantMonth
from members.fees.models import FeeNotice
from members.invoices.models import Invoice, InvoiceKind
from members.invoices.vat import Group
from members.ledger.models import Allocation, Payment
from members.organisations.models import Organisation

Cell = str | Decimal | dt.date | int | None
Row = list[Cell]
CHUNK = 500


@dataclass(frozen=True)
class Table:
    """`name` is that of its file; `title` that of its sheet."""

    name: str
    title: str
    head: list[str]
    rows: Callable[[], Iterable[Row]]


def tables_of(month: AccountantMonth) -> list[Table]:
    first, last = month.first_day, month.last_day
    return [
        Table("ledger", _("Ledger"), [
            _("Day"), _("Organisation"), _("Fiscal code"), _("What"), _("Number"), _("Currency"),
            _("Owed"), _("Paid or credited"),
        ], lambda: ledger(first, last)),
        Table("balances", _("Balances"), [
            _("Organisation"), _("Fiscal code"), _("Currency"), _("Before the month"), _("Owed"),
            _("Paid or credited"), _("After the month"),
        ], lambda: balance_rows(first, last)),
        Table("documents", _("Documents"), [
            _("Kind"), _("Number"), _("Issued"), _("Supplied"), _("Due"), _("Buyer"),
            _("Fiscal code"), _("VAT id"), _("Currency"), _("Without VAT"), _("VAT"), _("Total"),
            _("Exchange rate"), _("Without VAT, in lei"), _("VAT in lei"), _("Payment reference"),
            _("State"), _("For invoice"), _("e-Factura"), _("Upload index"), _("File"),
        ], lambda: documents(first, last)),
        Table("vat", _("VAT"), [
            _("Number"), _("Issued"), _("Supplied"), _("Category"), _("Rate in %"), _("Currency"),
            _("Base"), _("VAT"), _("Why no VAT is due"),
        ], lambda: vat(first, last)),
        Table("payments", _("Payments"), [
            _("Day"), _("Kind"), _("Organisation"), _("Fiscal code"), _("Currency"), _("Amount"),
            _("By"), _("Bank's reference"), _("Payer"), _("Payer's account"), _("Set against"),
            _("Not set against a document"), _("Note"),
        ], lambda: payments(first, last)),
    ]  # fmt: skip


def _organisations() -> dict[int, tuple[str, str]]:
    rows = Organisation.objects.values_list("pk", "legal_name", "identifier")
    return {pk: (name, code) for pk, name, code in rows.iterator(chunk_size=CHUNK)}


def ledger(first: dt.date, last: dt.date) -> Iterator[Row]:
    known = _organisations()
    for line in entries.lines(last, first):
        name, code = known[line.organisation_id]
        yield [line.on, name, code, line.what, line.number, line.currency, line.debit, line.credit]


def balance_rows(first: dt.date, last: dt.date) -> Iterator[Row]:
    known = _organisations()
    found = entries.balances(first, last)
    for (pk, currency), row in sorted(found.items(), key=lambda pair: (known[pair[0][0]], pair[0])):
        if any((row.opening, row.debits, row.credits)):
            yield [*known[pk], currency, row.opening, row.debits, row.credits, row.closing]


def notices_of(first: dt.date, last: dt.date) -> Any:
    return FeeNotice.objects.filter(issued_on__range=(first, last)).order_by("issued_on", "pk")


def invoices_of(first: dt.date, last: dt.date) -> Any:
    """Issued invoices and credit notes; a pro-forma is no document of the books."""
    return (
        Invoice.objects.fiscal()
        .filter(issued_on__range=(first, last))
        .select_related("credit_of", "efactura")
        .order_by("issued_on", "series", "sequence")
    )


def documents(first: dt.date, last: dt.date) -> Iterator[Row]:
    for notice in notices_of(first, last).iterator(chunk_size=CHUNK):
        yield [
            _("fee notice"), notice.number, notice.issued_on, None, notice.due_on,
            notice.payer["legal_name"], notice.payer["identifier"], "", notice.currency,
            notice.amount, Decimal("0.00"), notice.amount, None, None, None,
            notice.payment_reference, str(notice.get_status_display()), "", "", "",
            f"documents/{notice.number}.pdf",
        ]  # fmt: skip
    for invoice in invoices_of(first, last).iterator(chunk_size=CHUNK):
        sign = -1 if invoice.kind == InvoiceKind.CREDIT_NOTE else 1
        original = invoice.credit_of.number if invoice.credit_of else ""
        sums = (invoice.net, invoice.vat, invoice.gross)
        yield [
            str(invoice.get_kind_display()), invoice.number, invoice.issued_on,
            invoice.supplied_on, invoice.due_on, invoice.buyer["legal_name"],
            invoice.buyer["identifier"], invoice.buyer["vat_id"], invoice.currency,
            *(sign * amount for amount in sums), invoice.exchange_rate, sign * invoice.net_ron,
            sign * invoice.vat_ron, invoice.payment_reference, str(invoice.get_status_display()),
            original, str(invoice.efactura.get_status_display()), invoice.efactura.upload_index,
            f"documents/{invoice.number}.pdf",
        ]  # fmt: skip


def vat(first: dt.date, last: dt.date) -> Iterator[Row]:
    for invoice in invoices_of(first, last).iterator(chunk_size=CHUNK):
        sign = -1 if invoice.kind == InvoiceKind.CREDIT_NOTE else 1
        for group in map(Group.from_json, invoice.vat_summary):
            yield [
                invoice.number, invoice.issued_on, invoice.supplied_on, group.category, group.rate,
                invoice.currency, sign * group.base, sign * group.vat, group.reason_ro,
            ]  # fmt: skip


def payments(first: dt.date, last: dt.date) -> Iterator[Row]:
    set_against = Allocation.objects.filter(reverses=None, reversed_by=None)
    rows = (
        Payment.objects.filter(received_on__range=(first, last))
        .with_free()
        .select_related("organisation")
        .prefetch_related(
            Prefetch("allocations", set_against.select_related("receivable").order_by("pk"))
        )
        .order_by("received_on", "pk")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        kind = _("reversal") if row.reverses_id else str(row.get_kind_display())
        numbers = "; ".join(
            f"{part.receivable.number}: {part.amount} {part.receivable.currency}"
            for part in row.allocations.all()
        )
        yield [
            row.received_on, kind, row.organisation.legal_name, row.organisation.identifier,
            row.currency, row.amount, str(row.get_method_display()), row.bank_reference,
            row.payer_name, row.payer_iban, numbers, row.free, row.note,
        ]  # fmt: skip
