"""Gathers the rooms' jobs; the worker looks for them here."""

from members.books import tasks as books
from members.imports import jobs as imports
from members.organisations import periodic as organisations
from members.registration import periodic as registration
from members.renewals import periodic as renewals
from members.services import periodic as services

__all__ = ["books", "imports", "organisations", "registration", "renewals", "services"]
from members.onboarding import periodic as onboarding
from members.registration import periodic

__all__ = ["registration", "renewals"]
from members.banking import periodic as banking

__all__ = ["banking", "periodic"]

__all__ = ["onboarding", "periodic"]
