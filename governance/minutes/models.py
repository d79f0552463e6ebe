from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField
from governance.mandates.models import Mandate
from governance.meetings.models import Meeting
from members.accounts.models import User
from members.organisations.models import Representative


class MinutesStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published to members")


MINUTES_MOVES = {
    MinutesStatus.DRAFT: frozenset({MinutesStatus.APPROVED}),
    MinutesStatus.APPROVED: frozenset({MinutesStatus.PUBLISHED, MinutesStatus.DRAFT}),
    MinutesStatus.PUBLISHED: frozenset(),
}


class MinutesQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "MinutesQuerySet":
        """Members read what is published; the Board and the office read drafts too."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff or Mandate.objects.on().filter(user=viewer).exists():
            return self
        if Representative.objects.of_active_members().filter(user=viewer).exists():
            return self.filter(status=MinutesStatus.PUBLISHED)
        return self.none()


class Minutes(models.Model):
    """What was said and decided at a meeting (proces-verbal). Published ones do not change."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    status = models.CharField(
        _("state"), max_length=10, choices=MinutesStatus, default=MinutesStatus.DRAFT
    )
    body = models.TextField(_("minutes (Markdown)"), blank=True)
    body_html = RenderedMarkdownField()
    drafted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approval_reference = models.CharField(_("approved by"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["-meeting__starts_at", "-pk"]
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
        ]

    def __str__(self):
        return str(self.meeting)
