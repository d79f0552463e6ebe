"""Gathers the rooms' models for Django; import them from their rooms."""

from faq.editorial.models import Draft, ImportedText
from faq.questions.models import (
    Alias,
    Label,
    Question,
    Revision,
    RevisionNeed,
    Topic,
    Translation,
)
from faq.search.models import SearchDocument, VocabularyWord

__all__ = [
    "Alias",
    "Draft",
    "ImportedText",
    "Label",
    "Question",
    "Revision",
    "RevisionNeed",
    "SearchDocument",
    "Topic",
    "Translation",
    "VocabularyWord",
]
