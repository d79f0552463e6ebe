"""Every change of this room that has a rule."""

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

__all__ = [
    "NewContact",
    "NewMember",
    "accept_invitation",
    "activate",
    "admit",
    "change_roles",
    "decline_invitation",
    "describe_oneself",
    "edit_page",
    "end",
    "end_representation",
    "invite",
    "rest_for_arrears",
    "resume",
    "send_invitation_again",
    "suspend",
    "take_invitation_back",
    "wake_after_arrears",
]
