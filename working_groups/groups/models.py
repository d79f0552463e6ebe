from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField
from members.accounts.models import User
from members.organisations.models import Membership, Organisation


class GroupStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACTIVE = "active", _("active")
    DORMANT = "dormant", _("dormant")
    CONCLUDED = "concluded", _("concluded")


GROUP_MOVES = {
    GroupStatus.PROPOSED: frozenset({GroupStatus.ACTIVE, GroupStatus.CONCLUDED}),
    GroupStatus.ACTIVE: frozenset({GroupStatus.DORMANT, GroupStatus.CONCLUDED}),
    GroupStatus.DORMANT: frozenset({GroupStatus.ACTIVE, GroupStatus.CONCLUDED}),
    GroupStatus.CONCLUDED: frozenset(),
}


class WorkingGroupQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "WorkingGroupQuerySet":
        """Proposals stay between those who hold a seat in them and the office."""
        if getattr(viewer, "is_staff", False):
            return self
        seen = ~Q(status=GroupStatus.PROPOSED)
        if viewer.is_authenticated:
            own = Seat.objects.held().filter(group=OuterRef("pk"), user=viewer)
            seen |= Q(Exists(own))
        return self.filter(seen)

    def running(self) -> "WorkingGroupQuerySet":
        return self.filter(status=GroupStatus.ACTIVE)


class WorkingGroup(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    charter = models.TextField(_("charter (Markdown)"), blank=True)
    charter_html = RenderedMarkdownField()
    inside = models.TextField(
        _("page for the group's members (Markdown)"),
        blank=True,
        help_text=_("Next steps, working papers, links. Only people with a seat read it."),
    )
    inside_html = RenderedMarkdownField()
    status = models.CharField(
        _("state"), max_length=10, choices=GroupStatus, default=GroupStatus.PROPOSED
    )
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    concluded_on = models.DateField(_("concluded"), null=True, blank=True)
    decision_reference = models.CharField(_("Board's decision"), max_length=120, blank=True)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="group_status_known", condition=Q(status__in=GroupStatus.values)
            ),
            models.CheckConstraint(
                name="group_concluded_iff_dated",
                condition=Q(status="concluded", concluded_on__isnull=False)
                | (~Q(status="concluded") & Q(concluded_on__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("working_groups:group_detail", args=[self.slug])


class SeatStatus(models.TextChoices):
    REQUESTED = "requested", _("asked to join")
    HELD = "held", _("takes part")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LEFT = "left", _("left")


SEAT_MOVES = {
    SeatStatus.REQUESTED: frozenset(
        {SeatStatus.HELD, SeatStatus.DECLINED, SeatStatus.WITHDRAWN}
    ),
    SeatStatus.HELD: frozenset({SeatStatus.LEFT}),
    SeatStatus.DECLINED: frozenset(),
    SeatStatus.WITHDRAWN: frozenset(),
    SeatStatus.LEFT: frozenset(),
}


class SeatRole(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    MEMBER = "member", _("Member")


class SeatQuerySet(models.QuerySet):
    def held(self) -> "SeatQuerySet":
        """Seats that give rights now: held, for an organisation that is an active member.

        A coordinator from the office or the Board may sit without an organisation.
        """
        active = Membership.objects.active().filter(organisation=OuterRef("organisation"))
        return self.filter(
            Q(organisation__isnull=True) | Q(Exists(active)), status=SeatStatus.HELD
        )

    def requested(self) -> "SeatQuerySet":
        return self.filter(status=SeatStatus.REQUESTED)


class Seat(models.Model):
    """A person's place in a group, for an organisation; asked for, held, and left on a day."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="seats"
    )
    role = models.CharField(
        _("role"), max_length=12, choices=SeatRole, default=SeatRole.MEMBER
    )
    status = models.CharField(
        _("state"), max_length=10, choices=SeatStatus, default=SeatStatus.REQUESTED
    )
    person_name = models.CharField(_("name, as it was"), max_length=150)
    organisation_name = models.CharField(_("organisation, as it was"), max_length=120, blank=True)
    message = models.TextField(_("why you want to join"), blank=True)
    requested_at = models.DateTimeField(_("asked"), auto_now_add=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["group", "organisation_name", "person_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="seat_once_per_person",
                fields=["group", "user"],
                condition=Q(status__in=["requested", "held"]),
                violation_error_message=_("This person has a seat or has asked already."),
            ),
            models.CheckConstraint(
                name="seat_status_known", condition=Q(status__in=SeatStatus.values)
            ),
            models.CheckConstraint(
                name="seat_held_is_dated",
                condition=~Q(status__in=["held", "left"]) | Q(started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="seat_left_iff_ended",
                condition=Q(status="left", ended_on__isnull=False)
                | (~Q(status="left") & Q(ended_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="seat_member_has_organisation",
                condition=Q(role="coordinator") | Q(organisation__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person_name}, {self.group}"
