"""Reminders, to those of the organisation who look after its money."""

from stdnum import iban, iso11649

from members.ledger import notifications as letters
from members.ledger.models import Receivable
from members.organisations.models import BankAccount
from members.renewals.reminding import Due

FOLDER = "members/renewals/mail"


def reminder(due: Due) -> int:
    """How many letters were written."""
    debts = Receivable.objects.with_balance().with_next_part()
    debt = debts.select_related("organisation", "fee_notice", "invoice").get(
        pk=due.instalment.receivable_id
    )
    accounts = BankAccount.objects.filter(currency=debt.currency, closed_on=None)
    account = accounts.select_related("association").order_by("-opened_on").first()
    document = getattr(debt, "fee_notice", None) or getattr(debt, "invoice", None)
    return letters.tell(
        f"{FOLDER}/reminder",
        debt.organisation,
        about=debt,
        key=f"reminder-{due.instalment.pk}-{due.level.pk}",
        debt=debt,
        instalment=due.instalment,
        level=due.level,
        reference=iso11649.format(debt.payment_reference),
        account=account,
        iban=iban.format(account.iban) if account else "",
        document=document,
    )
