"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.books.models import AccountantMonth
from members.fees.models import FeeBand, FeeNotice, FeeTable
from members.invoices.models import (
    EFacturaSubmission,
    Invoice,
    InvoiceLine,
    InvoicingRules,
    VatRate,
    VatStatus,
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
    "AccountantMonth",
    "Allocation",
    "Application",
    "ApplicationDocument",
    "Association",
    "BankAccount",
    "Credit",
    "EFacturaSubmission",
    "FeeBand",
    "FeeNotice",
    "FeeTable",
    "InformationRequest",
    "Instalment",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "InvoicingRules",
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
    "User",
    "VatRate",
    "VatStatus",
]
