from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.accounts.models import User


class RevisionNeedQuerySet(models.QuerySet):
    def open(self) -> "RevisionNeedQuerySet":
        return self.filter(closed_at__isnull=True)


class NeedCause(models.TextChoices):
    OFFICE = "office", _("noted by the office")
    SOURCE = "source", _("what it rests on has been superseded")
    READER = "reader", _("a reader's correction")


class RevisionNeed(models.Model):
    """The answer is to be revised: why, by whom, until when. Shown to readers while it is open."""

    question = models.ForeignKey("faq.Question", models.CASCADE, related_name="revision_needs")
    reason = LineField(_("why"), max_length=300)
    cause = models.CharField(
        _("cause"), max_length=8, choices=NeedCause, default=NeedCause.OFFICE, editable=False
    )
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
            models.CheckConstraint(
                name="revision_need_cause_known", condition=Q(cause__in=NeedCause.values)
            ),
        ]

    def __str__(self):
        return self.reason
