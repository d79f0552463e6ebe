"""Gathers the rooms' admin pages."""

from faq.community import admin as community
from faq.editorial import admin as editorial
from faq.upkeep import admin as upkeep

__all__ = ["community", "editorial", "upkeep"]
