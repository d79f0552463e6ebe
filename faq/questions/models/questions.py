import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
)
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from faq.questions.models.catalogue import Label, Topic
from faq.questions.models.needs import RevisionNeed
from faq.questions.models.readers import Audience, Visibility, readable_by
from faq.questions.models.texts import Translation
from members.accounts.models import User


class QuestionStatus(models.TextChoices):
    NEEDS_ANSWER = "needs_answer", _("needs an answer")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


QUESTION_MOVES = {
    QuestionStatus.NEEDS_ANSWER: frozenset({QuestionStatus.PUBLISHED, QuestionStatus.ARCHIVED}),
    QuestionStatus.PUBLISHED: frozenset({QuestionStatus.NEEDS_ANSWER, QuestionStatus.ARCHIVED}),
    QuestionStatus.ARCHIVED: frozenset({QuestionStatus.NEEDS_ANSWER, QuestionStatus.PUBLISHED}),
}


_LONG_TEXTS = ("body", "body_html", "addendum", "addendum_html", "anchors")


class QuestionQuerySet(models.QuerySet):
    def published(self) -> "QuestionQuerySet":
        """Published, with at least one language that has an answer to show."""
        written = Translation.objects.written().filter(question=OuterRef("pk"))
        return self.filter(Exists(written), status=QuestionStatus.PUBLISHED)

    def readable(self, visibilities: list[str]) -> "QuestionQuerySet":
        return self.published().filter(visibility__in=visibilities)

    def visible_to(self, viewer: Any) -> "QuestionQuerySet":
        """What may be read: public answers; members' answers by active members and staff."""
        return self.readable(readable_by(viewer))

    def matching(
        self,
        *,
        audience: str | None = None,
        label: "Label | None" = None,
        topic: "Topic | None" = None,
    ) -> "QuestionQuerySet":
        rows = self
        if audience:
            rows = rows.filter(audiences__contains=[audience])
        if label:
            rows = rows.filter(labels=label)
        return rows.filter(topic=topic) if topic else rows

    def with_texts(self, *, whole: bool = False) -> "QuestionQuerySet":
        """For lists: titles and short answers, or the `whole` texts; what is being revised."""
        texts = Translation.objects.all() if whole else Translation.objects.defer(*_LONG_TEXTS)
        needs = RevisionNeed.objects.open()
        return self.select_related("topic").prefetch_related(
            Prefetch("translations", texts), Prefetch("revision_needs", needs, to_attr="open_needs")
        )

    def needing_an_answer(self) -> "QuestionQuerySet":
        return self.filter(status=QuestionStatus.NEEDS_ANSWER)

    def to_be_revised(self) -> "QuestionQuerySet":
        """Published answers with an open need, the most urgent first."""
        needs = RevisionNeed.objects.open().filter(question=OuterRef("pk"))
        return (
            self.filter(Exists(needs), status=QuestionStatus.PUBLISHED)
            .annotate(expected_on=Subquery(needs.values("expected_on")[:1]))
            .order_by(F("expected_on").asc(nulls_last=True), "pk")
        )

    def to_be_reviewed(self, *, until: dt.date) -> "QuestionQuerySet":
        """Published answers whose review is due by that day, the most overdue first. One that is
        being revised waits for that: nobody can say that it is still correct.
        """
        needs = RevisionNeed.objects.open().filter(question=OuterRef("pk"))
        return self.filter(
            ~Exists(needs), status=QuestionStatus.PUBLISHED, review_by__lte=until
        ).order_by("review_by", "pk")


def best_of(texts: Iterable[Translation], language: str) -> "Translation | None":
    """The text for a reader of a language: theirs if it has an answer, else the other one."""
    return min(
        texts,
        key=lambda text: (not text.is_written, text.language != language[:2], text.pk),
        default=None,
    )


class Question(models.Model):
    """One question, one page, one number for ever; its texts are its translations."""

    key = models.SlugField(
        _("key"),
        max_length=120,
        unique=True,
        editable=False,
        help_text=_("Its name in files and in links between answers; it never changes."),
    )
    topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("topic"),
    )
    labels = models.ManyToManyField(
        Label, blank=True, related_name="questions", verbose_name=_("labels")
    )
    audiences = ArrayField(
        models.CharField(max_length=12, choices=Audience),
        verbose_name=_("for whom"),
        default=list,
        blank=True,
    )
    status = models.CharField(
        _("state"), max_length=14, choices=QuestionStatus, default=QuestionStatus.NEEDS_ANSWER
    )
    visibility = models.CharField(
        _("read by"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    is_pinned = models.BooleanField(_("pinned to the top"), default=False)
    position = models.PositiveSmallIntegerField(_("position in its topic"), default=100)
    owner = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    deputy = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("deputy"),
        help_text=_("Looks after the answer when the owner does not, or has left."),
    )
    review_every = models.PositiveSmallIntegerField(
        _("months between reviews"),
        null=True,
        blank=True,
        help_text=_("Empty: as its labels say, the shortest of them."),
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)
    verified_at = models.DateTimeField(
        _("last found correct"), null=True, blank=True, editable=False
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
        help_text=_("Its address leads there."),
    )
    editors_note = models.TextField(
        _("note for editors"), blank=True, help_text=_("What is missing, whom to ask.")
    )
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic__position", "topic_id", "-is_pinned", "position", "pk"]
        # Each search asks which are pinned, and few are.
        indexes = [
            models.Index(fields=["id"], name="faq_question_pinned", condition=Q(is_pinned=True))
        ]
        permissions = [
            ("publish_question", _("Can publish answers")),
            ("read_members_answers", _("Can read members' answers")),
        ]
        constraints = [
            models.CheckConstraint(
                name="question_status_known", condition=Q(status__in=QuestionStatus.values)
            ),
            models.CheckConstraint(
                name="question_visibility_known", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(
                name="question_published_is_dated",
                condition=~Q(status="published") | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="question_audiences_known",
                condition=Q(audiences__contained_by=list(Audience.values)),
            ),
            models.CheckConstraint(
                name="question_reviewed_every_month_or_more",
                condition=Q(review_every__isnull=True) | Q(review_every__gte=1),
            ),
            models.CheckConstraint(
                name="question_merged_is_archived",
                condition=Q(merged_into__isnull=True) | Q(status="archived"),
            ),
            models.CheckConstraint(
                name="question_not_merged_into_itself", condition=~Q(merged_into=F("pk"))
            ),
        ]

    def __str__(self):
        shown = self.shown
        return shown.title if shown else f"#{self.pk}"

    def get_absolute_url(self):
        shown = self.shown
        return reverse("faq:question_detail", args=[self.pk, shown.slug if shown else "question"])

    def shown_in(self, language: str) -> "Translation | None":
        """The text for a reader of a language: theirs if it has an answer, else the other one."""
        return best_of(self.translations.all(), language)

    @property
    def shown(self) -> "Translation | None":
        """The text for the reader of the page that is being made."""
        return self.shown_in(translation.get_language() or settings.LANGUAGE_CODE)

    @property
    def audience_labels(self) -> list[str]:
        return [str(audience.label) for audience in Audience if audience in self.audiences]

    def get_short_url(self):
        return reverse("faq:short_link", args=[self.pk])
