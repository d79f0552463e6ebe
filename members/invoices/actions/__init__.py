"""Every change of this room that has a rule."""

from members.invoices.actions.credits import CreditLine, Left, credit, left_of
from members.invoices.actions.drafts import (
    LineInput,
    Terms,
    discard_draft,
    rewrite_draft,
    sketch,
    write_draft,
)
from members.invoices.actions.efactura import (
    mark_accepted,
    mark_refused,
    mark_sent,
    set_aside,
    take_up,
)
from members.invoices.actions.issuing import (
    convert_proforma,
    issue,
    issue_invoice,
    withdraw_proforma,
)
from members.invoices.actions.preparing import prepare, problems

__all__ = [
    "CreditLine",
    "Left",
    "LineInput",
    "Terms",
    "convert_proforma",
    "credit",
    "discard_draft",
    "issue",
    "issue_invoice",
    "left_of",
    "mark_accepted",
    "mark_refused",
    "mark_sent",
    "prepare",
    "problems",
    "rewrite_draft",
    "set_aside",
    "sketch",
    "take_up",
    "withdraw_proforma",
    "write_draft",
]
