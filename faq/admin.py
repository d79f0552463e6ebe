"""Gathers the rooms' admin pages."""

from faq.editorial.admin import QuestionAdmin
from faq.editorial.catalogue_admin import LabelAdmin, RevisionAdmin, RevisionNeedAdmin, TopicAdmin

__all__ = ["LabelAdmin", "QuestionAdmin", "RevisionAdmin", "RevisionNeedAdmin", "TopicAdmin"]
