"""Gathers the rooms' jobs; the worker looks for them here."""

from faq.asking import periodic as asking
from faq.community import periodic as community
from faq.demand import periodic as demand
from faq.upkeep import periodic as upkeep

__all__ = ["asking", "community", "demand", "upkeep"]
