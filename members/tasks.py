"""Gathers the rooms' jobs; the worker looks for them here."""

from members.imports import jobs as imports
from members.registration import periodic as registration
from members.renewals import periodic as renewals
from members.services import periodic as services

__all__ = ["registration", "renewals"]
from members.banking import periodic as banking
from members.registration import periodic

__all__ = ["banking", "periodic"]
from members.organisations import periodic as organisations

__all__ = ["organisations", "registration"]
__all__ = ["imports", "registration", "renewals"]
from members.books import tasks as books

__all__ = ["books", "registration", "renewals"]
__all__ = ["registration", "renewals", "services"]
