"""What an organisation owes: debts that documents open, and what lowers them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from members.accounts.models import User
from members.ledger.actions import payments
from members.ledger.errors import CreditError
from members.ledger.models import (
    Credit,
    CreditKind,
    Instalment,
    Receivable,
    ReceivableKind,
)
from members.organisations.models import Organisation


@transaction.atomic
def open_receivable(
    *,
    organisation: Organisation,
    kind: ReceivableKind,
    number: str,
    currency: str,
    issued_on: dt.date,
    instalments: Sequence[tuple[dt.date, Decimal]],
    payment_reference: str,
) -> Receivable:
    """A document was issued; call it in the transaction that issues it.

    `instalments` are days and sums in the document's currency, the earliest first; what is owed
    is their sum.
    """
    total = sum((amount for _day, amount in instalments), Decimal("0.00"))
    receivable = Receivable.objects.create(
        organisation=organisation,
        kind=kind,
        number=number,
        currency=currency,
        amount=total,
        issued_on=issued_on,
        due_on=max(day for day, _amount in instalments),
        payment_reference=payment_reference,
    )
    running = Decimal("0.00")
    rows = []
    for place, (day, amount) in enumerate(instalments, start=1):
        running += amount
        rows.append(
            Instalment(
                receivable=receivable, number=place, due_on=day, amount=amount,
                running_total=running,
            )
        )  # fmt: skip
    Instalment.objects.bulk_create(rows)
    return receivable


@transaction.atomic
def add_credit(
    *,
    receivable_id: int,
    kind: CreditKind,
    amount: Decimal,
    issued_on: dt.date,
    reason: str,
    actor: User | None,
    number: str = "",
) -> Credit:
    """Lower what is owed. What was paid beyond the rest comes off the document, the newest first,
    and is the organisation's money again. The caller answers for the right. Raises CreditError.
    """
    receivable = payments.locked_receivable(receivable_id)
    owed_at_most = receivable.amount - receivable.credited
    if not 0 < amount <= owed_at_most:
        raise CreditError(
            _("A credit for %(number)s is above zero and at most %(most)s %(currency)s.")
            % {"number": receivable.number, "most": owed_at_most, "currency": receivable.currency}
        )
    too_much = receivable.paid - (owed_at_most - amount)
    if too_much > 0:
        payments.release(receivable, too_much, actor)
    return Credit.objects.create(
        receivable=receivable,
        kind=kind,
        number=number,
        amount=amount,
        issued_on=issued_on,
        reason=reason,
        recorded_by=actor,
    )
