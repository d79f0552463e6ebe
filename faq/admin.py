"""Gathers the rooms' admin pages."""

from faq.editorial import admin as editorial
from faq.upkeep import admin as upkeep

__all__ = ["editorial", "upkeep"]
