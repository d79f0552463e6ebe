"""Gathers the rooms' jobs; the worker looks for them here."""

from members.registration import periodic

__all__ = ["periodic"]
