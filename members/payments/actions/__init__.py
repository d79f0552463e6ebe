"""Every change of this room that has a rule."""

from members.payments.actions.claims import claim_payment, refuse_claim, withdraw_claim
from members.payments.actions.holds import end_hold, hold_reminders
from members.payments.actions.many import Incoming, record_many
from members.payments.actions.money import (
    allocate,
    most_for,
    record_payment,
    refund,
    reverse_allocation,
    reverse_payment,
    use_credit,
    write_off,
)

__all__ = [
    "Incoming",
    "allocate",
    "claim_payment",
    "end_hold",
    "hold_reminders",
    "most_for",
    "record_many",
    "record_payment",
    "refund",
    "refuse_claim",
    "reverse_allocation",
    "reverse_payment",
    "use_credit",
    "withdraw_claim",
    "write_off",
]
