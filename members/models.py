"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.certificates.models import Certificate
from members.directory.models import DirectoryEntry
from members.fees.models import FeeBand, FeeNotice, FeeTable, Payment
from members.imports.models import ImportRow, ImportRun, RememberedColumns
from members.organisations.models import (
    Association,
    BankAccount,
    Invitation,
    Membership,
    Organisation,
    Representative,
    RoleHeld,
    StatuteRules,
)
from members.registration.models import Application, ApplicationDocument, InformationRequest
from members.services.models import Service

__all__ = [
    "Application",
    "ApplicationDocument",
    "Association",
    "BankAccount",
    "Certificate",
    "DirectoryEntry",
    "FeeBand",
    "FeeNotice",
    "FeeTable",
    "ImportRow",
    "ImportRun",
    "InformationRequest",
    "Invitation",
    "Membership",
    "Organisation",
    "Payment",
    "RememberedColumns",
    "Representative",
    "RoleHeld",
    "Service",
    "StatuteRules",
    "User",
]
