from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    When,
)
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField
from members.accounts.models import User
from members.organisations.models import Representative


class Audience(models.TextChoices):
    """Who asks this. A facet to filter by, never a wall."""

    JOINING = "joining", _("Considering joining")
    MEMBER = "member", _("Already a member")
    PARTNER = "partner", _("Partner or authority")
    GOVERNANCE = "governance", _("How the cluster is run")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("active members only")


def readable_by(viewer: Any) -> list[str]:
    """The visibilities whose answers this person may read: one query, none for a visitor."""
    if getattr(viewer, "is_staff", False):
        return list(Visibility.values)
    may_read_members = (
        viewer.is_authenticated
        and Representative.objects.of_active_members().filter(user=viewer).exists()
    )
    return list(Visibility.values) if may_read_members else [Visibility.PUBLIC.value]


class QuestionStatus(models.TextChoices):
    NEEDS_ANSWER = "needs_answer", _("needs an answer")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


QUESTION_MOVES = {
    QuestionStatus.NEEDS_ANSWER: frozenset({QuestionStatus.PUBLISHED, QuestionStatus.ARCHIVED}),
    QuestionStatus.PUBLISHED: frozenset({QuestionStatus.NEEDS_ANSWER, QuestionStatus.ARCHIVED}),
    QuestionStatus.ARCHIVED: frozenset({QuestionStatus.NEEDS_ANSWER, QuestionStatus.PUBLISHED}),
}


class Topic(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Label(models.Model):
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["slug"]

    def __str__(self):
        return self.name


_LONG_TEXTS = ("body", "body_html")


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

    def related_to(self, question: "Question") -> "QuestionQuerySet":
        """Others that share labels or the topic, those with most in common first."""
        labels = Label.objects.filter(questions=question)
        topic = question.topic_id or 0
        return (
            self.exclude(pk=question.pk)
            .annotate(
                shared_labels=Count("labels", filter=Q(labels__in=labels)),
                shares_topic=Case(When(topic=topic, then=1), default=0),
            )
            .filter(Q(shared_labels__gt=0) | Q(shares_topic=1))
            .order_by("-shared_labels", "-shares_topic", "-is_pinned", "position", "pk")
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
        permissions = [("publish_question", _("Can publish answers"))]
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
        ]

    def __str__(self):
        shown = self.shown
        return shown.title if shown else f"#{self.pk}"

    def get_absolute_url(self):
        shown = self.shown
        return reverse("faq:question_detail", args=[self.pk, shown.slug if shown else "question"])

    def shown_in(self, language: str) -> "Translation | None":
        """The text for a reader of a language: theirs if it has an answer, else the other one."""
        texts = sorted(
            self.translations.all(),
            key=lambda text: (not text.is_written, text.language != language[:2]),
        )
        return texts[0] if texts else None

    @property
    def shown(self) -> "Translation | None":
        """The text for the reader of the page that is being made."""
        return self.shown_in(translation.get_language() or settings.LANGUAGE_CODE)

    @property
    def audience_labels(self) -> list[str]:
        return [str(audience.label) for audience in Audience if audience in self.audiences]

    def get_short_url(self):
        return reverse("faq:short_link", args=[self.pk])


class TranslationQuerySet(models.QuerySet):
    def written(self) -> "TranslationQuerySet":
        return self.filter(revision_number__gt=0)


class Translation(models.Model):
    """A question and its present answer in one language: the latest published revision.

    Until the first one is published it holds the question alone.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("question"), max_length=250)
    slug = models.SlugField(max_length=120)
    short_answer = models.TextField(
        _("short answer"), blank=True, help_text=_("One or two sentences, the answer first.")
    )
    body = models.TextField(_("full answer (Markdown)"), blank=True)
    body_html = RenderedMarkdownField()
    revision_number = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(_("last revised"), null=True, blank=True, editable=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["question", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language"], name="translation_once_per_language"
            ),
            models.CheckConstraint(
                name="translation_language_known",
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
            ),
            models.CheckConstraint(
                name="translation_answered_iff_revised",
                condition=Q(revision_number=0, short_answer="", body="", revised_at__isnull=True)
                | (
                    Q(revision_number__gt=0, revised_at__isnull=False)
                    & ~Q(short_answer="", body="")
                ),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_written(self) -> bool:
        return self.revision_number > 0


class Alias(models.Model):
    """Another wording of the question, as people ask it: for finding, not for showing."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="aliases")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    text = models.CharField(_("also asked as"), max_length=250)

    class Meta:
        verbose_name = _("other wording")
        verbose_name_plural = _("other wordings")
        ordering = ["question", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language", "text"], name="alias_once_per_question"
            ),
        ]

    def __str__(self):
        return self.text


class Significance(models.TextChoices):
    TYPO = "typo", _("typing or style")
    CONTENT = "content", _("content")
    MAJOR = "major", _("the answer is another one")


class Revision(models.Model):
    """One published wording of an answer. Restoring an old one writes a new one.

    The database refuses to change or delete a row.
    """

    translation = models.ForeignKey(Translation, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    title = models.CharField(_("question"), max_length=250)
    short_answer = models.TextField(_("short answer"), blank=True)
    body = models.TextField(_("full answer (Markdown)"), blank=True)
    comment = models.CharField(
        _("what changed"), max_length=250, blank=True, help_text=_("Readers see this.")
    )
    significance = models.CharField(
        _("weight"), max_length=8, choices=Significance, default=Significance.CONTENT
    )
    author = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["translation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["translation", "number"], name="revision_number_once"),
            models.CheckConstraint(
                name="revision_significance_known",
                condition=Q(significance__in=Significance.values),
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.number}"


class RevisionNeedQuerySet(models.QuerySet):
    def open(self) -> "RevisionNeedQuerySet":
        return self.filter(closed_at__isnull=True)


class RevisionNeed(models.Model):
    """The answer is to be revised: why, by whom, until when. Shown to readers while it is open."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="revision_needs")
    reason = models.CharField(_("why"), max_length=300)
    owner = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    expected_on = models.DateField(_("expected"), null=True, blank=True)
    opened_at = models.DateTimeField(_("noted"), auto_now_add=True)
    closed_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = RevisionNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need for revision")
        verbose_name_plural = _("needs for revision")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                name="revision_need_one_open",
                fields=["question"],
                condition=Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.reason
