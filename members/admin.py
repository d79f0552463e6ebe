"""Gathers the rooms' admin pages for Django."""

from members.accounts import admin as accounts
from members.fees import admin as fees
from members.legal_texts import admin as legal_texts
from members.onboarding import admin as onboarding
from members.organisations import admin as organisations
from members.registration import admin as registration
from members.services import admin as services

__all__ = [
    "accounts",
    "fees",
    "legal_texts",
    "onboarding",
    "organisations",
    "registration",
    "services",
]
