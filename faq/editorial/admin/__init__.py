from faq.editorial.admin.asks import AskAdmin
from faq.editorial.admin.catalogue import LabelAdmin, RevisionAdmin, RevisionNeedAdmin, TopicAdmin
from faq.editorial.admin.questions import QuestionAdmin

__all__ = [
    "AskAdmin",
    "LabelAdmin",
    "QuestionAdmin",
    "RevisionAdmin",
    "RevisionNeedAdmin",
    "TopicAdmin",
]
