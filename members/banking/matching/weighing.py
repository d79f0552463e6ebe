"""From facts to a proposal for one organisation, with its confidence and its reasons.

Each independent fact has a doubt (how often it misleads); those that agree multiply. What makes a
proposal a matter for a person caps the confidence below any sensible threshold.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from members.banking.formats.entry import StatementEntry
from members.banking.matching import references
from members.banking.matching.book import Book, Document
from members.banking.matching.evidence import Evidence, Kind
from members.banking.matching.fitting import Fit, Plan, plan
from members.banking.matching.outcome import Proposal, Share
from members.banking.matching.purposes import Purpose, purposes_of
from members.banking.matching.texts import LEGAL_FORMS, fold, name_words, readings

FAMILIES = (
    (Kind.REFERENCE, Kind.DAMAGED_REFERENCE, Kind.NUMBER, Kind.ALSO_NUMBER, Kind.LOOSE_NUMBER),
    (Kind.IBAN, Kind.IBAN_OF_ANOTHER_NAME),
    (Kind.IDENTIFIER, Kind.BARE_IDENTIFIER),
    (Kind.NAME, Kind.CUT_NAME, Kind.NAME_IN_TEXT, Kind.SIMILAR_NAME),
)
CERTAIN = frozenset({Kind.REFERENCE, Kind.IBAN, Kind.IDENTIFIER})
SURE_DOCUMENT = frozenset({Kind.REFERENCE, Kind.NUMBER})
FITTING = frozenset({Fit.EXACT, Fit.SUM, Fit.INSTALMENT})
ALONE, NEEDS_A_PERSON, GUESS = 0.6, 0.9, 0.4
_FOR = re.compile(
    r"\b(?:PENTRU|PT\.?|IN NUMELE|IN CONTUL|PE NUMELE|FOR|C/V|PLATA)\s+"
    r"([A-Z0-9][A-Z0-9 .&\-]{2,60}?)\s+(?:S\.?R\.?L\.?|S\.?A\.?)(?![A-Z])"
)


def weigh(
    organisation_id: int,
    facts: Sequence[Evidence],
    entry: StatementEntry,
    book: Book,
    purposes: set[Purpose],
) -> Proposal:
    named = _named(facts)
    value, currency = _value(entry, organisation_id, named, book)
    is_foreign = currency != entry.currency
    reasons: list[dict[str, Any]] = [
        {"code": fact.kind.value, "text": fact.text} for fact in _told_once(facts)
    ]
    if value is None:
        reasons.append({"code": Fit.NO_RATE.value, "text": entry.currency})
        return Proposal(
            organisation_id=organisation_id, confidence=ALONE * _certainty(facts),
            reasons=tuple(reasons),
        )  # fmt: skip
    theirs = [d for d in book.documents_of(organisation_id, entry.booked_on)
              if d.currency == currency]  # fmt: skip
    chosen = plan(value, [d for d in named if d.currency == currency], _of_years(theirs, entry))
    doubt = 1.0 - _certainty(facts)
    doubt *= _doubt_of_amount(chosen, facts, value, currency, book)
    if not named and Purpose.DUES in purposes and chosen.fit in FITTING:
        doubt *= 0.6
    owing = [document for document in theirs if document.is_open]
    confidence = min(
        1.0 - doubt, _cap(organisation_id, chosen, owing, facts, entry, book, purposes)
    )
    if is_foreign and chosen.fit not in FITTING:
        confidence = min(confidence, NEEDS_A_PERSON)  # at the payer's rate, it may be the whole
    if is_foreign:
        reasons.append({"code": "foreign", "text": f"{value} {currency}"})
    reasons.append({"code": f"fit_{chosen.fit.value}", "text": f"{value} {currency}"})
    return Proposal(
        organisation_id=organisation_id,
        confidence=round(confidence, 4),
        reasons=tuple(reasons),
        shares=tuple(Share(one.receivable_id, one.amount) for one in chosen.allocations),
        rate=_rate(entry.amount, value) if is_foreign else None,
        fits=chosen.fit in FITTING,
    )


def _named(facts: Iterable[Evidence]) -> list[Document]:
    """Documents that the payer pointed at; loose numbers only when nothing better is told."""
    surer = [f for f in facts if f.document and f.kind != Kind.LOOSE_NUMBER]
    chosen = surer or [f for f in facts if f.document]
    told = {f.document.receivable_id: f.document for f in chosen if f.document}
    standing = [document for document in told.values() if not document.is_void]
    return sorted(standing, key=lambda document: (document.due_on, document.receivable_id))


def _told_once(facts: Iterable[Evidence]) -> list[Evidence]:
    seen: dict[tuple[Kind, str], Evidence] = {}
    for fact in sorted(facts, key=lambda fact: fact.doubt):
        seen.setdefault((fact.kind, fact.text), fact)
    return list(seen.values())


def _certainty(facts: Sequence[Evidence]) -> float:
    """One minus the product of the doubts: of each family of facts the best one counts."""
    doubt = 1.0
    for family in FAMILIES:
        of_family = [fact.doubt for fact in facts if fact.kind in family]
        doubt *= min(of_family, default=1.0)
    return 1.0 - doubt


def _value(
    entry: StatementEntry, organisation_id: int, named: Sequence[Document], book: Book
) -> tuple[Decimal | None, str]:
    """The line's sum in the currency of the documents it is for: as it stands, as the payer
    ordered it, or at the rate that the office entered. None: no rate is known.
    """
    candidates = named or [
        d for d in book.documents_of(organisation_id, entry.booked_on) if d.is_open
    ]
    wanted = {document.currency for document in candidates}
    if not wanted or entry.currency in wanted:
        return entry.amount, entry.currency
    currency = sorted(wanted)[0]
    if entry.instructed_amount is not None and entry.instructed_currency == currency:
        return entry.instructed_amount, currency
    rate = book.rate_of(entry.currency, currency, entry.booked_on)
    return (round(entry.amount * rate, 2), currency) if rate else (None, currency)


def _of_years(documents: Sequence[Document], entry: StatementEntry) -> Sequence[Document]:
    """Where the text names years and documents of them exist, those alone."""
    years = references.years_named(entry)
    return [document for document in documents if document.year in years] or documents


def _doubt_of_amount(
    chosen: Plan, facts: Sequence[Evidence], value: Decimal, currency: str, book: Book
) -> float:
    has_identity = any(fact.document is None for fact in facts)
    if chosen.fit in FITTING:
        if chosen.fit == Fit.EXACT and book.told_apart(value, currency):
            return 0.1
        return 0.25 if has_identity else 0.4
    return 0.5 if chosen.fit == Fit.DOUBLE else 1.0


def _cap(
    organisation_id: int,
    chosen: Plan,
    owing: Sequence[Document],
    facts: Sequence[Evidence],
    entry: StatementEntry,
    book: Book,
    purposes: set[Purpose],
) -> float:
    """How sure one may be at most: each of these is a question that only a person can answer."""
    kinds = {fact.kind for fact in facts if not fact.is_one_of_several}
    is_named = bool(kinds & SURE_DOCUMENT)
    is_certain = bool(kinds & CERTAIN) or len(kinds & {Kind.NUMBER, Kind.NAME}) == 2
    caps = [1.0]
    if chosen.fit == Fit.UNSURE:
        caps.append(NEEDS_A_PERSON)
    if chosen.fit in {Fit.DOUBLE, Fit.AHEAD, Fit.OVER} and not is_certain:
        caps.append(NEEDS_A_PERSON)
    if (
        not is_named
        and chosen.fit not in {*FITTING, Fit.DOUBLE}
        and (Purpose.DUES not in purposes or len(owing) != 1)
    ):
        caps.append(NEEDS_A_PERSON)
    if not is_named and _is_something_else(organisation_id, entry, book, purposes):
        caps.append(ALONE)
    if not is_named and _is_for_somebody_else(facts, entry, book):
        caps.append(ALONE)
    loose = any(fact.document for fact in facts)
    if not loose and references.unknown_number(entry, book):
        caps.append(NEEDS_A_PERSON)
    if not kinds - {Kind.IBAN_OF_ANOTHER_NAME, Kind.BARE_IDENTIFIER, Kind.LOOSE_NUMBER}:
        caps.append(NEEDS_A_PERSON)
    is_a_whole = any(
        d.amount == entry.amount for d in book.by_organisation.get(organisation_id, ())
    )
    if not is_named and chosen.fit == Fit.PART and is_a_whole:
        caps.append(NEEDS_A_PERSON)  # the sum of a paid document: rather paid twice than in part
    is_too_much = chosen.fit in {Fit.DOUBLE, Fit.AHEAD, Fit.OVER}
    if is_too_much and (entry.amount, entry.currency) in book.returns_wait:
        caps.append(NEEDS_A_PERSON)
    if not is_named and chosen.fit == Fit.OVER:
        caps.append(NEEDS_A_PERSON)
    if entry.is_reversal or entry.is_return or Purpose.RETURN in purposes:
        caps.append(ALONE)
    return min(caps)


def _is_something_else(
    organisation_id: int, entry: StatementEntry, book: Book, purposes: set[Purpose]
) -> bool:
    if Purpose.SOMETHING_ELSE not in purposes:
        return False
    party = book.parties.get(organisation_id)
    names = party.names if party else ()
    bare = [
        " ".join(word for word in fold(name).split() if word not in LEGAL_FORMS) for name in names
    ]
    return Purpose.SOMETHING_ELSE in purposes_of(entry, but_for=bare)


def _is_for_somebody_else(facts: Sequence[Evidence], entry: StatementEntry, book: Book) -> bool:
    """“pentru X SRL”, and X is neither the organisation nor the association. Words before the name
    are none of it: “plata cotizatie 2026 firma X SRL”.
    """
    named = {fact.organisation_id for fact in facts}
    return any(
        not _ends_with_one_of(name_words(match.group(1)), named, book)
        for text in readings(entry.details)
        for match in _FOR.finditer(text)
    )


def _ends_with_one_of(words: Sequence[str], named: set[int], book: Book) -> bool:
    """The longest name that stands at the end of these words counts."""
    for start in range(len(words)):
        key = "".join(words[start:])
        if key in book.own_names:
            return True
        if owners := book.by_name.get(key):
            return bool(owners & named)
    return not words or set(words) <= LEGAL_FORMS


def _rate(given: Decimal, value: Decimal) -> Decimal:
    """The line's money for one unit of the document's; rounded down, so that what is reckoned back
    with it is never more than came in.
    """
    return (given / value).quantize(Decimal("0.000001"), ROUND_DOWN)
