"""Gathers the rooms' jobs; the worker looks for them here."""

from members.registration import periodic as registration
from members.renewals import periodic as renewals
from members.services import periodic as services

__all__ = ["registration", "renewals", "services"]
