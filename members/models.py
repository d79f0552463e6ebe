"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.certificates.models import Certificate
from members.directory.models import DirectoryEntry
from members.fees.models import FeeBand, FeeNotice, FeeTable
from members.imports.models import ImportRow, ImportRun, RememberedColumns
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
from members.overview.models import Overview
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
from members.services.models import Service

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
    "ImportRow",
    "ImportRun",
    "InformationRequest",
    "Instalment",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "InvoicingRules",
    "Lineage",
    "Membership",
    "Organisation",
    "OrganisationAccount",
    "Overview",
    "Payment",
    "PaymentClaim",
    "PublicEdit",
    "Receivable",
    "RememberedColumns",
    "Reminder",
    "ReminderHold",
    "ReminderLevel",
    "RenewalItem",
    "RenewalRun",
    "Representative",
    "RoleHeld",
    "RuleSuspension",
    "Service",
    "SizeDeclaration",
    "StatuteRules",
    "User",
    "VatRate",
    "VatStatus",
]
