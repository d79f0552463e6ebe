"""Letters about money that came in, went back or is being looked for."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from members.ledger import notifications as letters
from members.ledger.models import Allocation, Payment
from members.organisations.notifications import tell_office
from members.payments.models import PaymentClaim

FOLDER = "members/payments/mail"


def payment_received(payment: Payment, allocations: Sequence[Allocation]) -> None:
    """With the documents it was set against, each with its balance, and what of it is free."""
    with_free = Payment.objects.with_free().get(pk=payment.pk)
    paid = [one.receivable_id for one in allocations]
    documents = payment.organisation.receivables.with_balance().with_next_part()
    documents = documents.filter(pk__in=paid).order_by("pk")
    letters.tell(
        f"{FOLDER}/payment_received",
        payment.organisation,
        about=payment,
        payment=payment,
        documents=list(documents),
        free=with_free.free,
    )


def refunded(refund: Payment) -> None:
    letters.tell(
        f"{FOLDER}/refunded",
        refund.organisation,
        about=refund,
        refund=refund,
        amount=-refund.amount,
    )


def claim_answered(claim: PaymentClaim) -> None:
    letters.tell(
        f"{FOLDER}/claim_answered", claim.receivable.organisation, about=claim, claim=claim
    )


def office_has_a_claim(claim: PaymentClaim) -> None:
    tell_office(
        f"{FOLDER}/office_has_a_claim",
        about=claim,
        why=_("You get this because claims of payment come to the office's address."),
        claim=claim,
        organisation=claim.receivable.organisation,
    )
