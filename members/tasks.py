"""Gathers the rooms' jobs; the worker looks for them here."""

from members.registration import periodic as registration
from members.renewals import periodic as renewals

__all__ = ["registration", "renewals"]
from members.banking import periodic as banking
from members.registration import periodic

__all__ = ["banking", "periodic"]
