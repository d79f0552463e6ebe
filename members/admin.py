"""Gathers the rooms' admin pages for Django."""

from members.accounts import admin as accounts
from members.fees import admin as fees
from members.organisations import admin as organisations
from members.payments import admin as payments
from members.registration import admin as registration
from members.services import admin as services

__all__ = ["accounts", "fees", "organisations", "payments", "registration", "services"]
