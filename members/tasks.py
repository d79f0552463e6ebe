"""Gathers the rooms' jobs; the worker looks for them here."""

from members.banking import periodic as banking
from members.books import tasks as books
from members.imports import jobs as imports
from members.onboarding import periodic as onboarding
from members.organisations import periodic as organisations
from members.registration import periodic as registration
from members.renewals import periodic as renewals
from members.services import periodic as services

__all__ = [
    "banking", "books", "imports", "onboarding", "organisations", "registration", "renewals",
    "services",
]  # fmt: skip
