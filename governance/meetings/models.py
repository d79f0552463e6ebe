from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField


class Body(models.TextChoices):
    BOARD = "board", _("Board of Directors")
    ASSEMBLY = "assembly", _("General Assembly")


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    CONVENED = "convened", _("convened")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


MEETING_MOVES = {
    MeetingStatus.PLANNED: frozenset({MeetingStatus.CONVENED, MeetingStatus.CANCELLED}),
    MeetingStatus.CONVENED: frozenset({MeetingStatus.HELD, MeetingStatus.CANCELLED}),
    MeetingStatus.HELD: frozenset(),
    MeetingStatus.CANCELLED: frozenset(),
}


class MeetingQuerySet(models.QuerySet):
    def upcoming(self) -> "MeetingQuerySet":
        return self.filter(
            starts_at__gte=timezone.now(),
            status__in=[MeetingStatus.PLANNED, MeetingStatus.CONVENED],
        ).order_by("starts_at", "pk")


class Meeting(models.Model):
    """A meeting of the Board or the Assembly. Board meetings are open to members."""

    body = models.CharField(_("body"), max_length=10, choices=Body, default=Body.BOARD)
    title = models.CharField(_("title"), max_length=160, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("online at"), blank=True)
    is_open_to_members = models.BooleanField(_("members may attend"), default=True)
    convened_at = models.DateTimeField(_("convened"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_status_known", condition=Q(status__in=MeetingStatus.values)
            ),
            models.CheckConstraint(
                name="meeting_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
            ),
        ]

    def __str__(self):
        day = timezone.localtime(self.starts_at)
        return f"{self.title or self.get_body_display()}, {day:%d.%m.%Y}"

    def get_absolute_url(self):
        return reverse("governance:meeting_detail", args=[self.pk])


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=250)
    note = models.TextField(_("note (Markdown)"), blank=True)
    note_html = RenderedMarkdownField()
    presenter = models.CharField(_("presented by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.title}"
