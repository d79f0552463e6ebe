"""The matcher: pure decisions over a small book."""

import datetime as dt
from decimal import Decimal

import pytest

from members.banking.formats import StatementEntry
from members.banking.matching.book import Book, Document, Party, Posted
from members.banking.matching.deciding import decide
from members.banking.matching.outcome import ProposalKind, Verdict
from tests.members.banking.conftest import OWN, PAYER, reference_of

ACME, BETA = 1, 2
OTHER = "RO83AAAADEMO000000000003"


def document(pk, organisation, number, amount, **more) -> Document:
    values = {
        "receivable_id": pk, "organisation_id": organisation, "number": number,
        "reference": reference_of(number), "currency": "RON", "amount": Decimal(amount),
        "balance": Decimal(amount), "issued_on": dt.date(2026, 1, 10),
        "due_on": dt.date(2026, 2, pk),
    }  # fmt: skip
    return Document(**values | more)


def book_of(*documents, ibans=(), **more) -> Book:
    parties = [
        Party(organisation_id=ACME, names=("Acme Software SRL",), identifier="99000018",
              ibans=frozenset(ibans)),
        Party(organisation_id=BETA, names=("Beta Robotics SA",), identifier="99000026"),
    ]  # fmt: skip
    rows = documents or (
        document(1, ACME, "COT-2026-0042", 1200),
        document(2, BETA, "COT-2026-0043", 1200),
    )
    own = {"own_ibans": [OWN], "own_identifiers": ["99000000"], "own_names": ["Test Cluster"]}
    return Book(rows, more.pop("parties", parties), **own, **more)


def line(amount, details="", **more) -> StatementEntry:
    values = {"booked_on": dt.date(2026, 3, 1), "currency": "RON", "raw": "", "details": details}
    return StatementEntry(amount=Decimal(amount), **values | more)


def decided(entry, book=None):
    return decide(entry, book or book_of(), 0.95)


def posted_to(outcome):
    assert outcome.verdict == Verdict.POST, (outcome.note, outcome.proposals)
    best = outcome.proposals[0]
    return best.organisation_id, {s.receivable_id: s.amount for s in best.shares}


REF, SRV = reference_of("COT-2026-0042"), reference_of("SRV-2026-0007")


@pytest.mark.parametrize(
    "details",
    [
        REF,
        REF.lower(),
        f"plata {' '.join(REF[i : i + 4] for i in range(0, len(REF), 4))} multumim",
        f"plata{REF}cotizatie",
        f"nota {REF[:9]}\n{REF[9:]}",
        REF.replace("COT", "C0T"),
        f"{REF[:4]}-{REF[4:7]}/{REF[7:]}",
    ],
)
def test_a_reference_posts_however_it_is_written(details):
    assert posted_to(decided(line(1200, details))) == (ACME, {1: 1200})


@pytest.mark.parametrize(
    "details",
    ["COT-2026-0042", "cot 2026/42", "COT 42/2026", "nota 42 din 2026", "COT2026 0042",
     "nota de plata nr. 42/2026", "COT-2026-\n0042", "cotizatie 42"],
)  # fmt: skip
def test_a_number_posts_with_the_payers_name(details):
    assert posted_to(decided(line(1200, details, other_name="SC ACME SOFTWARE SRL")))[0] == ACME


def test_a_number_of_one_and_the_name_of_another_is_never_posted():
    outcome = decided(line(1200, "COT-2026-0043", other_name="ACME SOFTWARE S.R.L."))

    assert outcome.verdict == Verdict.QUEUE
    assert outcome.note == {"code": "two_organisations"}
    assert {p.organisation_id for p in outcome.proposals} == {ACME, BETA}


def test_a_reference_of_one_and_the_account_of_another_is_never_posted():
    outcome = decided(
        line(1200, reference_of("COT-2026-0043"), other_iban=PAYER), book_of(ibans=[PAYER])
    )

    assert outcome.verdict == Verdict.QUEUE


def test_one_wrong_figure_in_a_reference_is_proposed_and_not_posted():
    wrong = REF[:-1] + "7"

    outcome = decided(line(1200, wrong))

    assert outcome.verdict == Verdict.QUEUE
    assert outcome.proposals[0].organisation_id == ACME
    assert outcome.proposals[0].reasons[0]["code"] == "damaged_reference"
    assert posted_to(decided(line(1200, wrong, other_name="Acme Software SRL")))[0] == ACME


def test_an_amount_alone_never_posts():
    book = book_of(document(1, ACME, "COT-2026-0042", "1234.56"))

    outcome = decided(line("1234.56", "plata"), book)

    assert outcome.verdict == Verdict.QUEUE
    assert outcome.proposals[0].reasons[0]["code"] == "amount_alone"


@pytest.mark.parametrize(
    "more",
    [
        {"other_name": "ACME SOFTWARE"},
        {"other_name": "S.C. Acme Software S.R.L."},
        {"other_identifier": "RO 99000018"},
        {"details": "cotizatie CUI 99000018"},
    ],
)
def test_who_pays_is_enough_with_the_exact_sum_of_one_document(more):
    assert posted_to(decided(line(1200, **more))) == (ACME, {1: 1200})


def test_a_known_account_is_enough_with_the_exact_sum():
    entry = line(1200, "cotizatie", other_iban=PAYER)

    assert posted_to(decided(entry, book_of(ibans=[PAYER]))) == (ACME, {1: 1200})


def test_money_for_something_else_waits():
    entry = line(1200, "sponsorizare conferinta", other_name="Acme Software SRL")

    assert decided(entry).verdict == Verdict.QUEUE


def test_money_for_another_firm_waits():
    entry = line(1200, "cotizatie pentru Gamma Labs SRL", other_name="Acme Software SRL")

    assert decided(entry).verdict == Verdict.QUEUE


def two() -> Book:
    return book_of(
        document(1, ACME, "COT-2026-0042", 1200), document(2, ACME, "SRV-2026-0007", "302.50")
    )


@pytest.mark.parametrize(
    ("entry", "shares"),
    [
        (line("1502.50", f"{REF} {SRV}"), {1: 1200, 2: Decimal("302.50")}),
        (line("1502.50", "restante", other_name="Acme Software"), {1: 1200, 2: Decimal("302.50")}),
        (line("1502.50", REF), {1: 1200, 2: Decimal("302.50")}),
        (line("500", REF), {1: 500}),
        (line("1300", REF), {1: 1200}),
    ],
)  # fmt: skip
def test_one_transfer_for_several_in_part_and_over(entry, shares):
    assert posted_to(decided(entry, two())) == (ACME, shares)


def test_a_second_payment_of_a_settled_document_becomes_credit_only_if_it_is_certain_whose():
    paid = document(1, ACME, "COT-2026-0042", 1200, balance=Decimal(0))

    assert posted_to(decided(line(1200, REF), book_of(paid))) == (ACME, {})
    named = line(1200, "cotizatie", other_name="Acme Software")
    assert decided(named, book_of(paid)).verdict == Verdict.QUEUE


def test_two_open_documents_of_one_sum_wait_unless_a_year_is_named():
    book = book_of(
        document(1, ACME, "COT-2025-0011", 1200, issued_on=dt.date(2025, 1, 10)),
        document(2, ACME, "COT-2026-0042", 1200),
    )

    assert decided(line(1200, "cotizatie", other_name="Acme Software"), book).verdict == "queue"
    entry = line(1200, "cotizatie 2026", other_name="Acme Software")
    assert posted_to(decided(entry, book)) == (ACME, {2: 1200})


def test_the_next_instalment_is_known():
    book = book_of(document(1, ACME, "COT-2026-0042", 1200, instalments=(Decimal(300),) * 4))

    assert posted_to(decided(line(300, "rata", other_name="Acme Software"), book))[1] == {1: 300}


def test_foreign_money_goes_by_what_was_ordered_or_by_an_entered_rate():
    euro = document(1, ACME, "COT-2026-0042", 300, currency="EUR")
    ordered = line(1485, REF, instructed_amount=Decimal(300), instructed_currency="EUR")

    best = decided(ordered, book_of(euro)).proposals[0]
    assert (best.shares[0].amount, best.rate) == (300, Decimal("4.95"))

    plain = line(1491, REF)
    assert decided(plain, book_of(euro)).note["code"] == "not_sure"
    rates = book_of(euro, rate_of=lambda given, wanted, on: 1 / Decimal("4.97"))
    assert posted_to(decided(plain, rates)) == (ACME, {1: 300})


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (line(5000, "transfer", other_iban=OWN), "own_account"),
        (line("-12.50", "Comision administrare cont"), "bank_charge"),
        (line("0.35", "Dobanda"), "interest"),
        (line(-4000, "salariu", other_name="Popescu Ion"), "money_out"),
        (line(-800, "fact 17", other_name="Beta Robotics SA"), "money_out"),
    ],
)
def test_what_is_no_members_money_is_set_aside_with_its_reason(entry, code):
    outcome = decided(entry)

    assert (outcome.verdict, outcome.note["code"]) == (Verdict.IGNORE, code)


def test_a_returned_transfer_takes_its_payment_back_when_the_bank_names_it():
    payment = Posted(payment_id=9, organisation_id=ACME, amount=Decimal(1200), currency="RON",
                     received_on=dt.date(2026, 2, 25), bank_reference="FT26056X1")  # fmt: skip
    book = book_of(posted=[payment])

    named = decided(line(-1200, "STORNO FT26056X1", is_reversal=True), book)
    assert (named.verdict, named.proposals[0].kind) == (Verdict.POST, ProposalKind.REVERSAL)
    assert named.proposals[0].payment_id == 9
    assert decided(line(-1200, "STORNO", is_reversal=True), book).verdict == Verdict.QUEUE


def test_similar_names_are_not_taken_for_each_other():
    parties = [
        Party(organisation_id=ACME, names=("Nova Tech 1 SRL",)),
        Party(organisation_id=BETA, names=("Nova Tech 2 SRL",)),
    ]
    book = book_of(parties=parties)

    assert posted_to(decided(line(1200, other_name="NOVA TECH 2"), book))[0] == BETA
    assert decided(line(1200, "cotizatie", other_name="NOVA TECH 3"), book).verdict == "queue"


def test_the_payers_own_name_in_a_sentence_is_not_another_firm():
    for words in (
        "plata cotizatie 2026 firma Acme Software SRL",
        "plata cotizatie ACME SOFTWARE S.R.L",
    ):
        assert posted_to(decided(line(1200, words, other_name="ACME SOFTWARE SRL")))[0] == ACME


def test_a_firm_of_another_kind_is_another_firm():
    assert decided(line(1200, "plata", other_name="Acme Software SA")).verdict == "queue"
    assert decided(line(1200, "cotizatie Acme Software SA")).verdict == "queue"
    assert decided(line(1200, "cotizatie Acme Software Media SRL")).verdict == "queue"
    assert posted_to(decided(line(1200, "cotizatie Acme Software SRL")))[0] == ACME


@pytest.mark.parametrize(
    "written",
    [
        "S.C. ACME SOFTWARE S.R.L.",
        "Acme Software SRL-D",
        "SC ACME SOFTWARE S",
        "acme software s.r.l",
    ],
)
def test_a_name_is_known_however_its_form_is_written(written):
    assert posted_to(decided(line(1200, other_name=written)))[0] == ACME


def one_word() -> Book:
    parties = [
        Party(organisation_id=ACME, names=("Delta SRL",)),
        Party(organisation_id=BETA, names=("A.B.C. Training SRL",)),
    ]
    return book_of(parties=parties)


def test_a_name_of_one_word_tells_in_a_text_where_it_stands_as_a_firm():
    paid = line(1200, "cotizatie pentru Delta SRL", other_name="Popescu Ion")

    assert posted_to(decided(paid, one_word()))[0] == ACME
    assert decided(line(1200, "cotizatie delta"), one_word()).verdict == "queue"


def test_a_word_of_the_payers_name_is_no_purpose():
    paid = line(1200, "cotizatie A.B.C. Training SRL", other_name="S.C. A.B.C. TRAINING S.R.L.")

    assert posted_to(decided(paid, one_word()))[0] == BETA


def test_a_sum_that_is_another_documents_is_not_a_part_of_the_named_one():
    outcome = decided(line("302.50", "COT-2026-0042", other_name="Acme Software SRL"), two())

    assert (outcome.verdict, outcome.note["code"]) == (Verdict.QUEUE, "not_sure")


def test_a_reference_with_another_sum_waits_where_the_payer_is_nearly_another_member():
    near = line(700, reference_of("COT-2026-0043"), other_name="ACME SOFTWERE SRL")

    assert decided(near).verdict == Verdict.QUEUE
    stranger = line(700, reference_of("COT-2026-0043"), other_name="Gamma Labs SRL")
    assert posted_to(decided(stranger)) == (BETA, {2: 700})


def paid(pk: int, organisation: int, **more) -> Posted:
    values = {"amount": Decimal(1200), "currency": "RON", "received_on": dt.date(2026, 2, 25)}
    return Posted(payment_id=pk, organisation_id=organisation, **values | more)


def test_a_word_that_a_bank_writes_into_every_transfer_names_no_payment():
    both = [paid(8, BETA, amount=Decimal(5), end_to_end_id="OPH478"),
            paid(9, ACME, end_to_end_id="OPH478")]  # fmt: skip
    back = line(-1200, "STORNO", is_reversal=True, end_to_end_id="OPH478")

    assert decided(back, book_of(posted=both)).verdict == Verdict.QUEUE
    of_another = line(-1200, "STORNO OP7788 Beta Robotics SA", is_reversal=True)
    named = [paid(9, ACME, end_to_end_id="OP7788")]
    assert decided(of_another, book_of(posted=named)).verdict == Verdict.QUEUE


def test_money_the_association_gave_back_is_not_a_transfer_the_bank_took_back():
    parties = [
        Party(organisation_id=ACME, names=("Acme Software SRL",), ibans=frozenset([PAYER]),
              credit={"RON": Decimal(1200)}),
    ]  # fmt: skip
    book = book_of(parties=parties, posted=[paid(9, ACME, iban=PAYER, details="cotizatie 2026")])
    given = line(-1200, "retur cotizatie 2026", other_name="Acme Software SRL", other_iban=PAYER)

    assert decided(given, book).verdict == Verdict.QUEUE
