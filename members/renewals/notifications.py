"""Reminders, to those of the organisation who look after its money."""

from members.ledger import notifications as letters
from members.ledger.models import Receivable
from members.organisations.models import BankAccount
from members.renewals.reminding import Due

FOLDER = "members/renewals/mail"


def reminder(due: Due) -> int:
    """How many letters were written."""
    debts = Receivable.objects.with_balance().select_related("organisation")
    debt = debts.get(pk=due.instalment.receivable_id)
    accounts = BankAccount.objects.filter(currency=debt.currency, closed_on=None)
    return letters.tell(
        f"{FOLDER}/reminder",
        debt.organisation,
        about=debt,
        key=f"reminder-{due.instalment.pk}-{due.level.pk}",
        debt=debt,
        instalment=due.instalment,
        level=due.level,
        account=accounts.order_by("-opened_on").first(),
    )
