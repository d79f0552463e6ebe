"""Every change of the ledger."""

from members.ledger.actions.accounts import add_credit, open_receivable
from members.ledger.actions.payments import (
    allocate,
    lock_account,
    locked_receivable,
    reverse_allocation,
    reverse_payment,
    standing,
    write_payment,
    write_refund,
)

__all__ = [
    "add_credit",
    "allocate",
    "lock_account",
    "locked_receivable",
    "open_receivable",
    "reverse_allocation",
    "reverse_payment",
    "standing",
    "write_payment",
    "write_refund",
]
