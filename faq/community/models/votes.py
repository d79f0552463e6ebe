import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, FloatField, OuterRef, Q
from django.db.models.functions import Cast, Sqrt
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.questions.models import Question, Revision, Significance
from members.accounts.models import User

WINDOW = dt.timedelta(days=90)
SHOWN_FROM = 10
Z = 1.96  # 95 % of a normal distribution


class Helped(models.TextChoices):
    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")


class WhyNot(models.TextChoices):
    WRONG = "wrong", _("something is wrong")
    UNCLEAR = "unclear", _("I do not understand it")
    INCOMPLETE = "incomplete", _("what I looked for is not there")
    OUTDATED = "outdated", _("it is out of date")
    OTHER = "other", _("something else")


def wilson(good: float, total: int) -> float:
    """The lower end of the 95 % interval of Wilson (1927) of a share, 0 without any vote."""
    if total == 0:
        return 0.0
    share, square = good / total, Z * Z
    middle = share + square / (2 * total)
    spread = Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, (middle - spread) / (1 + square / total))


@dataclass(frozen=True)
class Helpfulness:
    """The votes that count for an answer; “partly” is half a yes."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.partly + self.no

    @property
    def helped_bound(self) -> float:
        return wilson(self.yes + self.partly / 2, self.total)

    @property
    def unhelped_bound(self) -> float:
        """How surely it does not help: what the editors' list is ordered by."""
        return wilson(self.no + self.partly / 2, self.total)

    @property
    def is_shown(self) -> bool:
        """Readers see no score of a few votes."""
        return self.total >= SHOWN_FROM


def _wilson_in_sql(good: Any) -> Any:
    total = Cast(F("total"), FloatField())
    share, square = good / total, Z * Z
    spread = Z * Sqrt(share * (1.0 - share) / total + square / (4.0 * total * total))
    return (share + square / (2.0 * total) - spread) / (1.0 + square / total)


class VoteQuerySet(models.QuerySet):
    def reckoned(self, since: dt.datetime | None = None) -> "VoteQuerySet":
        """What counts: of the last 90 days, for wordings since the last major revision of that
        text, without what the limit of one place held out.
        """
        later = Revision.objects.filter(
            translation=OuterRef("revision__translation"),
            number__gt=OuterRef("revision__number"),
            significance=Significance.MAJOR,
        )
        return self.filter(
            ~Exists(later), is_counted=True, created_at__gte=since or timezone.now() - WINDOW
        )

    def tally(self, since: dt.datetime | None = None) -> models.QuerySet:
        """One row a question: yes, partly, no, total, helped_bound, unhelped_bound; the surest
        complaint first. `since` is 90 days ago unless it is given.
        """
        counts = {name: Count("pk", filter=Q(value=name)) for name in Helped.values}
        half = Cast(F("partly"), FloatField()) / 2.0
        return (
            self.reckoned(since)
            .order_by()
            .values("question")
            .annotate(total=Count("pk"), **counts)
            .annotate(
                helped_bound=_wilson_in_sql(Cast(F("yes"), FloatField()) + half),
                unhelped_bound=_wilson_in_sql(Cast(F("no"), FloatField()) + half),
            )
            .order_by("-unhelped_bound", "question")
        )

    def helpfulness(self, question: Question, since: dt.datetime | None = None) -> Helpfulness:
        counts = {name: Count("pk", filter=Q(value=name)) for name in Helped.values}
        return Helpfulness(**self.filter(question=question).reckoned(since).aggregate(**counts))


class Vote(models.Model):
    """Whether one wording helped one reader. A visitor is known by a signed token of the page.

    `visitor` is a keyed hash of that token and of where it was used; `crowd` is a keyed hash of
    where the vote came from that changes every day, only to slow stuffing down: colleagues behind
    one address are several visitors. Both are emptied after a week.
    """

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="votes", verbose_name=_("revision")
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="votes", verbose_name=_("question")
    )
    value = models.CharField(_("helped"), max_length=6, choices=Helped)
    why = models.CharField(_("why"), max_length=10, choices=WhyNot, blank=True)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    voter = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_member = models.BooleanField(_("by a member"), default=False)
    is_counted = models.BooleanField(
        _("counts"),
        default=True,
        help_text=_("Held out of the reckoning when very many came from one place in one day."),
    )
    visitor = models.CharField(max_length=64, blank=True)
    crowd = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("given"), auto_now_add=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="vote_once_per_person",
                fields=["revision", "voter"],
                condition=Q(voter__isnull=False),
            ),
            models.UniqueConstraint(
                name="vote_once_per_visitor",
                fields=["revision", "visitor"],
                condition=~Q(visitor=""),
            ),
            models.CheckConstraint(name="vote_value_known", condition=Q(value__in=Helped.values)),
            models.CheckConstraint(
                name="vote_why_known", condition=Q(why__in=["", *WhyNot.values])
            ),
        ]
        indexes = [models.Index(fields=["question", "created_at"], name="faq_vote_recent")]

    def __str__(self):
        return f"{self.question_id}: {self.get_value_display()}"
