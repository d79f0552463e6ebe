"""What waits for whom: reviews by owner and deputy, and revisions that were promised."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from faq.questions.models import Question, QuestionQuerySet, QuestionStatus, RevisionNeed
from faq.questions.reviews import SOON
from members.accounts.models import User

DEPUTY_HEARS_AFTER = dt.timedelta(days=14)


@dataclass
class Duty:
    """What one person is asked to look at."""

    overdue: list[Question] = field(default_factory=list)
    soon: list[Question] = field(default_factory=list)
    for_owner: list[Question] = field(default_factory=list)
    promised: list[RevisionNeed] = field(default_factory=list)

    @property
    def is_any(self) -> bool:
        return bool(self.overdue or self.soon or self.for_owner or self.promised)


def to_review(*, until: dt.date | None = None) -> QuestionQuerySet:
    """Whose review is due by that day (in 30 days)."""
    day = until or timezone.localdate() + SOON
    return Question.objects.to_be_reviewed(until=day).filter(merged_into__isnull=True)


def late_needs() -> QuerySet[RevisionNeed]:
    """Readers were promised a new answer by a day that has passed."""
    return (
        RevisionNeed.objects.open()
        .filter(expected_on__lt=timezone.localdate(), question__status=QuestionStatus.PUBLISHED)
        .select_related("question")
        .prefetch_related("question__translations")
        .order_by("expected_on", "pk")
    )


def duties(*, people: Iterable[User] | None = None) -> dict[int, Duty]:
    """By person: what is overdue or due soon, what their colleague has left, what was promised.

    An owner who has left the office counts as none; the deputy is then asked at once, otherwise
    when a review is DEPUTY_HEARS_AFTER late.
    """
    today = timezone.localdate()
    found: dict[int, Duty] = defaultdict(Duty)
    wanted = None if people is None else {person.pk for person in people}
    questions = to_review().with_texts().select_related("owner", "deputy")
    needs = late_needs().select_related("owner", "question__owner")
    if wanted is not None:
        questions = questions.filter(Q(owner__in=wanted) | Q(deputy__in=wanted))
        needs = needs.filter(Q(owner__in=wanted) | Q(question__owner__in=wanted))
    for question in questions:
        owner = question.owner if works_here(question.owner) else None
        deputy = question.deputy if works_here(question.deputy) else None
        responsible, due = owner or deputy, question.review_by
        if responsible is None or due is None:
            continue
        duty = found[responsible.pk]
        (duty.overdue if due < today else duty.soon).append(question)
        if owner and deputy and owner != deputy and due < today - DEPUTY_HEARS_AFTER:
            found[deputy.pk].for_owner.append(question)
    for need in needs:
        person = need.owner if works_here(need.owner) else need.question.owner
        if person and works_here(person):
            found[person.pk].promised.append(need)
    return {pk: duty for pk, duty in found.items() if wanted is None or pk in wanted}


def works_here(person: User | None) -> bool:
    return person is not None and person.is_active and person.is_staff
