"""How surely an answer did not help. Wilson, J. Amer. Statist. Assoc. 22 (1927), 209–212."""

import datetime as dt
import math
from dataclasses import dataclass

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from faq.community.models import Helped, Vote
from faq.questions.models import QuestionStatus, Revision, Significance

WINDOW = dt.timedelta(days=90)
FEWEST = 3  # votes; fewer say nothing about an answer
SURE = 1.96  # standard deviations: 95 %


@dataclass(frozen=True)
class Helpfulness:
    """The votes on one answer since its last major change, in the last 90 days."""

    question_id: int
    yes: int
    partly: int
    no: int

    @property
    def votes(self) -> int:
        return self.yes + self.partly + self.no

    @property
    def unhelpful_for_sure(self) -> float:
        """The lower bound of the share it did not help; “partly” counts half."""
        return wilson_lower(self.no + self.partly / 2, self.votes)

    @property
    def percent_for_sure(self) -> int:
        return round(100 * self.unhelpful_for_sure)


def wilson_lower(positive: float, number: int) -> float:
    """The lower end of the 95 % interval of a share: few votes are never sure of much."""
    if not number:
        return 0.0
    share, square = positive / number, SURE * SURE
    middle = share + square / (2 * number)
    margin = SURE * math.sqrt((share * (1 - share) + square / (4 * number)) / number)
    return max(0.0, (middle - margin) / (1 + square / number))


def least_helpful(*, limit: int) -> list[Helpfulness]:
    """The answers that did not help most surely; an answer that became another one starts anew."""
    renewed = (
        Revision.objects.filter(
            translation__question=OuterRef("question"), significance=Significance.MAJOR
        )
        .order_by()
        .values("translation__question")
        .annotate(newest=Max("created_at"))
        .values("newest")
    )
    since = timezone.now() - WINDOW
    rows = (
        Vote.objects.filter(created_at__gte=since, question__status=QuestionStatus.PUBLISHED)
        .annotate(renewed_at=Coalesce(Subquery(renewed), Value(since)))
        .filter(created_at__gte=F("renewed_at"))
        .order_by()
        .values("question_id")
        .annotate(
            yes=Count("pk", filter=Q(value=Helped.YES)),
            partly=Count("pk", filter=Q(value=Helped.PARTLY)),
            no=Count("pk", filter=Q(value=Helped.NO)),
        )
        .filter(Q(no__gt=0) | Q(partly__gt=0))
    )
    found = [Helpfulness(**row) for row in rows]
    told = [row for row in found if row.votes >= FEWEST]
    return sorted(told, key=lambda row: (-row.unhelpful_for_sure, row.question_id))[:limit]
