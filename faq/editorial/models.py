from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import kinds as history
from faq.questions.models import Question
from members.accounts.models import User


@history.register_kinds
class QuestionEvent(models.TextChoices):
    CREATED = "question.created", _("Question taken in")
    PUBLISHED = "question.published", _("Answer published")
    REVISED = "question.revised", _("Answer revised")
    WITHDRAWN = "question.withdrawn", _("Answer taken back")
    ARCHIVED = "question.archived", _("Question archived")
    RESTORED = "question.restored", _("Question restored from the archive")
    DETAILS_CHANGED = "question.details_changed", _("Topic, readers or labels changed")
    NEED_OPENED = "question.need_opened", _("Marked as to be revised")
    NEED_CHANGED = "question.need_changed", _("What is to be revised has changed")
    NEED_CLOSED = "question.need_closed", _("No longer to be revised")


class Draft(models.Model):
    """A text that somebody is writing, beside the published one that readers see meanwhile."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="drafts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("question"), max_length=250)
    short_answer = models.TextField(_("short answer"), blank=True)
    body = models.TextField(_("full answer (Markdown)"), blank=True)
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("Rises with each saving.")
    )
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language"], name="draft_once_per_language"
            ),
        ]

    def __str__(self):
        return self.title


class ImportedText(models.Model):
    """What a file said last time, so that the next import knows what is new in the file and what
    an editor has changed since.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="imported_texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    content = models.JSONField(_("content"))
    imported_at = models.DateTimeField(_("imported"), auto_now=True)

    class Meta:
        verbose_name = _("imported text")
        verbose_name_plural = _("imported texts")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language"], name="imported_text_once_per_language"
            ),
        ]

    def __str__(self):
        return f"{self.question_id}, {self.language}"
