"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.fees.models import FeeBand, FeeNotice, FeeTable, Payment
from members.organisations.models import (
    Association,
    BankAccount,
    ChangeRequest,
    EditSeen,
    Invitation,
    JoinRequest,
    Lineage,
    MailBounce,
    MailDomain,
    Membership,
    Organisation,
    OrganisationAccount,
    OrganisationAtRisk,
    PeopleConfirmation,
    PublicEdit,
    Representative,
    RoleHeld,
    SizeDeclaration,
    StatuteRules,
)
from members.registration.models import Application, ApplicationDocument, InformationRequest
from members.services.models import Service

__all__ = [
    "Application",
    "ApplicationDocument",
    "Association",
    "BankAccount",
    "ChangeRequest",
    "EditSeen",
    "FeeBand",
    "FeeNotice",
    "FeeTable",
    "InformationRequest",
    "Invitation",
    "JoinRequest",
    "Lineage",
    "MailBounce",
    "MailDomain",
    "Membership",
    "Organisation",
    "OrganisationAccount",
    "OrganisationAtRisk",
    "Payment",
    "PeopleConfirmation",
    "PublicEdit",
    "Representative",
    "RoleHeld",
    "Service",
    "SizeDeclaration",
    "StatuteRules",
    "User",
]
