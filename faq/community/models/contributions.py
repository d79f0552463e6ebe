from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import kinds as history
from faq.community.models.submissions import Submission
from faq.questions.models import Question, Revision, Visibility
from members.accounts.models import User

_LINKS = Signer(salt="faq.community.contribution", sep=".")


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
        {ContributionStatus.PENDING, ContributionStatus.SPAM}
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
    ContributionStatus.SPAM: frozenset(
        {ContributionStatus.UNCONFIRMED, ContributionStatus.PENDING}
    ),
}


@history.register_kinds
class ContributionEvent(models.TextChoices):
    SENT = "contribution.sent", _("Sent in")
    CONFIRMED = "contribution.confirmed", _("Address confirmed")
    PUBLISHED = "contribution.published", _("Shown")
    DECLINED = "contribution.declined", _("Declined")
    REPLIED = "contribution.replied", _("The office replied")
    READERS_CHANGED = "contribution.readers_changed", _("Shown to other readers")
    RESOLVED = "contribution.resolved", _("Taken up in the answer")
    REOPENED = "contribution.reopened", _("Taken up again")
    HELD_AS_SPAM = "contribution.held_as_spam", _("Held as spam")
    LET_THROUGH = "contribution.let_through", _("Not spam after all")
    FORGOTTEN = "contribution.forgotten", _("Name and address removed")


class ContributionQuerySet(models.QuerySet):
    def shown(self) -> "ContributionQuerySet":
        return self.filter(status__in=[ContributionStatus.PUBLISHED, ContributionStatus.RESOLVED])

    def waiting(self) -> "ContributionQuerySet":
        return self.filter(status=ContributionStatus.PENDING)

    def readable(self, visibilities: list[str]) -> "ContributionQuerySet":
        """Shown, and by which readers: what is about members' words is seen by members only."""
        rows = self.shown()
        if Visibility.MEMBERS in visibilities:
            return rows
        return rows.filter(is_for_members=False, question__visibility=Visibility.PUBLIC)

    def for_page(self) -> "ContributionQuerySet":
        """Newest first, what is taken up at the end."""
        is_done = Q(status=ContributionStatus.RESOLVED)
        return self.select_related("author", "resolved_in").order_by(
            models.Case(models.When(is_done, then=1), default=0), "-created_at", "-pk"
        )

    def of_guest(self, email: str) -> "ContributionQuerySet":
        return self.filter(guest_email=email).exclude(guest_email="")

    def queued(self) -> "ContributionQuerySet":
        """Confirmed by guests who have another one waiting already; the oldest first."""
        return self.filter(
            status=ContributionStatus.UNCONFIRMED, confirmed_at__isnull=False
        ).order_by("created_at", "pk")

    def by_token(self, token: str) -> "ContributionQuerySet":
        """The one behind a signed link, whatever became of it; none for a forged link."""
        try:
            return self.filter(pk=int(_LINKS.unsign(token)))
        except (BadSignature, ValueError):
            return self.none()


class Contribution(Submission):
    """A comment, a correction or a request for more, about the wording that its sender read.

    Plain text. `is_for_members` is set when it is about what only members read. A guest has one
    that waits for the office; what they confirm meanwhile is taken up when that one is decided.
    """

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="contributions", verbose_name=_("question")
    )
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
            models.UniqueConstraint(
                name="contribution_one_waiting_per_guest",
                fields=["guest_email"],
                condition=Q(status="pending") & ~Q(guest_email=""),
            ),
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
        """Without its words, which history would keep for ever."""
        return f"{self.question}: {self.get_kind_display()} {self.pk}"

    @property
    def token(self) -> str:
        return _LINKS.sign(str(self.pk))

    @property
    def is_resolved(self) -> bool:
        return self.status == ContributionStatus.RESOLVED

    @property
    def credit(self) -> str:
        """Name and organisation as they were, for the revision that takes it up."""
        return ", ".join(filter(None, (self.sender_name, self.sender_organisation)))
