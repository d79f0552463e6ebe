"""Gathers the rooms' models for Django; import them from their rooms."""

from faq.questions.models import Label, Question, Revision, RevisionNeed, Topic, Translation
from faq.search.models import SearchDocument

__all__ = [
    "Label",
    "Question",
    "Revision",
    "RevisionNeed",
    "SearchDocument",
    "Topic",
    "Translation",
]
