"""Every change of this room that has a rule."""

from members.fees.actions.notices import (
    cancel_notice,
    issue_by_table,
    issue_notice,
    payment_reference,
    quote_for_member,
)
from members.fees.actions.payments import record_payment, reverse_payment
from members.fees.actions.tables import copy_table, publish_table

__all__ = [
    "cancel_notice",
    "copy_table",
    "issue_by_table",
    "issue_notice",
    "payment_reference",
    "publish_table",
    "quote_for_member",
    "record_payment",
    "reverse_payment",
]
