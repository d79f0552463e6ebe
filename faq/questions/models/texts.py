from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Lag
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from faq.questions.models.readers import Visibility
from members.accounts.models import User


class Significance(models.TextChoices):
    TYPO = "typo", _("typing or style")
    CONTENT = "content", _("content")
    MAJOR = "major", _("the answer is another one")


class TranslationQuerySet(models.QuerySet):
    def written(self) -> "TranslationQuerySet":
        return self.filter(revision_number__gt=0)


class Translation(models.Model):
    """A question and its present answer in one language: the latest published revision.

    Until the first one is published it holds the question alone. `revised_at` is the day of what
    everybody reads: a change of the words for members alone leaves it as it is.
    """

    question = models.ForeignKey("faq.Question", models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("question"), max_length=250)
    slug = models.SlugField(max_length=120)
    short_answer = models.TextField(
        _("short answer"), blank=True, help_text=_("One or two sentences, the answer first.")
    )
    body = models.TextField(_("full answer (Markdown)"), blank=True)
    body_html = RenderedMarkdownField(anchors="anchors")
    addendum = models.TextField(
        _("for members (Markdown)"),
        blank=True,
        help_text=_("Active members read this beneath the answer; nobody else does."),
    )
    addendum_html = RenderedMarkdownField(top=3, prefix="m-", anchors="anchors")
    anchors = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="The ids that headings keep when they are reworded: {made of words: kept}.",
    )
    in_step_with = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="The other language's revision that this text says the same as.",
    )
    behind = models.CharField(
        _("behind the other language"),
        max_length=8,
        choices=Significance,
        blank=True,
        editable=False,
        help_text=_("The weightiest change of the other language since they said the same."),
    )
    revision_number = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(_("last revised"), null=True, blank=True, editable=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["question_id", "language"]
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
                condition=Q(
                    revision_number=0,
                    short_answer="",
                    body="",
                    addendum="",
                    revised_at__isnull=True,
                )
                | (
                    Q(revision_number__gt=0, revised_at__isnull=False)
                    & ~Q(short_answer="", body="")
                ),
            ),
            models.CheckConstraint(
                name="translation_behind_known", condition=Q(behind__in=["", *Significance.values])
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_written(self) -> bool:
        return self.revision_number > 0


class AliasSource(models.TextChoices):
    EDITOR = "editor", _("an editor")
    SEARCH = "search", _("a search")
    ASKED = "asked", _("a question that was asked")


class Alias(models.Model):
    """Another wording of the question, as people ask it: for finding, not for showing."""

    question = models.ForeignKey("faq.Question", models.CASCADE, related_name="aliases")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    text = models.CharField(_("also asked as"), max_length=250)
    source = models.CharField(
        _("from"), max_length=6, choices=AliasSource, default=AliasSource.EDITOR, editable=False
    )

    class Meta:
        verbose_name = _("other wording")
        verbose_name_plural = _("other wordings")
        ordering = ["question_id", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language", "text"], name="alias_once_per_question"
            ),
        ]

    def __str__(self):
        return self.text


class RevisionQuerySet(models.QuerySet):
    def seen_by(self, readable: Iterable[str]) -> "RevisionQuerySet":
        """Who does not read the words for members is shown no revision of those words alone."""
        if Visibility.MEMBERS in readable:
            return self
        shown = ("title", "short_answer", "body")
        before = {
            f"{name}_before": Window(Lag(name), partition_by="translation", order_by="number")
            for name in shown
        }
        is_another = [~Q(**{name: F(f"{name}_before")}) for name in shown]
        is_first = Q(title_before__isnull=True)
        return self.annotate(**before).filter(reduce(or_, is_another, is_first))


class Revision(models.Model):
    """One published wording of an answer. Restoring an old one writes a new one.

    The database refuses to change or delete a row.
    """

    translation = models.ForeignKey(Translation, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    title = models.CharField(_("question"), max_length=250)
    short_answer = models.TextField(_("short answer"), blank=True)
    body = models.TextField(_("full answer (Markdown)"), blank=True)
    addendum = models.TextField(_("for members (Markdown)"), blank=True)
    comment = models.CharField(
        _("what changed"), max_length=250, blank=True, help_text=_("Readers see this.")
    )
    significance = models.CharField(
        _("weight"), max_length=8, choices=Significance, default=Significance.CONTENT
    )
    author = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    contributor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("contributor")
    )
    credit = LineField(
        _("thanks to"),
        max_length=200,
        blank=True,
        help_text=_("The contributor's name and organisation as they were, for readers."),
    )
    in_step_with = models.PositiveIntegerField(default=0)
    restores = models.PositiveIntegerField(
        _("restores revision"), null=True, help_text="The revision whose words it takes up again."
    )
    created_at = models.DateTimeField(_("published"), auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["translation_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["translation", "number"], name="revision_number_once"),
            models.CheckConstraint(
                name="revision_significance_known",
                condition=Q(significance__in=Significance.values),
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.number}"
