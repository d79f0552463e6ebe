"""Gathers the rooms' models for Django; import them from their rooms."""

from faq.asking.models import Ask
from faq.briefs.models import Brief, BriefItem
from faq.community.models import Contribution, Follow, Vote
from faq.demand.models import Gap, GapQuery, SearchCount, SearchEvent
from faq.editorial.models import Draft, ImportedText, Proposal
from faq.questions.models import (
    Alias,
    Citation,
    CitedSource,
    Label,
    OldAddress,
    Question,
    RelatedAnswer,
    RelatedChoice,
    Revision,
    RevisionNeed,
    Topic,
    Translation,
)
from faq.search.models import (
    LexemeCount,
    SearchDocument,
    ThesaurusEntry,
    ThesaurusState,
    VocabularyWord,
)
from faq.upkeep.models import Verification

__all__ = [
    "Alias",
    "Ask",
    "Brief",
    "BriefItem",
    "Citation",
    "CitedSource",
    "Contribution",
    "Draft",
    "Follow",
    "Gap",
    "GapQuery",
    "ImportedText",
    "Label",
    "LexemeCount",
    "OldAddress",
    "Proposal",
    "Question",
    "RelatedAnswer",
    "RelatedChoice",
    "Revision",
    "RevisionNeed",
    "SearchCount",
    "SearchDocument",
    "SearchEvent",
    "ThesaurusEntry",
    "ThesaurusState",
    "Topic",
    "Translation",
    "Verification",
    "VocabularyWord",
    "Vote",
]
