"""Every change of this room that has a rule."""

from members.organisations.actions.bank import close_account, compact_iban, know_account
from members.organisations.actions.memberships import (
    NewContact,
    NewMember,
    activate,
    admit,
    end,
    resume,
    suspend,
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
    "NewContact",
    "NewMember",
    "accept_invitation",
    "accept_size",
    "activate",
    "admit",
    "change_roles",
    "close_account",
    "compact_iban",
    "declare_size",
    "decline_invitation",
    "describe_oneself",
    "edit_page",
    "end",
    "end_representation",
    "invite",
    "know_account",
    "record_size",
    "refuse_size",
    "resume",
    "send_invitation_again",
    "suspend",
    "take_invitation_back",
    "withdraw_size",
]
