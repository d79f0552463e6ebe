"""Letters about money that came in, went back or is being looked for."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from members.ledger import notifications as letters
from members.ledger.models import Allocation, Payment
from members.organisations.models import Association
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
    association = Association.objects.first()
    if association is None or not association.email:
        return
    language = association.language
    with translation.override(language):
        why = _("You get this because claims of payment come to the office's address.")
    mail.send_mail(
        template=f"{FOLDER}/office_has_a_claim",
        to_address=association.email,
        to_name=association.name,
        language=language,
        why=why,
        about=claim,
        context={"claim": claim, "organisation": claim.receivable.organisation},
    )
