"""Gathers the rooms' jobs; the worker looks for them here."""

from members.books import tasks as books
from members.registration import periodic

__all__ = ["books", "periodic"]
