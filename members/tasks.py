"""Gathers the rooms' jobs; the worker looks for them here."""

from members.registration import periodic as registration
from members.services import periodic as services

__all__ = ["registration", "services"]
from members.renewals import periodic as renewals

__all__ = ["registration", "renewals"]
