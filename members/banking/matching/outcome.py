"""What the matcher says about a line."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class ProposalKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


class Verdict(StrEnum):
    POST = "post"
    QUEUE = "queue"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Share:
    """Of a line for a document, in the document's currency."""

    receivable_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    organisation_id: int
    confidence: float
    reasons: tuple[dict[str, Any], ...]
    kind: ProposalKind = ProposalKind.PAYMENT
    shares: tuple[Share, ...] = ()
    rate: Decimal | None = None  # the line's money for one unit of the documents' currency
    payment_id: int | None = None  # that a reversal takes back
    fits: bool = True  # the sum is what is owed, to the last ban


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    verdict: Verdict
    note: dict[str, Any] = field(default_factory=dict)  # why it is ignored or waits
    proposals: tuple[Proposal, ...] = ()
