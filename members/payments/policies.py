"""May this person? Who may record, reverse and refund is asked of ledger.policies."""

from members.accounts.models import User
from members.ledger import policies as ledger
from members.organisations.models import Organisation, Representative


def can_claim(user: User, organisation: Organisation) -> bool:
    """Whoever of the organisation sees what it owes may say that it was paid."""
    is_its_own = Representative.objects.open().filter(user=user, organisation=organisation).exists()
    return is_its_own and ledger.can_see_account(user, organisation)


def can_answer_claim(user: User) -> bool:
    return user.has_perm("members.change_paymentclaim")


def can_hold(user: User) -> bool:
    return user.has_perm("members.add_reminderhold")


def can_write_off(user: User) -> bool:
    return user.has_perm("members.add_credit")
