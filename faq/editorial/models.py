from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history import kinds as history
from faq.questions.models import Question, Revision
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
    IN_STEP = "question.in_step", _("Found to say the same in both languages")
    MERGED = "question.merged", _("Merged into another question")
    TOOK_IN = "question.took_in", _("Another question was merged into it")
    PROPOSED = "question.proposed", _("A member proposed an edit")
    PROPOSAL_CHANGED = "question.proposal_changed", _("A member changed the proposed edit")
    PROPOSAL_ACCEPTED = "question.proposal_accepted", _("Proposed edit accepted")
    PROPOSAL_DECLINED = "question.proposal_declined", _("Proposed edit declined")
    PROPOSAL_REOPENED = "question.proposal_reopened", _("Declined edit taken up again")
    PROPOSAL_WITHDRAWN = "question.proposal_withdrawn", _("Proposed edit withdrawn")
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
    addendum = models.TextField(_("for members (Markdown)"), blank=True)
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


class ProposalStatus(models.TextChoices):
    PENDING = "pending", _("waits for an editor")
    ACCEPTED = "accepted", _("accepted")
    CHANGED = "changed", _("accepted with changes")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


PROPOSAL_MOVES = {
    ProposalStatus.PENDING: frozenset(
        {
            ProposalStatus.ACCEPTED,
            ProposalStatus.CHANGED,
            ProposalStatus.DECLINED,
            ProposalStatus.WITHDRAWN,
        }
    ),
    ProposalStatus.ACCEPTED: frozenset(),
    ProposalStatus.CHANGED: frozenset(),
    ProposalStatus.DECLINED: frozenset({ProposalStatus.PENDING}),
    ProposalStatus.WITHDRAWN: frozenset(),
}


class Proposal(models.Model):
    """A member's wording of an answer, beside the published one; an editor decides."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="proposals")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    based_on = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("based on revision")
    )
    title = models.CharField(_("question"), max_length=250)
    short_answer = models.TextField(_("short answer"), blank=True)
    body = models.TextField(_("full answer (Markdown)"), blank=True)
    addendum = models.TextField(_("for members (Markdown)"), blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by")
    )
    credit = LineField(_("name and organisation"), max_length=200, blank=True)
    wants_credit = models.BooleanField(_("to be named"), default=True)
    status = models.CharField(
        _("state"), max_length=9, choices=ProposalStatus, default=ProposalStatus.PENDING
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    published_as = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published as revision"),
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("proposed edit")
        verbose_name_plural = _("proposed edits")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_one_waiting_per_person",
                fields=["question", "language", "author"],
                condition=Q(status="pending"),
            ),
            models.CheckConstraint(
                name="proposal_status_known", condition=Q(status__in=ProposalStatus.values)
            ),
            models.CheckConstraint(
                name="proposal_accepted_iff_published",
                condition=Q(status__in=["accepted", "changed"], published_as__isnull=False)
                | (~Q(status__in=["accepted", "changed"]) & Q(published_as__isnull=True)),
            ),
            models.CheckConstraint(
                name="proposal_declined_has_reason",
                condition=~Q(status="declined") | ~Q(reason=""),
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
