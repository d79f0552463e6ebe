"""What would an import do? Reads and decides, and keeps nothing."""

from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings

from members.banking.actions.bookkeeping import Bookkeeper
from members.banking.actions.importing import read_file
from members.banking.actions.storing import with_identities
from members.banking.formats import StatementEntry
from members.banking.matching.book import Book
from members.banking.matching.deciding import decide
from members.banking.matching.outcome import ProposalKind, Verdict
from members.banking.models import StatementLine


@dataclass(slots=True)
class Tally:
    lines: int = 0
    known: int = 0
    by_verdict: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)


def rehearse(
    *, content: bytes, account_id: int | None = None, mapping_id: int | None = None
) -> Tally:
    """Raises what an import raises."""
    read = read_file(content, account_id=account_id, mapping_id=mapping_id)
    book = Bookkeeper().book
    tally = Tally(remarks=read.remarks)
    for account, statements in read.by_account.items():
        entries = [entry for statement in statements for entry in statement.entries]
        told = dict(with_identities(statements))
        stored = set(
            StatementLine.objects.filter(account=account, identity__in=told).values_list(
                "identity", flat=True
            )
        )
        tally.lines += len(entries)
        tally.known += len(entries) - len(told.keys() - stored)
        for identity, entry in told.items():
            if identity not in stored:
                tally.by_verdict[_rehearsed(entry, book)] += 1
    return tally


def _rehearsed(entry: StatementEntry, book: Book) -> str:
    outcome = decide(entry, book, settings.BANK_MATCH_THRESHOLD)
    if outcome.verdict == Verdict.POST and outcome.proposals[0].kind == ProposalKind.PAYMENT:
        for share in outcome.proposals[0].shares:
            balance = book.documents[share.receivable_id].balance
            book.set_balance(share.receivable_id, balance - share.amount)
    return outcome.verdict.value
