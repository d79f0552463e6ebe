"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.fees.models import FeeBand, FeeNotice, FeeTable, Payment
from members.legal_texts.models import Acceptance, LegalText
from members.onboarding.models import Onboarding
from members.organisations.models import (
    Association,
    BankAccount,
    Invitation,
    Membership,
    Objective,
    Organisation,
    Representative,
    RoleHeld,
    StatuteRules,
)
from members.registration.models import (
    Application,
    ApplicationAnswer,
    ApplicationCheck,
    ApplicationDocument,
    ApplicationPerson,
    ApplicationQuestion,
    BoardSnapshot,
    CheckPoint,
    InformationRequest,
    PaperKind,
    SectionLink,
)
from members.services.models import Service

__all__ = [
    "Acceptance",
    "Application",
    "ApplicationAnswer",
    "ApplicationCheck",
    "ApplicationDocument",
    "ApplicationPerson",
    "ApplicationQuestion",
    "Association",
    "BankAccount",
    "BoardSnapshot",
    "CheckPoint",
    "FeeBand",
    "FeeNotice",
    "FeeTable",
    "InformationRequest",
    "Invitation",
    "LegalText",
    "Membership",
    "Objective",
    "Onboarding",
    "Organisation",
    "PaperKind",
    "Payment",
    "Representative",
    "RoleHeld",
    "SectionLink",
    "Service",
    "StatuteRules",
    "User",
]
