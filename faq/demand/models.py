"""What people look for, and what they do not find. Nothing here leads back to a person."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import kinds as history
from faq.questions.models import Question, Visibility
from members.accounts.models import User


class Confidence(models.TextChoices):
    NONE = "none", _("nothing found")
    LOW = "low", _("closest answers only")
    HIGH = "high", _("found")


class SearchEventQuerySet(models.QuerySet):
    def without_an_answer(self) -> "SearchEventQuerySet":
        return self.exclude(confidence=Confidence.HIGH)


class SearchEvent(models.Model):
    """One search that found nothing certain, merged over the keystrokes that led to it.

    `session` is a keyed hash that changes every day and is emptied after an hour, when neither a
    keystroke nor the bound against floods needs it; `words` are normalised and carry neither
    addresses nor long numbers. Kept 90 days, then counted.
    """

    session = models.CharField(max_length=43, blank=True, default="")
    words = models.CharField(_("searched for"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    reader = models.CharField(
        _("searched by"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    results = models.PositiveSmallIntegerField(_("results"), default=0)
    confidence = models.CharField(_("found"), max_length=4, choices=Confidence)
    score = models.FloatField(_("confidence"), default=0)
    led_to_asking = models.BooleanField(_("asked afterwards"), default=False)
    created_at = models.DateTimeField(_("first typed"))
    searched_at = models.DateTimeField(_("searched"))

    objects = SearchEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without an answer")
        verbose_name_plural = _("searches without an answer")
        ordering = ["-searched_at"]
        indexes = [
            models.Index(fields=["searched_at"], name="faq_search_event_at"),
            models.Index(
                fields=["session", "searched_at"],
                name="faq_search_event_session",
                condition=~Q(session=""),
            ),
        ]

    def __str__(self):
        return self.words


class SearchCount(models.Model):
    """What is left of searches after 90 days: how often in a month, from three times on."""

    words = models.CharField(_("searched for"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    month = models.DateField(_("month"))
    times = models.PositiveIntegerField(_("times"))

    class Meta:
        verbose_name = _("count of searches")
        verbose_name_plural = _("counts of searches")
        ordering = ["-month", "-times"]
        constraints = [
            models.UniqueConstraint(
                fields=["words", "language", "month"], name="search_count_once_a_month"
            ),
            models.CheckConstraint(name="search_count_from_three", condition=Q(times__gte=3)),
        ]

    def __str__(self):
        return f"{self.words}: {self.times}"


class GapStatus(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    IGNORED = "ignored", _("not for us")


GAP_MOVES = {
    GapStatus.OPEN: frozenset({GapStatus.CLOSED, GapStatus.IGNORED}),
    GapStatus.CLOSED: frozenset({GapStatus.OPEN}),
    GapStatus.IGNORED: frozenset({GapStatus.OPEN}),
}


@history.register_kinds
class GapEvent(models.TextChoices):
    CLOSED = "gap.closed", _("Gap closed: the searches find an answer")
    REOPENED = "gap.reopened", _("Gap opened again")
    IGNORED = "gap.ignored", _("Not for us")
    ASSIGNED = "gap.assigned", _("Given to somebody")
    ANSWERED = "gap.answered", _("Answer named")
    WORDING_ADDED = "gap.wording_added", _("Wording taken over from searches")


class GapQuerySet(models.QuerySet):
    def open(self) -> "GapQuerySet":
        return self.filter(status=GapStatus.OPEN)

    def for_list(self) -> "GapQuerySet":
        return self.select_related("assignee").prefetch_related("queries")


class Gap(models.Model):
    """Searches that want the same and find nothing: something the FAQ does not answer yet."""

    title = models.CharField(_("people look for"), max_length=200)
    stems = ArrayField(
        models.CharField(max_length=60),
        default=list,
        help_text="What its queries have in common, folded: new searches are put here by it.",
    )
    status = models.CharField(_("state"), max_length=7, choices=GapStatus, default=GapStatus.OPEN)
    question = models.ForeignKey(
        Question,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="gaps",
        verbose_name=_("answered by"),
    )
    assignee = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    times = models.PositiveIntegerField(_("times searched"), default=0)
    first_at = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last"))
    checked_at = models.DateTimeField(_("tried again"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        ordering = ["-times", "-last_at"]
        indexes = [GinIndex(fields=["stems"], name="faq_gap_stems", fastupdate=False)]
        constraints = [
            models.CheckConstraint(
                name="gap_status_known", condition=Q(status__in=GapStatus.values)
            ),
            models.CheckConstraint(
                name="gap_closed_iff_dated",
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.title


class GapQuery(models.Model):
    """One wording of a gap; tried again when an answer is published: place and confidence then."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="queries")
    words = models.CharField(_("searched for"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    reader = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    times = models.PositiveIntegerField(_("times"), default=0)
    last_at = models.DateTimeField(_("last"))
    before = models.FloatField(_("confidence before"), default=0)
    after = models.FloatField(_("confidence now"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(
        _("place of the answer"), null=True, blank=True, help_text=_("Among the results, from 1.")
    )

    class Meta:
        verbose_name = _("wording of a gap")
        verbose_name_plural = _("wordings of gaps")
        ordering = ["-times", "words"]
        constraints = [
            models.UniqueConstraint(
                fields=["words", "language", "reader"], name="gap_query_in_one_gap"
            ),
        ]

    def __str__(self):
        return self.words
