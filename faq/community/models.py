"""What readers give back: votes, comments, corrections, and the wish to be told.

Guests confirm by mail before anything they wrote is shown or sent on; what screening held back
keeps its reasons and can be let through.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from faq.questions.models import Question, Revision
from members.accounts.models import User


class Held(models.TextChoices):
    """Why screening kept something back; a person decides."""

    HONEYPOT = "honeypot", _("a field that people do not see was filled in")
    TOO_FAST = "too_fast", _("sent faster than a person writes")
    STALE = "stale", _("the form was not ours, or very old")
    TOO_MANY = "too_many", _("many in a short time")
    LINKS = "links", _("more links than words would need")
    REPEATED = "repeated", _("the same text was sent before")
    SCRIPT = "script", _("mostly in another script")
    FIRST_POST = "first_post", _("the first post of this person")


class Submission(models.Model):
    """What a person or a guest sends in: who, in which language, what screening said."""

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    guest_name = models.CharField(_("name"), max_length=120, blank=True)
    guest_email = models.EmailField(_("e-mail"), blank=True)
    organisation_name = models.CharField(
        _("organisation"),
        max_length=200,
        blank=True,
        help_text=_("As it was when this was sent."),
    )
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    held_because = ArrayField(
        models.CharField(max_length=12, choices=Held),
        verbose_name=_("held because"),
        default=list,
        blank=True,
    )
    text_key = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Hash of the folded text."
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def sender_name(self) -> str:
        return self.author.full_name if self.author else self.guest_name

    @property
    def sender_email(self) -> str:
        return self.author.email if self.author else self.guest_email


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


class Vote(models.Model):
    """Whether one wording helped one reader. A visitor is known by a signed token of the page.

    `visitor` is a hash of that token; `crowd` is a keyed hash of where it came from that changes
    every day, only to slow stuffing down: colleagues behind one address are several visitors.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="votes")
    question = models.ForeignKey(Question, models.CASCADE, related_name="votes")
    value = models.CharField(_("helped"), max_length=6, choices=Helped)
    why = models.CharField(_("why"), max_length=10, choices=WhyNot, blank=True)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    voter = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_member = models.BooleanField(_("by a member"), default=False)
    visitor = models.CharField(max_length=64, blank=True)
    crowd = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("given"), auto_now_add=True)

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


class ContributionKind(models.TextChoices):
    COMMENT = "comment", _("comment")
    CORRECTION = "correction", _("correction")
    MORE_INFO = "more_info", _("request for more information")


class ContributionStatus(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("waits for the sender's confirmation")
    PENDING = "pending", _("waits for the office")
    PUBLISHED = "published", _("shown")
    RESOLVED = "resolved", _("taken up in the answer")
    DECLINED = "declined", _("declined")
    SPAM = "spam", _("spam")


CONTRIBUTION_MOVES = {
    ContributionStatus.UNCONFIRMED: frozenset(
        {ContributionStatus.PENDING, ContributionStatus.PUBLISHED, ContributionStatus.SPAM}
    ),
    ContributionStatus.PENDING: frozenset(
        {
            ContributionStatus.PUBLISHED,
            ContributionStatus.RESOLVED,
            ContributionStatus.DECLINED,
            ContributionStatus.SPAM,
        }
    ),
    ContributionStatus.PUBLISHED: frozenset(
        {ContributionStatus.RESOLVED, ContributionStatus.DECLINED, ContributionStatus.SPAM}
    ),
    ContributionStatus.RESOLVED: frozenset({ContributionStatus.PUBLISHED}),
    ContributionStatus.DECLINED: frozenset({ContributionStatus.PENDING}),
    ContributionStatus.SPAM: frozenset({ContributionStatus.PENDING}),
}


class ContributionQuerySet(models.QuerySet):
    def shown(self) -> "ContributionQuerySet":
        return self.filter(status__in=[ContributionStatus.PUBLISHED, ContributionStatus.RESOLVED])

    def waiting(self) -> "ContributionQuerySet":
        return self.filter(status=ContributionStatus.PENDING)


class Contribution(Submission):
    """A comment, a correction or a request for more, about the wording that its sender read.

    Plain text. `is_for_members` is set when it is about what only members read.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="contributions")
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, related_name="contributions", verbose_name=_("about")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContributionKind)
    text = models.TextField(_("text"), max_length=4000)
    is_for_members = models.BooleanField(_("seen by members only"), default=False)
    status = models.CharField(
        _("state"),
        max_length=11,
        choices=ContributionStatus,
        default=ContributionStatus.UNCONFIRMED,
    )
    reply = models.TextField(_("the office's reply"), max_length=4000, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    resolved_in = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resolves",
        verbose_name=_("taken up in revision"),
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments and corrections")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="contribution_kind_known", condition=Q(kind__in=ContributionKind.values)
            ),
            models.CheckConstraint(
                name="contribution_status_known", condition=Q(status__in=ContributionStatus.values)
            ),
            models.CheckConstraint(
                name="contribution_shown_is_confirmed",
                condition=Q(status__in=["unconfirmed", "spam", "declined"])
                | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_declined_has_reason",
                condition=~Q(status="declined") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="contribution_resolved_iff_revision",
                condition=Q(status="resolved", resolved_in__isnull=False)
                | (~Q(status="resolved") & Q(resolved_in__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["question", "status"], name="faq_contribution_shown")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"


class FollowQuerySet(models.QuerySet):
    def active(self) -> "FollowQuerySet":
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)


class Follow(models.Model):
    """Tell me when this answer is revised: once, to a confirmed address; every mail ends it."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="follows")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to be told")
        verbose_name_plural = _("wishes to be told")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="follow_once_per_person",
                fields=["question", "person"],
                condition=Q(person__isnull=False, ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="follow_once_per_address",
                fields=["question", "email"],
                condition=~Q(email="") & Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="follow_has_an_address", condition=Q(person__isnull=False) | ~Q(email="")
            ),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.address}"

    @property
    def address(self) -> Any:
        return self.person.email if self.person else self.email
