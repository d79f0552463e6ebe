"""Gathers the rooms' jobs; the worker looks for them here."""

from faq.upkeep import periodic as upkeep

__all__ = ["upkeep"]
