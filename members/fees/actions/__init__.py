"""Every change of this room that has a rule."""

from members.fees.actions.notices import (
    cancel_notice,
    issue_by_table,
    issue_notice,
    payment_reference,
    quote_for_member,
)
from members.fees.actions.settling import note_settled
from members.fees.actions.tables import publish_table

__all__ = [
    "cancel_notice",
    "issue_by_table",
    "issue_notice",
    "note_settled",
    "payment_reference",
    "publish_table",
    "quote_for_member",
]
