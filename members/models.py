"""Gathers the rooms' models for Django; import them from their rooms."""

from members.accounts.models import User
from members.banking.models import (
    CsvMapping,
    LinePosting,
    Match,
    StatementFile,
    StatementLine,
)
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
    "CsvMapping",
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
    "LinePosting",
    "Lineage",
    "Match",
    "Membership",
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
    "SizeDeclaration",
    "StatementFile",
    "StatementLine",
    "StatuteRules",
    "User",
    "VatRate",
    "VatStatus",
]
