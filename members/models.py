"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.fees.allowances import Discount, Exemption, FeeTerms
from members.fees.measures import FeeMeasure
from members.fees.models import FeeBand, FeeNotice, FeeTable, Payment
from members.fees.rates import ExchangeRate
from members.fees.tiers import InstalmentPlan, Tier
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
    "Discount",
    "ExchangeRate",
    "Exemption",
    "FeeBand",
    "FeeMeasure",
    "FeeNotice",
    "FeeTable",
    "FeeTerms",
    "InformationRequest",
    "InstalmentPlan",
    "Invitation",
    "Membership",
    "Organisation",
    "Payment",
    "Representative",
    "RoleHeld",
    "Service",
    "StatuteRules",
    "Tier",
    "User",
]
