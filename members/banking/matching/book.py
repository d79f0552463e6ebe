"""What the matcher knows: who owes what by which document, and how each is recognised.

Loaded once for a file and kept up to date while its lines are posted; no database in here.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from members.banking.matching.texts import look_alike, name_words, tight

NOTHING = Decimal("0.00")
RateOf = Callable[[str, str, dt.date], Decimal | None]
_NUMBER = re.compile(r"^([A-Z][A-Z0-9]*?)[^A-Z0-9]*(20\d\d)[^A-Z0-9]*0*(\d+)$")


@dataclass(slots=True, kw_only=True)
class Document:
    """A receivable; `balance` is what is still owed, in `currency`."""

    receivable_id: int
    organisation_id: int
    number: str
    reference: str
    currency: str
    amount: Decimal
    balance: Decimal
    issued_on: dt.date
    due_on: dt.date
    instalments: tuple[Decimal, ...] = ()
    is_void: bool = False  # cancelled or credited in full: nobody should pay it

    @property
    def is_open(self) -> bool:
        return self.balance > 0

    def parts(self) -> tuple[str, int, int] | None:
        """Series, year and place in the series, when the number is written so."""
        found = _NUMBER.match(self.number.upper())
        return (found.group(1), int(found.group(2)), int(found.group(3))) if found else None

    @property
    def year(self) -> int:
        parts = self.parts()
        return parts[1] if parts else self.issued_on.year


@dataclass(slots=True, kw_only=True)
class Party:
    """An organisation as statements name it."""

    organisation_id: int
    names: tuple[str, ...]
    identifier: str = ""
    ibans: frozenset[str] = frozenset()
    credit: dict[str, Decimal] = field(default_factory=dict)  # paid and not allocated, by currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A payment that came from a line: what a later return may take back."""

    payment_id: int
    organisation_id: int
    amount: Decimal
    currency: str
    received_on: dt.date
    bank_reference: str = ""
    end_to_end_id: str = ""
    iban: str = ""
    details: str = ""


def no_rate(_given: str, _wanted: str, _on: dt.date) -> Decimal | None:
    return None


class Book:
    def __init__(
        self,
        documents: Iterable[Document],
        parties: Iterable[Party],
        *,
        own_ibans: Iterable[str] = (),
        own_identifiers: Iterable[str] = (),
        own_names: Iterable[str] = (),
        posted: Iterable[Posted] = (),
        rate_of: RateOf = no_rate,
    ):
        self.own_ibans = frozenset(own_ibans)
        self.own_identifiers = frozenset(digits(code) for code in own_identifiers)
        self.own_words = frozenset(name_words(name) for name in own_names if name)
        self.own_names = frozenset("".join(words) for words in self.own_words)
        self.rate_of = rate_of
        self.documents: dict[int, Document] = {}
        self.by_reference: dict[str, Document] = {}
        self.by_damaged: dict[str, list[Document]] = defaultdict(list)
        self.by_number: dict[tuple[str, int, int], Document] = {}
        self.by_sequence: dict[int, list[Document]] = defaultdict(list)
        self.by_organisation: dict[int, list[Document]] = defaultdict(list)
        self.open_amounts: Counter[tuple[str, Decimal]] = Counter()
        self.parties: dict[int, Party] = {}
        self.by_iban: dict[str, set[int]] = defaultdict(set)
        self.by_identifier: dict[str, set[int]] = defaultdict(set)
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.by_first_word: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self.by_beginning: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self.returns_wait: set[tuple[Decimal, str]] = set()  # sums of returns nobody booked yet
        self.posted: dict[tuple[Decimal, str], list[Posted]] = defaultdict(list)
        self.by_end_to_end: dict[str, set[int]] = defaultdict(set)
        for document in documents:
            self.put_document(document)
        for party in parties:
            self.put_party(party)
        for payment in posted:
            self.put_posted(payment)
        self._measure()

    def add_document(self, document: Document) -> None:
        """One that was issued after the book was begun."""
        self.put_document(document)
        self._measure()

    def _measure(self) -> None:
        self.lengths = sorted({len(key) for key in self.by_reference}, reverse=True)
        self.series = sorted({key[0] for key in self.by_number}, key=len, reverse=True)

    def put_document(self, document: Document) -> None:
        self.documents[document.receivable_id] = document
        self.by_organisation[document.organisation_id].append(document)
        self._count(document, +1)
        if key := look_alike(tight(document.reference)):
            self.by_reference[key] = document
            for damaged in without_one(key):
                self.by_damaged[damaged].append(document)
        if parts := document.parts():
            self.by_number[parts] = document
            self.by_sequence[parts[2]].append(document)

    def put_party(self, party: Party) -> None:
        self.parties[party.organisation_id] = party
        for iban in party.ibans:
            self.by_iban[iban].add(party.organisation_id)
        if code := digits(party.identifier):
            self.by_identifier[code].add(party.organisation_id)
        for name in party.names:
            if words := name_words(name):
                key = "".join(words)
                self.by_name[key].add(party.organisation_id)
                self.by_first_word[words[0]].append((words, party.organisation_id))
                self.by_beginning[key[:5]].add((key, party.organisation_id))

    def put_posted(self, payment: Posted) -> None:
        self.posted[payment.amount, payment.currency].append(payment)
        self.by_end_to_end[payment.end_to_end_id.casefold()].add(payment.organisation_id)

    def is_only_of(self, organisation_id: int, end_to_end_id: str) -> bool:
        """Some payers' banks write one word for a reference into everybody's transfers."""
        return self.by_end_to_end[end_to_end_id.casefold()] == {organisation_id}

    def forget_posted(self, payment_id: int) -> None:
        """It was taken back: no return of it is to come."""
        for key, payments in self.posted.items():
            kept = [payment for payment in payments if payment.payment_id != payment_id]
            if len(kept) < len(payments):
                self.posted[key] = kept
                return

    def set_balance(self, receivable_id: int, balance: Decimal) -> None:
        """After money was posted to it, or taken back."""
        document = self.documents[receivable_id]
        self._count(document, -1)
        document.balance = balance
        self._count(document, +1)

    def learn(self, iban: str, organisation_id: int) -> None:
        if iban:
            self.by_iban[iban].add(organisation_id)

    def told_apart(self, amount: Decimal, currency: str) -> bool:
        """Only one document in the book is open with just this sum."""
        return self.open_amounts[currency, amount] == 1

    def documents_of(self, organisation_id: int, on: dt.date) -> list[Document]:
        """Those that were issued by the day, oldest due first. Where none was, all of them: the
        books may have been begun after the money came.
        """
        told = sorted(
            (d for d in self.by_organisation.get(organisation_id, ()) if not d.is_void),
            key=lambda document: (document.due_on, document.receivable_id),
        )
        return [document for document in told if document.issued_on <= on] or told

    def _count(self, document: Document, by: int) -> None:
        if document.balance > 0 and not document.is_void:
            for amount in {document.balance, *document.instalments}:
                self.open_amounts[document.currency, amount] += by


def digits(code: str) -> str:
    """Of a fiscal code: its figures, without RO and spaces; other countries' codes as they are."""
    plain = tight(code)
    return plain[2:] if plain.startswith("RO") and plain[2:].isdigit() else plain


def without_one(key: str) -> set[str]:
    """The key with one place left out: two words that share such a one are one slip apart."""
    return {key[:place] + key[place + 1 :] for place in range(2, len(key))}
