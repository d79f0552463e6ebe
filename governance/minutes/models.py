from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField
from cluster_portal.toolkit.history.kinds import register_kinds
from governance.meetings.models import Meeting, sits_with_board, speaks_for_member
from governance.minutes import search
from governance.minutes.search import Extract
from members.accounts.models import User


class MinutesStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published to members")


MINUTES_MOVES = {
    MinutesStatus.DRAFT: frozenset({MinutesStatus.APPROVED}),
    MinutesStatus.APPROVED: frozenset({MinutesStatus.PUBLISHED, MinutesStatus.DRAFT}),
    MinutesStatus.PUBLISHED: frozenset(),
}


@register_kinds
class MinutesEvent(models.TextChoices):
    DRAFTED = "minutes.drafted", _("Minutes begun")
    APPROVED = "minutes.approved", _("Minutes approved")
    RETURNED = "minutes.returned", _("Minutes returned to draft")
    PUBLISHED = "minutes.published", _("Minutes published")
    CORRECTED = "minutes.corrected", _("Correction added to the minutes")


class MinutesQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "MinutesQuerySet":
        """Members read what is published; the Board and the office read drafts too."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff:
            return self
        is_published = Q(status=MinutesStatus.PUBLISHED)
        return self.filter(Q(sits_with_board(viewer)) | Q(speaks_for_member(viewer)) & is_published)

    def published(self) -> "MinutesQuerySet":
        return self.filter(status=MinutesStatus.PUBLISHED)

    def of_year(self, year: int | None) -> "MinutesQuerySet":
        return self.filter(meeting__starts_at__year=year) if year else self

    def years(self) -> list[int]:
        """The years with meetings that have minutes, the newest first."""
        days = self.order_by().datetimes("meeting__starts_at", "year", order="DESC")
        return [day.year for day in days]

    def matching(self, words: str) -> "MinutesQuerySet":
        """Whose text holds the words, the best first, with `extract_en` and `extract_ro`; without
        words all of them.
        """
        if not words:
            return self
        query = search.query(words)
        return (
            self.filter(search=query)
            .annotate(
                rank=SearchRank(F("search"), query),
                extract_en=search.headline("body_en", words, "minutes_en"),
                extract_ro=search.headline("body_ro", words, "minutes_ro"),
            )
            .order_by("-rank", "-meeting__starts_at", "-pk")
        )

    def for_list(self) -> "MinutesQuerySet":
        """With the meeting, without the long texts."""
        texts = [f"{name}{end}" for name in ("body", "body_html") for end in ("", "_en", "_ro")]
        return self.select_related("meeting").defer("search", *texts)

    def to_approve(self) -> "MinutesQuerySet":
        return self.filter(status=MinutesStatus.DRAFT)

    def to_publish(self) -> "MinutesQuerySet":
        return self.filter(status=MinutesStatus.APPROVED)


# What PostgreSQL finds minutes by: both languages by their stems, accents or not, and the words as
# they stand, for names and for beginnings of words. The configurations come from migration 0002.
SEARCHED = (
    SearchVector("body_ro", config="minutes_ro")
    + SearchVector("body_en", config="minutes_en")
    + SearchVector("body_ro", config="minutes_plain")
    + SearchVector("body_en", config="minutes_plain")
)


class Minutes(models.Model):
    """What was said and decided at a meeting (proces-verbal). Published ones do not change: the
    database refuses it; what turns out wrong is put right by a Correction beneath them.
    """

    meeting = models.OneToOneField(
        Meeting, models.PROTECT, related_name="minutes", verbose_name=_("meeting")
    )
    status = models.CharField(
        _("state"), max_length=10, choices=MinutesStatus, default=MinutesStatus.DRAFT
    )
    series = models.CharField(_("series"), max_length=20, blank=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, editable=False)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    body = models.TextField(
        _("minutes (Markdown)"),
        blank=True,
        help_text=_(
            "What was said under each heading. Begin a line with “> ” to write a decision: "
            "it is set apart and gathered at the top."
        ),
    )
    body_html = RenderedMarkdownField(top=3)
    drafted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approval_reference = models.CharField(_("approved by"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    search = GeneratedField(expression=SEARCHED, output_field=SearchVectorField(), db_persist=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["-meeting__starts_at", "-pk"]
        indexes = [GinIndex(fields=["search"], name="minutes_search", fastupdate=False)]
        constraints = [
            models.CheckConstraint(
                name="minutes_status_known", condition=Q(status__in=MinutesStatus.values)
            ),
            models.CheckConstraint(
                name="minutes_dates_fit_status",
                condition=Q(status="draft", approved_at__isnull=True, published_at__isnull=True)
                | Q(status="approved", approved_at__isnull=False, published_at__isnull=True)
                | Q(status="published", approved_at__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="minutes_number_whole",
                condition=Q(number__isnull=True, year__isnull=True, series="")
                | Q(number__isnull=False, year__isnull=False, series__gt=""),
            ),
            models.CheckConstraint(
                name="minutes_numbered_when_approved",
                condition=Q(status="draft") | Q(number__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["series", "year", "number"],
                name="minutes_number_once",
                condition=Q(number__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number_label} · {self.meeting}" if self.number else str(self.meeting)

    @property
    def found(self) -> Extract | None:
        """The place where the words looked for stand, in the reader's language if it is there."""
        languages = [get_language() or "", *(code for code, _name in settings.LANGUAGES)]
        for language in languages:
            text = getattr(self, f"extract_{language}", "")
            if search.is_found(text):
                return Extract(html=search.marked(text), language=language)
        return None

    @property
    def number_label(self) -> str:
        """5/2026: the fifth minutes of that body in that year; empty until they are approved."""
        return f"{self.number}/{self.year}" if self.number else ""


class Correction(models.Model):
    """A mistake in published minutes, put right in words of its own; the database keeps both."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("correction (Markdown)"))
    text_html = RenderedMarkdownField(top=3)
    approval_reference = models.CharField(_("approved by"), max_length=120)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="correction_number_once"),
        ]

    def __str__(self):
        return f"{self.minutes}: {self.number}"
