"""What the queue's page shows of a line: its proposals in words, and what a search finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from cluster_portal.toolkit.templatetags.portal import money
from members.banking.matching.reasons import reason_in_words
from members.banking.models import Match, StatementLine
from members.ledger.models import Receivable
from members.organisations.models import Organisation

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class ToldMatch:
    """A proposal as it is read: where the money would go, why, how sure."""

    match: Match
    documents: list[tuple[Receivable, str]]
    rest: str
    reasons: list[str]

    @property
    def is_postable(self) -> bool:
        """Without a rate nothing can be set against the document: a person writes it below."""
        return not any(reason.get("code") == "no_rate" for reason in self.match.reasons)

    @property
    def percent(self) -> int:
        return int(self.match.confidence * 100)


def told_matches(line: StatementLine) -> list[ToldMatch]:
    matches = list(
        line.matches.select_related("organisation", "payment").order_by("-confidence", "pk")
    )
    wanted = {int(pk) for match in matches for pk, _amount in match.shares}
    documents = Receivable.objects.with_balance().in_bulk(wanted)
    return [_told(line, match, documents) for match in matches]


def _told(line: StatementLine, match: Match, documents: dict[int, Any]) -> ToldMatch:
    shares = [(documents[int(pk)], Decimal(amount)) for pk, amount in match.shares]
    used = sum((amount * (match.rate or 1) for _document, amount in shares), Decimal(0))
    rest = round(line.amount - used, 2)
    return ToldMatch(
        match=match,
        documents=[(document, money(amount, document.currency)) for document, amount in shares],
        rest=money(rest, line.currency) if match.kind == "payment" and rest > 0 else "",
        reasons=[reason_in_words(reason) for reason in match.reasons],
    )


def twin_of(line: StatementLine) -> StatementLine | None:
    """The line of a file of another format that this one may repeat."""
    lines = StatementLine.objects.select_related("file")
    return lines.filter(pk=line.note["line"]).first() if "line" in line.note else None


def organisations_found(words: str) -> Iterable[Organisation]:
    """By name, accents or not, and by code."""
    found = Organisation.objects.all()
    for word in words.split():
        named = Q(display_name__unaccent__icontains=word) | Q(legal_name__unaccent__icontains=word)
        found = found.filter(named | Q(identifier__icontains=word))
    return found.order_by("display_name", "pk")[:MOST_FOUND]


def documents_found(words: str) -> Iterable[Receivable]:
    """What is owed, by number and reference, or of an organisation that has the words."""
    rows = Receivable.objects.open().select_related("organisation")
    for word in words.split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(payment_reference__iexact=word)
            | Q(organisation__display_name__unaccent__icontains=word)
            | Q(organisation__legal_name__unaccent__icontains=word)
            | Q(organisation__identifier__icontains=word)
        )
    return rows.order_by("due_on", "pk")[:MOST_FOUND]
