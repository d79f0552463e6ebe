"""Gathers the rooms' jobs; the worker looks for them here."""

from members.imports import jobs as imports
from members.registration import periodic as registration
from members.renewals import periodic as renewals

__all__ = ["imports", "registration", "renewals"]
