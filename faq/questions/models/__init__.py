from faq.questions.models.catalogue import Label, Topic
from faq.questions.models.links import (
    AddressSource,
    OldAddress,
    RelatedAnswer,
    RelatedChoice,
    RelatedReason,
    RelationChoice,
)
from faq.questions.models.needs import NeedCause, RevisionNeed, RevisionNeedQuerySet
from faq.questions.models.questions import (
    QUESTION_MOVES,
    Question,
    QuestionQuerySet,
    QuestionStatus,
)
from faq.questions.models.readers import Audience, Visibility, readable_by
from faq.questions.models.sources import Citation, CitedSource, SourceKind
from faq.questions.models.texts import (
    Alias,
    AliasSource,
    Revision,
    Significance,
    Translation,
    TranslationQuerySet,
)

__all__ = [
    "QUESTION_MOVES",
    "AddressSource",
    "Alias",
    "AliasSource",
    "Audience",
    "Citation",
    "CitedSource",
    "Label",
    "NeedCause",
    "OldAddress",
    "Question",
    "QuestionQuerySet",
    "QuestionStatus",
    "RelatedAnswer",
    "RelatedChoice",
    "RelatedReason",
    "RelationChoice",
    "Revision",
    "RevisionNeed",
    "RevisionNeedQuerySet",
    "Significance",
    "SourceKind",
    "Topic",
    "Translation",
    "TranslationQuerySet",
    "Visibility",
    "readable_by",
]
