"""What readers give back: votes, comments, corrections, and the wish to be told.

Guests confirm by mail before anything they wrote is shown or sent on; what screening held back
keeps its reasons and can be let through.
"""

from faq.community.models.contributions import (
    CONTRIBUTION_MOVES,
    Contribution,
    ContributionEvent,
    ContributionKind,
    ContributionQuerySet,
    ContributionStatus,
)
from faq.community.models.follows import Follow, FollowQuerySet
from faq.community.models.submissions import Held, Submission
from faq.community.models.votes import (
    SHOWN_FROM,
    WINDOW,
    Helped,
    Helpfulness,
    Vote,
    VoteQuerySet,
    WhyNot,
    wilson,
)

__all__ = [
    "CONTRIBUTION_MOVES",
    "SHOWN_FROM",
    "WINDOW",
    "Contribution",
    "ContributionEvent",
    "ContributionKind",
    "ContributionQuerySet",
    "ContributionStatus",
    "Follow",
    "FollowQuerySet",
    "Held",
    "Helped",
    "Helpfulness",
    "Submission",
    "Vote",
    "VoteQuerySet",
    "WhyNot",
    "wilson",
]
