"""The ledger of one organisation, as the member and the treasurer both read it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from members.ledger.models import (
    NOTHING,
    Allocation,
    Credit,
    Payment,
    PaymentKind,
    Receivable,
)
from members.organisations.models import Organisation


@dataclass(frozen=True)
class Entry:
    """One line. `amount` above zero is owed, below zero paid or credited; `balance` is what is
    owed after it (below zero: the organisation's credit). Both in `currency`.
    """

    on: dt.date
    what: str
    number: str
    amount: Decimal
    currency: str
    balance: Decimal
    row: Receivable | Credit | Payment | Allocation

    @property
    def owed(self) -> Decimal | None:
        return self.amount if self.amount > 0 else None

    @property
    def settled(self) -> Decimal | None:
        return -self.amount if self.amount < 0 else None


@dataclass(frozen=True)
class Account:
    """The lines of each currency, the oldest first, and what is owed at their end."""

    entries: dict[str, list[Entry]]

    @property
    def balances(self) -> dict[str, Decimal]:
        return {currency: rows[-1].balance for currency, rows in self.entries.items()}

    @property
    def credits(self) -> dict[str, Decimal]:
        """Above zero, where more came in than is owed."""
        return {currency: -sum_ for currency, sum_ in self.balances.items() if sum_ < 0}


def account_of(organisation: Organisation) -> Account:
    """Four queries, however long the account is."""
    lines: dict[str, list[tuple]] = defaultdict(list)
    for receivable in organisation.receivables.all():
        what = receivable.get_kind_display()
        line = (receivable.issued_on, 0, receivable.pk, what, receivable.number, receivable.amount)
        lines[receivable.currency].append((*line, receivable))
    lowered = Credit.objects.filter(receivable__organisation=organisation)
    for credit in lowered.select_related("receivable"):
        number = credit.number or credit.receivable.number
        line = (credit.issued_on, 1, credit.pk, credit.get_kind_display(), number, -credit.amount)
        lines[credit.receivable.currency].append((*line, credit))
    for payment in organisation.payments.select_related("reverses"):
        line = (payment.received_on, 2, payment.pk, _kind_of(payment), payment.bank_reference,
                -payment.amount)  # fmt: skip
        lines[payment.currency].append((*line, payment))
    for allocation in Allocation.objects.exchanges().filter(payment__organisation=organisation):
        receivable, payment = allocation.receivable, allocation.payment
        day, what, number = allocation.day, exchange(allocation), receivable.number
        lines[receivable.currency].append(
            (day, 3, allocation.pk, what, number, -allocation.amount, allocation)
        )
        lines[payment.currency].append(
            (day, 3, allocation.pk, what, number, allocation.paid, allocation)
        )
    return Account({currency: _running(currency, rows) for currency, rows in sorted(lines.items())})


def exchange(row: Allocation) -> str:
    """What happened, in words: money of one currency paid a document in another."""
    words = _("exchange at %(rate)s taken back") if row.reverses_id else _("exchanged at %(rate)s")
    return words % {"rate": row.rate}


def _kind_of(payment: Payment) -> str:
    if payment.reverses_id:
        return _("reversal")
    return _("paid back") if payment.kind == PaymentKind.REFUND else _("payment")


def _running(currency: str, lines: list[tuple]) -> list[Entry]:
    balance = NOTHING
    entries = []
    for on, _order, _pk, what, number, amount, row in sorted(lines, key=lambda line: line[:3]):
        balance += amount
        entries.append(Entry(on, what, number, amount, currency, balance, row))
    return entries
