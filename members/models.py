"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.fees.models import FeeBand, FeeNotice, FeeTable, Payment
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
from members.services.models import (
    OrderPreference,
    Service,
    ServiceDelivery,
    ServiceQuota,
    ServiceQuote,
    ServiceRating,
    ServiceRequest,
    ServiceTerms,
)

__all__ = [
    "Application",
    "ApplicationDocument",
    "Association",
    "BankAccount",
    "FeeBand",
    "FeeNotice",
    "FeeTable",
    "InformationRequest",
    "Invitation",
    "Membership",
    "OrderPreference",
    "Organisation",
    "Payment",
    "Representative",
    "RoleHeld",
    "Service",
    "ServiceDelivery",
    "ServiceQuota",
    "ServiceQuote",
    "ServiceRating",
    "ServiceRequest",
    "ServiceTerms",
    "StatuteRules",
    "User",
]
