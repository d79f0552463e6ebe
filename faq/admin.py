"""Gathers the rooms' admin pages."""

from faq.briefs import admin as briefs
from faq.community import admin as community
from faq.demand import admin as demand
from faq.editorial import admin as editorial
from faq.questions import admin as questions
from faq.search import admin as search
from faq.upkeep import admin as upkeep

__all__ = ["briefs", "community", "demand", "editorial", "questions", "search", "upkeep"]
