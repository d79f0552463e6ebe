"""Gathers the rooms' admin pages for Django."""

from members.accounts import admin as accounts
from members.banking import admin as banking
from members.books import admin as books
from members.certificates import admin as certificates
from members.fees import admin as fees
from members.imports import admin as imports
from members.invoices import admin as invoices
from members.legal_texts import admin as legal_texts
from members.onboarding import admin as onboarding
from members.organisations import admin as organisations
from members.overview import admin as overview
from members.payments import admin as payments
from members.registration import admin as registration
from members.renewals import admin as renewals
from members.services import admin as services

__all__ = [
    "accounts",
    "banking",
    "books",
    "certificates",
    "fees",
    "imports",
    "invoices",
    "legal_texts",
    "onboarding",
    "organisations",
    "overview",
    "payments",
    "registration",
    "renewals",
    "services",
]
