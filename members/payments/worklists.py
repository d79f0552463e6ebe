from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.ledger.models import Payment, Receivable
from members.payments.models import ClaimStatus, PaymentClaim


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Payments that members say they made"),
            rows=PaymentClaim.objects.filter(status=ClaimStatus.OPEN)
            .select_related("receivable")
            .order_by("claimed_at"),
            permission="members.change_paymentclaim",
            changelist="members_paymentclaim",
            query="status=open",
            empty=_("No member waits for a payment to be found."),
        ),
        Worklist(
            title=_("Overdue"),
            rows=Receivable.objects.overdue().select_related("organisation").order_by("due_on"),
            permission="members.view_receivable",
            changelist="members_receivable",
            query="settlement=overdue",
            empty=_("Nothing is overdue."),
        ),
        Worklist(
            title=_("Money that is set against no document"),
            rows=Payment.objects.with_money_left().select_related("organisation"),
            permission="members.add_payment",
            changelist="members_payment",
            query="free=1",
            empty=_("All money is set against a document."),
        ),
    ]
