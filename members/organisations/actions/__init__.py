"""Every change of this room that has a rule."""

from members.organisations.actions.bank import close_account, compact_iban, know_account
from members.organisations.actions.billing import BILLING_FIELDS, edit_billing
from members.organisations.actions.changes import (
    approve_change,
    refuse_change,
    request_change,
    withdraw_change,
)
from members.organisations.actions.continuity import (
    ask_to_confirm_people,
    confirm_people,
    end_bounce,
    note_bounce,
)
from members.organisations.actions.feed import mark_edits_seen
from members.organisations.actions.invitations import (
    accept_invitation,
    decline_invitation,
    invite,
    send_invitation_again,
    take_invitation_back,
)
from members.organisations.actions.joining import (
    accept_join_request,
    add_domain,
    ask_to_represent,
    confirm_domain,
    decline_join_request,
    end_domain,
    lapse_join_request,
    may_be_asked_by,
    withdraw_join_request,
)
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
from members.organisations.actions.people import change_roles, end_representation
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
    "accept_join_request",
    "accept_size",
    "activate",
    "add_domain",
    "admit",
    "approve_change",
    "ask_to_confirm_people",
    "ask_to_represent",
    "change_roles",
    "close_account",
    "compact_iban",
    "confirm_domain",
    "confirm_people",
    "declare_size",
    "decline_invitation",
    "decline_join_request",
    "describe_oneself",
    "edit_billing",
    "edit_page",
    "end",
    "end_bounce",
    "end_domain",
    "end_representation",
    "invite",
    "know_account",
    "lapse_join_request",
    "mark_edits_seen",
    "may_be_asked_by",
    "merge",
    "note_bounce",
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
    "withdraw_join_request",
    "withdraw_size",
]
