"""The readers and the matcher on a year, without a database: seconds instead of minutes."""

import argparse
import sys
import time
from dataclasses import replace

from benchmarks.banking import banks, scoring
from benchmarks.banking import year as years
from benchmarks.banking.world import OWN_CODE, OWN_EUR, OWN_NAME, OWN_RON, OWN_SAVINGS, Doc
from members.banking.formats import Statement, format_of, read_statements
from members.banking.formats.csv_mapping import CsvLayout
from members.banking.matching.book import Book, Document, Party, Posted
from members.banking.matching.deciding import decide
from members.banking.matching.evidence import Kind
from members.banking.matching.outcome import ProposalKind, Verdict

LAYOUT = CsvLayout(delimiter=";", encoding="cp1250", columns=banks.CSV_COLUMNS)
DIALECTS = {
    "camt.053.001.08": lambda m, i, c: banks.camt(m, i, c, "08"),
    "camt.053.001.02": lambda m, i, c: banks.camt(m, i, c, "02"),
    "mt940, running text": banks.mt940_running,
    "mt940, subfields": banks.mt940_subfields,
    "mt940, code words": banks.mt940_code_words,
    "csv": banks.csv_file,
}


def document(doc: Doc) -> Document:
    return Document(
        receivable_id=doc.pk,
        organisation_id=doc.org.pk,
        number=doc.number,
        reference=doc.reference,
        currency=doc.currency,
        amount=doc.amount,
        balance=doc.amount,
        issued_on=doc.issued_on,
        due_on=doc.due_on,
        instalments=tuple(doc.instalments),
    )


def book_of(year: years.Year) -> Book:
    return Book(
        [document(doc) for doc in year.docs],
        [
            Party(
                organisation_id=org.pk,
                names=(org.legal_name, org.shown),
                identifier=org.code,
                ibans=frozenset(org.ibans[:1] if org.is_iban_known else ()),
            )
            for org in year.orgs
        ],
        own_ibans=(OWN_RON, OWN_EUR, OWN_SAVINGS),
        own_identifiers=(OWN_CODE,),
        own_names=(OWN_NAME,),
        rate_of=lambda given, wanted, _on: (
            1 / years.RATE if (given, wanted) == ("RON", "EUR") else None
        ),
    )


def files_of(year: years.Year, dialects: list[str]) -> list[tuple[bytes, list[years.Movement]]]:
    """The year in lei cut into as many files as there are dialects; the euro account after."""
    files = []
    for currency, iban in years.ACCOUNTS.items():
        moves = [move for move in year.movements if move.currency == currency]
        size = -(-len(moves) // len(dialects))
        for place, dialect in enumerate(dialects):
            part = moves[place * size : (place + 1) * size]
            if part:
                files.append((DIALECTS[dialect](part, iban, currency), part))
    return files


def read(content: bytes) -> list[Statement]:
    return read_statements(content, format_of(content), LAYOUT)


def answers(year: years.Year, dialects: list[str], threshold: float) -> dict[int, scoring.Answer]:
    """In the order of the files; what is posted changes the book for the lines after it."""
    book = book_of(year)
    given: dict[int, scoring.Answer] = {}
    for content, moves in files_of(year, dialects):
        entries = [entry for statement in read(content) for entry in statement.entries]
        assert len(entries) == len(moves), (len(entries), len(moves))
        for entry, move in zip(entries, moves, strict=True):
            assert (entry.amount, entry.booked_on) == (move.amount, move.day), (entry, move)
            given[move.number] = _answer(entry, move, book, threshold)
    return given


def _answer(entry, move: years.Movement, book: Book, threshold: float) -> scoring.Answer:
    outcome = decide(entry, book, threshold)
    if outcome.verdict != Verdict.POST:
        if outcome.note.get("code") == "bank_return":
            book.returns_wait.add((-entry.amount, entry.currency))
        return (outcome.verdict.value, outcome)
    best = outcome.proposals[0]
    if best.kind == ProposalKind.REVERSAL:
        posted = next(
            p for group in book.posted.values() for p in group if p.payment_id == best.payment_id
        )
        book.posted[posted.amount, posted.currency].remove(posted)
        for share in book.shares_of.pop(best.payment_id):
            book.set_balance(
                share.receivable_id, book.documents[share.receivable_id].balance + share.amount
            )
        return ("reverse", best.payment_id, outcome)
    for share in best.shares:
        book.set_balance(
            share.receivable_id, book.documents[share.receivable_id].balance - share.amount
        )
    book.shares_of = getattr(book, "shares_of", {})
    book.shares_of[move.number] = best.shares
    if best.kind == ProposalKind.PAYMENT:
        book.put_posted(
            Posted(
                payment_id=move.number,
                organisation_id=best.organisation_id,
                amount=entry.amount,
                currency=entry.currency,
                received_on=entry.booked_on,
                bank_reference=entry.bank_reference,
                end_to_end_id=entry.end_to_end_id,
                iban=entry.other_iban,
                details=entry.details,
            )
        )
        if any(reason["code"] in {Kind.NAME, Kind.CUT_NAME} for reason in best.reasons):
            book.learn(entry.other_iban, best.organisation_id)
    return ("post", best.organisation_id, {s.receivable_id: s.amount for s in best.shares}, outcome)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--threshold", type=float, default=0.95)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--dialect", default="")
    options = parser.parse_args()
    year = years.make(options.seed)
    dialects = [options.dialect] if options.dialect else list(DIALECTS)
    begun = time.perf_counter()
    given = answers(year, dialects, options.threshold)
    result = scoring.score(year.movements, lambda move: given[move.number])
    print(
        f"{len(year.movements)} lines in {time.perf_counter() - begun:.1f} s; "
        f"with reference {result.with_reference:.2%} of {result.carrying}, without "
        f"{result.without_reference:.2%} of {result.without}, wrong {len(result.wrong)}, "
        f"queue {result.queued}"
    )
    print(result.misses.most_common(30))
    for move, answer in result.wrong[: options.show]:
        print("WRONG", replace(move), answer, "\n")
    for move, answer in result.missed[: options.show * 3]:
        print(
            "MISSED",
            move.why,
            "|",
            move.amount,
            "|",
            move.name,
            "|",
            move.text,
            move.structured,
            "| truth",
            move.truth[1:],
            "|",
            answer[0],
            [
                (p.organisation_id, p.confidence, [r["code"] for r in p.reasons])
                for p in answer[-1].proposals
            ],
            answer[-1].note,
            "\n",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
