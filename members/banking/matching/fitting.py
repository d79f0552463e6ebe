"""Which documents of one organisation a sum pays, and how well it fits them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from members.banking.matching.book import NOTHING, Document

MOST_DOCUMENTS = 14  # of which sums are tried: 2^14 combinations at most


class Fit(StrEnum):
    EXACT = "exact"  # one document, to the last ban
    SUM = "sum"  # several documents together
    INSTALMENT = "instalment"  # the next one, or the next few
    PART = "part"
    OVER = "over"  # more than the documents it is for
    DOUBLE = "double"  # as much as a document that is paid already
    AHEAD = "ahead"  # nothing is owed
    UNSURE = "unsure"  # fits more than one way
    NO_RATE = "no_rate"


@dataclass(frozen=True, slots=True)
class Allocated:
    receivable_id: int
    amount: Decimal  # in the receivable's currency


@dataclass(frozen=True, slots=True)
class Plan:
    fit: Fit
    allocations: tuple[Allocated, ...]

    @property
    def allocated(self) -> Decimal:
        return sum((one.amount for one in self.allocations), NOTHING)


def plan(amount: Decimal, named: Sequence[Document], all_of_them: Sequence[Document]) -> Plan:
    """`named` are those that the payer pointed at, `all_of_them` what the organisation has; both
    in the currency of `amount`, oldest due first.
    """
    if named:
        return _for_named(amount, named, all_of_them)
    return _for_any(amount, all_of_them)


def _for_named(amount: Decimal, named: Sequence[Document], all_of_them: Sequence[Document]) -> Plan:
    still = [document for document in named if document.is_open]
    if not still:
        paid_before = any(document.amount == amount for document in named)
        return Plan(Fit.DOUBLE if paid_before else Fit.OVER, ())
    owed = sum(document.balance for document in still)
    if amount == owed:
        return Plan(Fit.EXACT if len(still) == 1 else Fit.SUM, _in_full(still))
    if _is_just_another(amount, still, all_of_them):
        return Plan(Fit.UNSURE, _oldest_first(amount, still))
    if amount < owed:
        several = combinations_of(amount, still)
        if len(several) == 1:
            return Plan(Fit.EXACT if len(several[0]) == 1 else Fit.SUM, _in_full(several[0]))
        with_instalment = [d for d in still if amount in next_instalments(d)]
        if len(with_instalment) == 1:
            paid = Allocated(with_instalment[0].receivable_id, amount)
            return Plan(Fit.INSTALMENT, (paid,))
        return Plan(Fit.UNSURE if several else Fit.PART, _oldest_first(amount, still))
    others = [d for d in all_of_them if d.balance == d.amount and d not in still]
    more = combinations_of(amount - owed, others)
    if len(more) == 1:
        return Plan(Fit.SUM, _in_full([*still, *more[0]]))
    return Plan(Fit.OVER, _in_full(still))


def _is_just_another(amount: Decimal, named: Sequence[Document], every: Sequence[Document]) -> bool:
    """One document is named, and the sum is to the last ban that of another one."""
    others = [d for d in every if d.is_open and d not in named and d.balance == amount]
    return len(named) == 1 and bool(others) and amount not in next_instalments(named[0])


def _for_any(amount: Decimal, documents: Sequence[Document]) -> Plan:
    still = [document for document in documents if document.is_open]
    if not still:
        is_double = any(document.amount == amount for document in documents)
        return Plan(Fit.DOUBLE if is_double else Fit.AHEAD, ())
    single = [document for document in still if document.balance == amount]
    if len(single) == 1:
        return Plan(Fit.EXACT, _in_full(single))
    if single:
        return Plan(Fit.UNSURE, _in_full(single[:1]))
    instalments = [document for document in still if amount in next_instalments(document)]
    together = combinations_of(amount, still)
    if len(instalments) + len(together) > 1:
        return Plan(Fit.UNSURE, _oldest_first(amount, still))
    if together:
        return Plan(Fit.SUM, _in_full(together[0]))
    if instalments:
        return Plan(Fit.INSTALMENT, (Allocated(instalments[0].receivable_id, amount),))
    owed = sum(document.balance for document in still)
    return Plan(Fit.PART if amount < owed else Fit.OVER, _oldest_first(amount, still))


def combinations_of(amount: Decimal, documents: Sequence[Document]) -> list[list[Document]]:
    """The ways to make the sum of open documents, two at most: more than one is no answer.
    One document by itself comes before any sum of several.
    """
    open_ones = [d for d in documents if d.is_open and d.balance <= amount][:MOST_DOCUMENTS]
    found: list[list[Document]] = []
    for size in range(1, len(open_ones) + 1):
        for chosen in itertools.combinations(open_ones, size):
            if sum(document.balance for document in chosen) == amount:
                found.append(list(chosen))
                if len(found) == 2:
                    return found
        if found and size == 1:
            return found
    return found


def next_instalments(document: Document) -> set[Decimal]:
    """What would pay the next instalment, the next two, …: only where those before are paid."""
    paid = document.amount - document.balance
    before = NOTHING
    for place, instalment in enumerate(document.instalments):
        if before == paid:
            sums = itertools.accumulate(document.instalments[place:])
            return {total for total in sums if total < document.balance}
        before += instalment
    return set()


def _in_full(documents: Sequence[Document]) -> tuple[Allocated, ...]:
    return tuple(Allocated(document.receivable_id, document.balance) for document in documents)


def _oldest_first(amount: Decimal, documents: Sequence[Document]) -> tuple[Allocated, ...]:
    """As the Civil Code has it for a payer who says nothing (art. 1509): what fell due first."""
    left = amount
    taken = []
    for document in documents:
        share = min(left, document.balance)
        if share > 0:
            taken.append(Allocated(document.receivable_id, share))
            left -= share
    return tuple(taken)
