"""Gathers the rooms' jobs; the worker looks for them here."""

from members.books import tasks as books
from members.registration import periodic as registration
from members.renewals import periodic as renewals

__all__ = ["books", "registration", "renewals"]
