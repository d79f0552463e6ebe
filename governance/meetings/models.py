import datetime as dt

from django.db import models
from django.db.models import Exists, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from cluster_portal.toolkit.history.kinds import register_kinds
from governance.mandates.models import Mandate, Office
from members.accounts.models import User
from members.organisations.models import Representative

# How long a meeting whose end nobody wrote down is taken to last.
USUAL_LENGTH = dt.timedelta(hours=3)


class Body(models.TextChoices):
    BOARD = "board", _("Board of Directors")
    ASSEMBLY = "assembly", _("General Assembly")


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    CONVENED = "convened", _("convened")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


# A planned meeting becomes held at once when it is entered after the fact, from old papers.
MEETING_MOVES = {
    MeetingStatus.PLANNED: frozenset(
        {MeetingStatus.CONVENED, MeetingStatus.HELD, MeetingStatus.CANCELLED}
    ),
    MeetingStatus.CONVENED: frozenset({MeetingStatus.HELD, MeetingStatus.CANCELLED}),
    MeetingStatus.HELD: frozenset(),
    MeetingStatus.CANCELLED: frozenset(),
}


@register_kinds
class MeetingEvent(models.TextChoices):
    CONVENED = "meeting.convened", _("Meeting convened")
    AGENDA_CHANGED = "meeting.agenda_changed", _("Agenda changed after convening")
    ATTENDANCE_CHANGED = "meeting.attendance_changed", _("Attendance put right")
    MOVED = "meeting.moved", _("Time or place changed")
    HELD = "meeting.held", _("Meeting held")
    CANCELLED = "meeting.cancelled", _("Meeting cancelled")


def sits_with_board(viewer: User) -> Exists:
    """A condition for `visible_to`: asked with the rows, not before them."""
    return Exists(Mandate.objects.on().filter(user=viewer))


def speaks_for_member(viewer: User) -> Exists:
    return Exists(Representative.objects.of_active_members().filter(user=viewer))


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "MeetingQuerySet":
        """The Board and the office see all; members all but plans that were dropped unannounced."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff:
            return self
        is_dropped = Q(status=MeetingStatus.CANCELLED, convened_at__isnull=True)
        return self.filter(Q(sits_with_board(viewer)) | Q(speaks_for_member(viewer)) & ~is_dropped)

    def matching(self, body: str = "", year: int | None = None) -> "MeetingQuerySet":
        rows = self.filter(body=body) if body else self
        return rows.filter(starts_at__year=year) if year else rows

    def years(self) -> list[int]:
        """The years with meetings, the newest first."""
        return [day.year for day in self.datetimes("starts_at", "year", order="DESC")]

    def without_minutes(self) -> "MeetingQuerySet":
        return self.filter(status=MeetingStatus.HELD, minutes__isnull=True)

    def with_open_papers(self) -> "MeetingQuerySet":
        """Whose agenda and attendance may be written in: until the minutes are approved."""
        return self.exclude(status=MeetingStatus.CANCELLED).exclude(
            minutes__status__in=["approved", "published"]
        )

    def with_minutes_status(self) -> "MeetingQuerySet":
        """With `minutes_status`: draft, approved, published, or None while there are none."""
        return self.annotate(minutes_status=F("minutes__status"))

    def not_over(self) -> "MeetingQuerySet":
        """To come or going on, the cancelled ones too; the nearest first."""
        return self._with_end().filter(self._is_not_over()).order_by("starts_at", "pk")

    def over(self) -> "MeetingQuerySet":
        return self._with_end().exclude(self._is_not_over()).order_by("-starts_at", "-pk")

    def upcoming(self) -> "MeetingQuerySet":
        """What will take place as far as we know, the nearest first; one in progress counts."""
        return self.not_over().exclude(status=MeetingStatus.CANCELLED)

    def waiting_to_be_closed(self) -> "MeetingQuerySet":
        """Their time has passed, and nobody has said whether they were held."""
        return self.over().filter(status__in=[MeetingStatus.PLANNED, MeetingStatus.CONVENED])

    def _with_end(self) -> "MeetingQuerySet":
        return self.alias(last_moment=Coalesce("ends_at", F("starts_at") + USUAL_LENGTH))

    def _is_not_over(self) -> Q:
        return Q(last_moment__gte=timezone.now()) & ~Q(status=MeetingStatus.HELD)


class Meeting(models.Model):
    """A meeting of the Board or the Assembly. Board meetings are open to members."""

    body = models.CharField(_("body"), max_length=10, choices=Body, default=Body.BOARD)
    title = LineField(
        _("title"),
        max_length=160,
        blank=True,
        help_text=_("Only when the meeting has a name of its own, such as “Strategy day”."),
    )
    status = models.CharField(
        _("state"), max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = LineField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(
        _("online at"),
        blank=True,
        help_text=_("Shown only to those who may attend, and only until the meeting is over."),
    )
    is_open_to_members = models.BooleanField(_("members may attend"), default=True)
    convened_at = models.DateTimeField(_("convened"), null=True, blank=True)
    members_told = models.BooleanField(
        _("members were invited by mail"), default=False, editable=False
    )
    chair_name = LineField(_("chaired by"), max_length=150, blank=True)
    secretary_name = LineField(_("minutes taken by"), max_length=150, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["body", "-starts_at"], name="meeting_by_body_and_day")]
        constraints = [
            models.CheckConstraint(name="meeting_body_known", condition=Q(body__in=Body.values)),
            models.CheckConstraint(
                name="meeting_status_known", condition=Q(status__in=MeetingStatus.values)
            ),
            models.CheckConstraint(
                name="meeting_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("A meeting cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="meeting_convened_iff_dated",
                condition=Q(status="planned", convened_at__isnull=True)
                | Q(status="convened", convened_at__isnull=False)
                | Q(status__in=["held", "cancelled"]),
            ),
            models.CheckConstraint(
                name="meeting_cancelled_iff_reasoned",
                condition=Q(status="cancelled", cancel_reason__gt="")
                | (~Q(status="cancelled") & Q(cancel_reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {formats.date_format(self.day, 'SHORT_DATE_FORMAT')}"

    def get_absolute_url(self):
        return reverse("governance:meeting_detail", args=[self.pk])

    @property
    def name(self) -> str:
        return self.title or self.get_body_display()

    @property
    def day(self) -> dt.date:
        """The day it begins, in the association's zone."""
        return timezone.localdate(self.starts_at)

    @property
    def is_over(self) -> bool:
        last_moment = self.ends_at or self.starts_at + USUAL_LENGTH
        return self.status == MeetingStatus.HELD or last_moment < timezone.now()

    @property
    def is_ahead(self) -> bool:
        """It will take place, or is going on."""
        return not self.is_over and self.status != MeetingStatus.CANCELLED


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("number"))
    title = LineField(_("title"), max_length=250)
    note = models.TextField(_("note (Markdown)"), blank=True)
    note_html = RenderedMarkdownField(top=3)
    presenter = LineField(_("presented by"), max_length=150, blank=True)

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


class Presence(models.TextChoices):
    IN_ROOM = "in_room", _("present")
    ONLINE = "online", _("present online")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


PRESENT = (Presence.IN_ROOM, Presence.ONLINE)


class AttendanceQuerySet(models.QuerySet):
    def of_board(self) -> "AttendanceQuerySet":
        return self.filter(office__gt="")

    def of_others(self) -> "AttendanceQuerySet":
        return self.filter(office="")


class Attendance(models.Model):
    """Who was at a meeting: name, office and organisation as they were that day."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    office = models.CharField(
        _("office"),
        max_length=20,
        choices=Office,
        blank=True,
        help_text=_("Empty for members, guests and staff who were there without a vote."),
    )
    person_name = LineField(_("name"), max_length=150)
    organisation_name = LineField(_("organisation"), max_length=120, blank=True)
    presence = models.CharField(_("presence"), max_length=10, choices=Presence)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attendance_presence_known", condition=Q(presence__in=Presence.values)
            ),
            models.UniqueConstraint(
                name="attendance_once_per_mandate",
                fields=["meeting", "mandate"],
                condition=Q(mandate__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person_name}: {self.get_presence_display()}"
