"""The matcher's book, read from the database once and kept up to date by what was added since."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from members.banking.actions.posting import OWN_NAME
from members.banking.matching.book import Book, Document, Party, Posted
from members.banking.matching.deciding import RETURNS_WITHIN
from members.banking.matching.outcome import Proposal
from members.banking.models import LinePosting, LineStatus, StatementLine
from members.ledger.models import (
    Instalment,
    Payment,
    PaymentKind,
    Receivable,
    ReceivableQuerySet,
)
from members.ledger.rates import LEI, ExchangeRate
from members.organisations.models import (
    Association,
    BankAccount,
    Lineage,
    LineageKind,
    Organisation,
    OrganisationAccount,
)

_NEWEST = """
SELECT (SELECT coalesce(max(id), 0) FROM members_allocation),
       (SELECT coalesce(max(id), 0) FROM members_credit),
       (SELECT coalesce(max(id), 0) FROM members_receivable),
       (SELECT coalesce(max(id), 0) FROM members_payment),
       (SELECT coalesce(max(id), 0) FROM members_lineposting)
"""
_TOUCHED = """
SELECT receivable.organisation_id FROM members_allocation AS row
    JOIN members_receivable AS receivable ON receivable.id = row.receivable_id WHERE row.id > %s
UNION SELECT receivable.organisation_id FROM members_credit AS row
    JOIN members_receivable AS receivable ON receivable.id = row.receivable_id WHERE row.id > %s
UNION SELECT organisation_id FROM members_receivable WHERE id > %s
UNION SELECT organisation_id FROM members_payment WHERE id > %s
"""


class Bookkeeper:
    """A `Book` that follows the ledger. One for each worker; not shared between threads."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Also after a transaction that was rolled back: the book had foreseen it."""
        self.marks = _newest()
        association = Association.objects.first()
        self.book = Book(
            _documents(Receivable.objects.all()),
            _parties(),
            own_ibans=BankAccount.objects.values_list("iban", flat=True),
            own_identifiers=[association.fiscal_code] if association else [],
            own_names=[association.legal_name, association.name] if association else [],
            posted=_posted(0),
            rate_of=rate_between,
        )
        waiting = StatementLine.objects.filter(status=LineStatus.QUEUED, note__code="bank_return")
        for amount, currency in waiting.values_list("amount", "currency"):
            self.book.returns_wait.add((-amount, currency))

    def catch_up(self) -> Book:
        """What this worker, others and people have posted since is in the book afterwards."""
        newest = _newest()
        if newest == self.marks:
            return self.book
        with connection.cursor() as cursor:
            cursor.execute(_TOUCHED, self.marks[:4])
            touched = [pk for (pk,) in cursor.fetchall()]
        self.refresh(touched)
        taken_back = Payment.objects.filter(pk__gt=self.marks[3], reverses__isnull=False)
        for payment_id in taken_back.values_list("reverses_id", flat=True):
            self.book.forget_posted(payment_id)
        if newest[4] > self.marks[4]:
            for payment in _posted(self.marks[4]):
                self.book.put_posted(payment)
            for iban, organisation_id in _learned(self.marks[4]):
                self.book.learn(iban, organisation_id)
        self.marks = newest
        return self.book

    def foresee(self, line: StatementLine, proposal: Proposal) -> None:
        """What this proposal will change once it is written, for the lines after it."""
        for share in proposal.shares:
            document = self.book.documents[share.receivable_id]
            self.book.set_balance(share.receivable_id, document.balance - share.amount)
        if any(reason.get("code") in OWN_NAME for reason in proposal.reasons):
            self.book.learn(line.other_iban, proposal.organisation_id)

    def refresh(self, organisation_ids: list[int]) -> None:
        """Read anew what these owe and have to their credit."""
        for document in _documents(Receivable.objects.filter(organisation__in=organisation_ids)):
            known = self.book.documents.get(document.receivable_id)
            if known is None:
                self.book.add_document(document)
            else:
                known.is_void = document.is_void
                self.book.set_balance(document.receivable_id, document.balance)
        credits_ = _credits(organisation_ids)
        for pk in organisation_ids:
            if party := self.book.parties.get(pk):
                party.credit = credits_.get(pk, {})


def rate_between(given: str, wanted: str, on: dt.date) -> Decimal | None:
    """What one unit of `given` is in `wanted`, by way of lei at the rates the office entered for
    the day; None where one is missing.
    """
    in_lei = []
    for currency in (given, wanted):
        entered = None if currency == LEI else ExchangeRate.objects.in_force(currency, on)
        if currency != LEI and entered is None:
            return None
        in_lei.append(entered.rate if entered else Decimal(1))
    return in_lei[0] / in_lei[1]


def _newest() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        return tuple(cursor.fetchone())


def _documents(receivables: ReceivableQuerySet) -> Iterable[Document]:
    rows = list(receivables.with_balance())
    parts: dict[int, list[Decimal]] = defaultdict(list)
    instalments = Instalment.objects.filter(receivable__in=receivables.values("pk"))
    for pk, amount in instalments.order_by("receivable", "number").values_list(
        "receivable_id", "amount"
    ):
        parts[pk].append(amount)
    for row in rows:
        several = tuple(parts[row.pk]) if len(parts[row.pk]) > 1 else ()
        yield Document(
            receivable_id=row.pk,
            organisation_id=row.organisation_id,
            number=row.number,
            reference=row.payment_reference,
            currency=row.currency,
            amount=row.amount,
            balance=max(row.balance, Decimal(0)),
            issued_on=row.issued_on,
            due_on=row.due_on,
            instalments=several,
            is_void=row.credited >= row.amount,
        )


def _parties() -> Iterable[Party]:
    ibans: dict[int, set[str]] = defaultdict(set)
    declared = OrganisationAccount.objects.confirmed().values_list("iban", "organisation_id")
    for iban, pk in [*_learned(0), *declared]:
        ibans[pk].add(iban)
    credits_ = _credits(None)
    former: dict[int, list[str]] = defaultdict(list)
    renames = Lineage.objects.filter(kind=LineageKind.RENAME)
    for pk, *names in renames.values_list(
        "to_organisation_id", "former_legal_name", "former_display_name"
    ):
        former[pk] += names
    rows = Organisation.objects.values_list("pk", "legal_name", "display_name", "identifier")
    for pk, legal_name, display_name, identifier in rows.order_by():
        yield Party(
            organisation_id=pk,
            names=tuple(dict.fromkeys([legal_name, display_name, *former[pk]])),
            identifier=identifier,
            ibans=frozenset(ibans[pk]),
            credit=credits_.get(pk, {}),
        )


def _credits(organisation_ids: list[int] | None) -> dict[int, dict[str, Decimal]]:
    rows = Payment.objects.with_money_left().order_by()
    if organisation_ids is not None:
        rows = rows.filter(organisation__in=organisation_ids)
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for pk, currency, free in rows.values_list("organisation_id", "currency", "free"):
        found[pk][currency] += free
    return found


def _learned(after: int) -> Iterable[tuple[str, int]]:
    """Accounts that confirmed payments came from; an undone one teaches nothing."""
    rows = LinePosting.objects.filter(teaches=True, undone_at=None, pk__gt=after)
    return rows.values_list("line__other_iban", "payment__organisation_id").distinct()


def _posted(after: int) -> Iterable[Posted]:
    oldest = timezone.localdate() - dt.timedelta(days=400) - RETURNS_WITHIN
    rows = LinePosting.objects.filter(
        pk__gt=after,
        undone_at=None,
        payment__kind=PaymentKind.INCOMING,
        payment__reverses=None,
        payment__reversed_by=None,
        payment__received_on__gte=oldest,
    ).select_related("payment", "line")
    for posting in rows.order_by("pk"):
        yield Posted(
            payment_id=posting.payment_id,
            organisation_id=posting.payment.organisation_id,
            amount=posting.payment.amount,
            currency=posting.payment.currency,
            received_on=posting.payment.received_on,
            bank_reference=posting.line.bank_reference,
            end_to_end_id=posting.line.end_to_end_id,
            iban=posting.line.other_iban,
            details=posting.line.details,
        )
