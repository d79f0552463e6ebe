"""The editors' page: what there is to write, to review, to mend, and what mending did."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from faq.asking.models import Ask
from faq.community.models import Contribution, Helped, Vote
from faq.demand.models import Gap, GapStatus
from faq.questions.models import (
    Question,
    QuestionStatus,
    Revision,
    Significance,
    Translation,
)
from faq.upkeep.waiting import late_needs, to_review
from members.accounts.models import User

ROWS = 10
EFFECT_DAYS = 90
FEWEST_VOTES = 3  # fewer say nothing about an answer
ANSWER_WITHIN = dt.timedelta(days=7)  # an asked question that nobody has taken


@dataclass(frozen=True)
class OwnersShare:
    """How much waits for one person; None stands for answers that nobody looks after."""

    person: User | None
    overdue: int
    soon: int
    promised: int

    @property
    def total(self) -> int:
        return self.overdue + self.soon + self.promised


@dataclass(frozen=True)
class Effect:
    """What readers said in the days before and after an answer became another one."""

    revision: Revision
    votes_before: int
    yes_before: int
    votes_after: int
    yes_after: int
    complaints_before: int
    complaints_after: int

    @property
    def share_before(self) -> int | None:
        """Percent who said yes, or None without votes."""
        return round(100 * self.yes_before / self.votes_before) if self.votes_before else None

    @property
    def share_after(self) -> int | None:
        return round(100 * self.yes_after / self.votes_after) if self.votes_after else None


def overview() -> dict[str, Any]:
    """All that the page shows, at most ROWS of each; a longer list is also counted."""
    return {
        "to_write": _with_count(
            Question.objects.needing_an_answer().with_texts().order_by("created_at", "pk")
        ),
        "to_review": _with_count(to_review().with_texts().select_related("owner", "deputy")),
        "late": _with_count(late_needs().select_related("owner")),
        "owners": by_owner(),
        "unhelpful": unhelpful(),
        "gaps": _with_count(Gap.objects.filter(status=GapStatus.OPEN).select_related("assignee")),
        "unanswered": _with_count(unanswered()),
        "behind": _with_count(translations_behind()),
        "effects": effects(),
    }


def _with_count(rows: QuerySet) -> dict[str, Any]:
    shown = list(rows[: ROWS + 1])
    more = rows.count() if len(shown) > ROWS else len(shown)
    return {"rows": shown[:ROWS], "count": more}


def unanswered() -> QuerySet[Ask]:
    """Past their day, or a week old and with nobody to answer them."""
    return (
        Ask.objects.open()
        .filter(
            Q(due_on__lt=timezone.localdate())
            | Q(assignee__isnull=True, confirmed_at__lt=timezone.now() - ANSWER_WITHIN)
        )
        .select_related("assignee")
        .order_by(F("due_on").asc(nulls_last=True), "created_at")
    )


def translations_behind() -> QuerySet[Translation]:
    """Texts of published answers whose other side has since changed, major changes first."""
    return (
        Translation.objects.filter(
            behind__in=[Significance.CONTENT, Significance.MAJOR],
            question__status=QuestionStatus.PUBLISHED,
        )
        .select_related("question")
        .defer("body", "body_html", "addendum", "addendum_html")
        .order_by("-behind", "revised_at", "pk")  # “major” after “content” in the alphabet
    )


def by_owner() -> list[OwnersShare]:
    """Who has how much to look at, most first; answers of nobody who works here come last.

    Reckoned like faq.upkeep.waiting.duties, from few columns: there may be thousands.
    """
    here = User.objects.filter(is_active=True, is_staff=True).in_bulk()
    today = timezone.localdate()
    overdue: Counter[int | None] = Counter()
    soon: Counter[int | None] = Counter()
    for owner, deputy, due in to_review().values_list("owner", "deputy", "review_by"):
        person = next((each for each in (owner, deputy) if each in here), None)
        (overdue if due and due < today else soon)[person] += 1
    needs = late_needs().order_by().values_list("owner", "question__owner")
    promised = Counter(next((each for each in pair if each in here), None) for pair in needs)
    shares = [
        OwnersShare(here[each] if each else None, overdue[each], soon[each], promised[each])
        for each in {*overdue, *soon, *promised}
    ]
    return sorted(
        shares, key=lambda one: (one.person is None, -one.overdue, -one.total, str(one.person))
    )


def unhelpful() -> list[tuple[Question, dict[str, Any]]]:
    """Answers that surely did not help many, by the votes of the last 90 days.

    `percent` is the lower end of the 95 % interval of the share that it did not help.
    """
    published = Question.objects.filter(status=QuestionStatus.PUBLISHED)
    told = Vote.objects.filter(question__in=published).tally()
    worst = [
        {**row, "percent": round(100 * row["unhelped_bound"])}
        for row in told.filter(Q(no__gt=0) | Q(partly__gt=0), total__gte=FEWEST_VOTES)[:ROWS]
    ]
    questions = Question.objects.with_texts().in_bulk([row["question"] for row in worst])
    return [(questions[row["question"]], row) for row in worst]


def effects() -> list[Effect]:
    """The last major revisions with what readers said before and after, 90 days each at most."""
    span = dt.timedelta(days=EFFECT_DAYS)
    start, end = OuterRef("created_at") - Value(span), OuterRef("created_at") + Value(span)
    of_answer = {"revision__translation": OuterRef("translation")}
    votes = Vote.objects.filter(is_counted=True, **of_answer)
    complaints = Contribution.objects.exclude(status__in=["spam", "unconfirmed"]).filter(
        kind__in=["correction", "more_info"], **of_answer
    )
    before = {"created_at__gte": start, "created_at__lt": OuterRef("created_at")}
    after = {"created_at__gte": OuterRef("created_at"), "created_at__lt": end}
    revisions = (
        Revision.objects.filter(significance=Significance.MAJOR, number__gt=1)
        .select_related("translation__question", "author")
        .annotate(
            votes_before=_number(votes.filter(**before)),
            yes_before=_number(votes.filter(value=Helped.YES, **before)),
            votes_after=_number(votes.filter(**after)),
            yes_after=_number(votes.filter(value=Helped.YES, **after)),
            complaints_before=_number(complaints.filter(**before)),
            complaints_after=_number(complaints.filter(**after)),
        )
        .order_by("-created_at", "-pk")[:ROWS]
    )
    names = [
        "votes_before", "yes_before", "votes_after", "yes_after",
        "complaints_before", "complaints_after",
    ]  # fmt: skip
    return [Effect(row, **{name: getattr(row, name) for name in names}) for row in revisions]


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("revision__translation").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")[:1]), 0)
