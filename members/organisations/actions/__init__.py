"""Every change of this room that has a rule."""

from members.organisations.actions.bank import close_account, compact_iban, know_account
from members.organisations.actions.billing import BILLING_FIELDS, edit_billing
from members.organisations.actions.changes import (
    approve_change,
    refuse_change,
    request_change,
    withdraw_change,
)
from members.organisations.actions.feed import mark_edits_seen
from members.organisations.actions.lineage import merge, note_lineage, rename
from members.organisations.actions.memberships import (
    NewContact,
    NewMember,
    activate,
    admit,
    end,
    rest_for_arrears,
    resume,
    suspend,
    wake_after_arrears,
)
from members.organisations.actions.pages import describe_oneself, edit_page
from members.organisations.actions.people import (
    accept_invitation,
    change_roles,
    decline_invitation,
    end_representation,
    invite,
    send_invitation_again,
    take_invitation_back,
)
from members.organisations.actions.sizes import (
    accept_size,
    declare_size,
    record_size,
    refuse_size,
    withdraw_size,
)

__all__ = [
    "BILLING_FIELDS",
    "NewContact",
    "NewMember",
    "accept_invitation",
    "accept_size",
    "activate",
    "admit",
    "approve_change",
    "change_roles",
    "close_account",
    "compact_iban",
    "declare_size",
    "decline_invitation",
    "describe_oneself",
    "edit_billing",
    "edit_page",
    "end",
    "end_representation",
    "invite",
    "know_account",
    "mark_edits_seen",
    "merge",
    "note_lineage",
    "record_size",
    "refuse_change",
    "refuse_size",
    "rename",
    "request_change",
    "rest_for_arrears",
    "resume",
    "send_invitation_again",
    "suspend",
    "take_invitation_back",
    "wake_after_arrears",
    "withdraw_change",
    "withdraw_size",
]
