"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.fees.models import (
    Discount,
    ExchangeRate,
    Exemption,
    FeeBand,
    FeeMeasure,
    FeeNotice,
    FeeTable,
    FeeTerms,
    InstalmentPlan,
    Tier,
)
from members.ledger.models import Allocation, Credit, Instalment, Payment, Receivable
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
from members.payments.models import PaymentClaim, ReminderHold
from members.registration.models import Application, ApplicationDocument, InformationRequest
from members.services.models import Service

__all__ = [
    "Allocation",
    "Application",
    "ApplicationDocument",
    "Association",
    "BankAccount",
    "Credit",
    "Discount",
    "ExchangeRate",
    "Exemption",
    "FeeBand",
    "FeeMeasure",
    "FeeNotice",
    "FeeTable",
    "FeeTerms",
    "InformationRequest",
    "Instalment",
    "InstalmentPlan",
    "Invitation",
    "Membership",
    "Organisation",
    "Payment",
    "PaymentClaim",
    "Receivable",
    "ReminderHold",
    "Representative",
    "RoleHeld",
    "Service",
    "StatuteRules",
    "Tier",
    "User",
]
