"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.certificates.models import Certificate
from members.directory.models import DirectoryEntry
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
    ChangeRequest,
    EditSeen,
    Invitation,
    Lineage,
    Membership,
    Organisation,
    OrganisationAccount,
    PublicEdit,
    Representative,
    RoleHeld,
    SizeDeclaration,
    StatuteRules,
)
from members.payments.models import PaymentClaim, ReminderHold
from members.registration.models import Application, ApplicationDocument, InformationRequest
from members.renewals.models import (
    ArrearsRules,
    Reminder,
    ReminderLevel,
    RenewalItem,
    RenewalRun,
    RuleSuspension,
)
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
    "Allocation",
    "Application",
    "ApplicationDocument",
    "ArrearsRules",
    "Association",
    "BankAccount",
    "Certificate",
    "ChangeRequest",
    "Credit",
    "DirectoryEntry",
    "EFacturaSubmission",
    "EditSeen",
    "FeeBand",
    "FeeNotice",
    "FeeTable",
    "InformationRequest",
    "Instalment",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "InvoicingRules",
    "Lineage",
    "Membership",
    "OrderPreference",
    "Organisation",
    "OrganisationAccount",
    "Payment",
    "PaymentClaim",
    "PublicEdit",
    "Receivable",
    "Reminder",
    "ReminderHold",
    "ReminderLevel",
    "RenewalItem",
    "RenewalRun",
    "Representative",
    "RoleHeld",
    "RuleSuspension",
    "Service",
    "ServiceDelivery",
    "ServiceQuota",
    "ServiceQuote",
    "ServiceRating",
    "ServiceRequest",
    "ServiceTerms",
    "SizeDeclaration",
    "StatuteRules",
    "User",
    "VatRate",
    "VatStatus",
]
