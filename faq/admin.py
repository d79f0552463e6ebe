"""Gathers the rooms' admin pages."""

from faq.editorial import admin as editorial

__all__ = ["editorial"]
