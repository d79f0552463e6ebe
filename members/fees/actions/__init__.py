"""Every change of this room that has a rule."""

from members.fees.actions.notices import (
    cancel_notice,
    check_ready,
    issue_by_table,
    issue_notice,
    payment_reference,
    pro_forma,
)
from members.fees.actions.quoting import quote_at_joining, quote_for_member
from members.fees.actions.settling import note_settled
from members.fees.actions.tables import copy_table, publish_table
from members.fees.actions.terms import keep_choice

__all__ = [
    "cancel_notice",
    "check_ready",
    "copy_table",
    "issue_by_table",
    "issue_notice",
    "keep_choice",
    "note_settled",
    "payment_reference",
    "pro_forma",
    "publish_table",
    "quote_at_joining",
    "quote_for_member",
]
