"""May this person? What is posted asks `ledger.policies` once more."""

from members.accounts.models import User
from members.ledger import policies as ledger


def can_import(user: User) -> bool:
    return user.has_perm("members.add_statementfile")


def can_decide(user: User) -> bool:
    """About the lines of the queue: also who may record payments."""
    return user.has_perm("members.change_statementline") and ledger.can_record_payment(user)


def can_undo(user: User) -> bool:
    return can_decide(user) and ledger.can_reverse_payment(user)
