from faq.editorial.admin.asks import AskAdmin
from faq.editorial.admin.catalogue import LabelAdmin, RevisionAdmin, RevisionNeedAdmin, TopicAdmin
from faq.editorial.admin.proposals import ProposalAdmin
from faq.editorial.admin.questions import QuestionAdmin

__all__ = [
    "AskAdmin",
    "LabelAdmin",
    "ProposalAdmin",
    "QuestionAdmin",
    "RevisionAdmin",
    "RevisionNeedAdmin",
    "TopicAdmin",
]
