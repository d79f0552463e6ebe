"""The ledger of everybody over a time: the same lines as an organisation's own account shows, read
in one go, row after row.
"""

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from members.ledger.models import NOTHING, Allocation, Credit, Payment, PaymentKind, Receivable
from members.ledger.statement import exchange

CHUNK = 500


@dataclass(frozen=True, order=True)
class Line:
    """`debit` is owed, `credit` is paid or taken back, both in `currency`; a payment that was
    reversed has a credit below zero.
    """

    on: dt.date
    order: int
    pk: int
    organisation_id: int = field(compare=False)
    what: str = field(compare=False)
    number: str = field(compare=False)
    currency: str = field(compare=False)
    debit: Decimal = field(compare=False)
    credit: Decimal = field(compare=False)


@dataclass
class Balance:
    """Of an organisation in a currency: what was owed before the time, and what moved in it."""

    opening: Decimal = NOTHING
    debits: Decimal = NOTHING
    credits: Decimal = NOTHING

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debits - self.credits


def lines(until: dt.date, since: dt.date | None = None) -> Iterator[Line]:
    """In the order of time; `until` and `since` are within."""
    sources = [_receivables(), _credits(), _payments(), *_exchanges()]
    wanted = []
    for rows, day, make in sources:
        rows = rows.filter(**{f"{day}__lte": until})
        if since is not None:
            rows = rows.filter(**{f"{day}__gte": since})
        rows = rows.order_by(day, "pk").iterator(chunk_size=CHUNK)
        wanted.append(map(make, rows))
    return heapq.merge(*wanted)


def balances(first: dt.date, last: dt.date) -> dict[tuple[int, str], Balance]:
    """By organisation and currency."""
    found: dict[tuple[int, str], Balance] = {}
    for line in lines(last):
        balance = found.setdefault((line.organisation_id, line.currency), Balance())
        if line.on < first:
            balance.opening += line.debit - line.credit
        else:
            balance.debits += line.debit
            balance.credits += line.credit
    return found


def _receivables():
    def make(row: Receivable) -> Line:
        what = str(row.get_kind_display())
        return Line(row.issued_on, 0, row.pk, row.organisation_id, what, row.number, row.currency,
                    row.amount, NOTHING)  # fmt: skip

    return Receivable.objects.all(), "issued_on", make


def _credits():
    def make(row: Credit) -> Line:
        debt = row.receivable
        return Line(row.issued_on, 1, row.pk, debt.organisation_id, str(row.get_kind_display()),
                    row.number or debt.number, debt.currency, NOTHING, row.amount)  # fmt: skip

    return Credit.objects.select_related("receivable"), "issued_on", make


def _payments():
    def make(row: Payment) -> Line:
        what = _("paid back") if row.kind == PaymentKind.REFUND else _("payment")
        if row.reverses_id:
            what = _("reversal")
        return Line(row.received_on, 2, row.pk, row.organisation_id, what, row.bank_reference,
                    row.currency, NOTHING, row.amount)  # fmt: skip

    return Payment.objects.all(), "received_on", make


def _exchanges():
    """Money of one currency that paid a document in another leaves the one and enters the other."""
    rows = Allocation.objects.exchanges()

    def entering(row: Allocation) -> Line:
        debt = row.receivable
        return Line(row.day, 3, row.pk, debt.organisation_id, exchange(row), debt.number,
                    debt.currency, NOTHING, row.amount)  # fmt: skip

    def leaving(row: Allocation) -> Line:
        return Line(row.day, 4, row.pk, row.payment.organisation_id, exchange(row),
                    row.receivable.number, row.payment.currency, row.paid, NOTHING)  # fmt: skip

    return [(rows, "day", entering), (rows, "day", leaving)]
