from members.organisations.models.association import (
    Association,
    BankAccount,
    MembershipBegins,
    StatuteRules,
)
from members.organisations.models.events import OrganisationEvent
from members.organisations.models.organisation import (
    MEMBERSHIP_MOVES,
    Category,
    EndReason,
    Membership,
    MembershipStatus,
    Organisation,
)
from members.organisations.models.people import (
    INVITATION_MOVES,
    Invitation,
    InvitationStatus,
    Representative,
    Role,
    RoleHeld,
)

__all__ = [
    "INVITATION_MOVES",
    "MEMBERSHIP_MOVES",
    "Association",
    "BankAccount",
    "Category",
    "EndReason",
    "Invitation",
    "InvitationStatus",
    "Membership",
    "MembershipBegins",
    "MembershipStatus",
    "Organisation",
    "OrganisationEvent",
    "Representative",
    "Role",
    "RoleHeld",
    "StatuteRules",
]
