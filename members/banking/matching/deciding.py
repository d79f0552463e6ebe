"""The one way in: a line and the book give a verdict, proposals and reasons."""

import datetime as dt
from collections import defaultdict

from members.banking.formats.amounts import real_iban
from members.banking.formats.entry import StatementEntry
from members.banking.matching import identity, purposes, references
from members.banking.matching.book import Book, Posted
from members.banking.matching.evidence import Evidence, Kind
from members.banking.matching.outcome import Outcome, Proposal, ProposalKind, Verdict
from members.banking.matching.purposes import Purpose
from members.banking.matching.texts import name_key, tight
from members.banking.matching.weighing import GUESS, weigh

RETURNS_WITHIN = dt.timedelta(days=120)
RIVAL = 0.85  # a second organisation that is as likely as this forbids posting
MOST_PROPOSALS = 5
SAME_WORDS = 8  # letters of a text that cannot be the same by chance


def decide(entry: StatementEntry, book: Book, threshold: float) -> Outcome:
    if entry.amount == 0:
        return Outcome(verdict=Verdict.IGNORE, note={"code": "no_money"})
    if _is_own_transfer(entry, book):
        return Outcome(verdict=Verdict.IGNORE, note={"code": "own_account"})
    if entry.amount < 0:
        return _of_money_out(entry, book, threshold)
    return _of_money_in(entry, book, threshold)


def _is_own_transfer(entry: StatementEntry, book: Book) -> bool:
    """Between the association's own accounts."""
    iban = real_iban(entry.other_iban)
    if iban:
        return iban in book.own_ibans
    if name_key(entry.other_name) not in book.own_names or not entry.other_name:
        return False
    return not (references.find(entry, book) or identity.find(entry, book))


def _of_money_in(entry: StatementEntry, book: Book, threshold: float) -> Outcome:
    meant = purposes.purposes_of(entry)
    facts = [*references.find(entry, book), *identity.find(entry, book)]
    if not facts and Purpose.INTEREST in meant and not entry.other_iban:
        return Outcome(verdict=Verdict.IGNORE, note={"code": "interest"})
    by_organisation: dict[int, list[Evidence]] = defaultdict(list)
    for fact in facts:
        by_organisation[fact.organisation_id].append(fact)
    proposals = sorted(
        (weigh(pk, told, entry, book, meant) for pk, told in by_organisation.items()),
        key=lambda proposal: (-proposal.confidence, proposal.organisation_id),
    )[:MOST_PROPOSALS]
    if not proposals:
        return _by_amount_alone(entry, book)
    strong = {fact.organisation_id for fact in facts if fact.is_strong}
    best = proposals[0]
    of_best = by_organisation[best.organisation_id]
    rivals = [
        p for p in proposals[1:]
        if p.confidence >= RIVAL and not _adds_nothing(by_organisation[p.organisation_id], of_best)
    ]  # fmt: skip
    is_odd = not best.fits and _is_named_like_another(of_best, facts)
    if len(strong) > 1 or rivals or is_odd or (strong and best.organisation_id not in strong):
        note = {"code": "two_organisations"}
    elif entry.is_reversal or entry.is_return or Purpose.RETURN in meant:
        note = {"code": "money_came_back"}
    elif best.confidence >= threshold:
        return Outcome(verdict=Verdict.POST, proposals=tuple(proposals))
    else:
        note = {"code": "not_sure"}
    return Outcome(verdict=Verdict.QUEUE, note=note, proposals=tuple(proposals))


def _adds_nothing(facts: list[Evidence], of_best: list[Evidence]) -> bool:
    """All that speaks for the second speaks for the best as well, which has a sure document."""
    told = {(fact.kind, fact.text) for fact in of_best}
    is_sure = any(fact.document and fact.is_strong for fact in of_best)
    return is_sure and all((fact.kind, fact.text) in told for fact in facts)


def _is_named_like_another(of_best: list[Evidence], facts: list[Evidence]) -> bool:
    """The payer's name, though not certain, is that of others and not of the best."""
    like = {Kind.NAME, Kind.CUT_NAME, Kind.SIMILAR_NAME}
    return not any(f.kind in like for f in of_best) and any(f.kind in like for f in facts)


def _by_amount_alone(entry: StatementEntry, book: Book) -> Outcome:
    """Nothing but the sum speaks: shown as a guess where one document has it, never posted."""
    waiting = Outcome(verdict=Verdict.QUEUE, note={"code": "nobody_known"})
    if not book.told_apart(entry.amount, entry.currency):
        return waiting
    fitting = [
        d for d in book.documents.values()
        if d.currency == entry.currency and d.balance == entry.amount and not d.is_void
    ]  # fmt: skip
    if len(fitting) != 1:
        return waiting
    lone = Evidence(Kind.LOOSE_NUMBER, fitting[0].organisation_id, "", fitting[0])
    guess = weigh(fitting[0].organisation_id, [lone], entry, book, set())
    told = tuple(reason for reason in guess.reasons if reason["code"] != Kind.LOOSE_NUMBER.value)
    proposal = Proposal(
        organisation_id=guess.organisation_id, confidence=GUESS, shares=guess.shares,
        reasons=({"code": "amount_alone"}, *told),
    )  # fmt: skip
    return Outcome(verdict=Verdict.QUEUE, note={"code": "nobody_known"}, proposals=(proposal,))


def _of_money_out(entry: StatementEntry, book: Book, threshold: float) -> Outcome:
    meant = purposes.purposes_of(entry)
    if entry.is_reversal or entry.is_return or Purpose.RETURN in meant:
        return _return(entry, book, threshold)
    if purposes.is_charge(entry):
        return Outcome(verdict=Verdict.IGNORE, note={"code": "bank_charge"})
    if Purpose.SALARY in meant:
        return Outcome(verdict=Verdict.IGNORE, note={"code": "money_out"})
    proposals = _refunds(entry, book, meant)
    if proposals and proposals[0].confidence >= threshold:
        return Outcome(verdict=Verdict.POST, proposals=proposals)
    if proposals or Purpose.REFUND in meant:
        return Outcome(verdict=Verdict.QUEUE, note={"code": "refund"}, proposals=proposals)
    return Outcome(verdict=Verdict.IGNORE, note={"code": "money_out"})


def _return(entry: StatementEntry, book: Book, threshold: float) -> Outcome:
    """The bank takes an incoming transfer back: find the payment that came of it."""
    facts = [*references.find(entry, book), *identity.find(entry, book)]
    told = {fact.organisation_id for fact in facts if fact.is_strong}
    candidates = [
        payment
        for payment in book.posted.get((-entry.amount, entry.currency), ())
        if payment.received_on <= entry.booked_on <= payment.received_on + RETURNS_WITHIN
    ]
    ranked = sorted(((_likeness(entry, payment, told, book), payment) for payment in candidates),
                    key=lambda pair: (-pair[0][0], pair[1].payment_id))  # fmt: skip
    ranked = [pair for pair in ranked if pair[0][0] > 0]
    proposals = tuple(
        Proposal(
            organisation_id=payment.organisation_id, payment_id=payment.payment_id,
            kind=ProposalKind.REVERSAL, confidence=sure, reasons=({"code": why},),
        )
        for (sure, why), payment in ranked[:MOST_PROPOSALS]
    )  # fmt: skip
    best = [p for p in proposals if p.confidence == proposals[0].confidence] if proposals else []
    if len(best) == 1 and best[0].confidence >= threshold:
        return Outcome(verdict=Verdict.POST, proposals=proposals)
    return Outcome(verdict=Verdict.QUEUE, note={"code": "bank_return"}, proposals=proposals)


def _likeness(
    entry: StatementEntry, payment: Posted, told: set[int], book: Book
) -> tuple[float, str]:
    texts = f"{entry.details}|{entry.bank_reference}|{entry.end_to_end_id}".casefold()
    texts = texts.replace("\n", "")
    is_account = bool(payment.iban) and payment.iban == real_iban(entry.other_iban)
    is_theirs = payment.organisation_id in told
    references = [payment.bank_reference]
    if book.is_only_of(payment.organisation_id, payment.end_to_end_id):
        references.append(payment.end_to_end_id)
    is_named = any(len(one) >= 6 and one.casefold() in texts for one in references)
    if is_named and (is_theirs or not told):
        return 0.99, "return_by_reference"
    words = tight(payment.details)
    is_of_the_bank = entry.is_reversal or entry.is_return
    may_be_refund = not is_of_the_bank and _has_credit(entry, payment.organisation_id, book)
    is_told = len(words) >= SAME_WORDS and words in tight(entry.details)
    if (is_account or is_theirs) and is_told and not may_be_refund:
        return 0.97, "return_by_words"
    if is_account:
        return 0.9, "return_by_iban"
    if is_theirs:
        return 0.85, "return_by_organisation"
    return 0.5, "return_by_amount"


def _has_credit(entry: StatementEntry, organisation_id: int, book: Book) -> bool:
    """As much as this line: then the association itself may have given it back."""
    party = book.parties.get(organisation_id)
    return party is not None and party.credit.get(entry.currency, 0) >= -entry.amount


def _refunds(entry: StatementEntry, book: Book, meant: set[Purpose]) -> tuple[Proposal, ...]:
    """Money given back to an organisation that has at least as much credit."""
    by_organisation: dict[int, list[Evidence]] = defaultdict(list)
    for fact in [*references.find(entry, book), *identity.find(entry, book)]:
        by_organisation[fact.organisation_id].append(fact)
    proposals = []
    for pk, facts in by_organisation.items():
        party = book.parties.get(pk)
        credit = party.credit.get(entry.currency, 0) if party else 0
        if credit < -entry.amount:
            continue
        by_account = any(f.kind in {Kind.IBAN, Kind.IDENTIFIER} and f.is_strong for f in facts)
        sure = 0.97 if by_account and Purpose.REFUND in meant and credit == -entry.amount else 0.8
        told = tuple({"code": f.kind.value, "text": f.text} for f in facts if f.document is None)
        proposals.append(
            Proposal(
                organisation_id=pk, kind=ProposalKind.REFUND, confidence=sure,
                reasons=(*told, {"code": "credit", "text": f"{credit} {entry.currency}"}),
            )
        )  # fmt: skip
    proposals.sort(key=lambda proposal: (-proposal.confidence, proposal.organisation_id))
    return tuple(proposals[:MOST_PROPOSALS])
