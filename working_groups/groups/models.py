import hashlib

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.organisations.models import Membership, Organisation, Representative


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
LIST_ORDER = (
    GroupStatus.ACTIVE,
    GroupStatus.PROPOSED,
    GroupStatus.DORMANT,
    GroupStatus.CONCLUDED,
)


@register_kinds
class GroupEvent(models.TextChoices):
    ADDED = "group.added", _("Group entered")
    EDITED = "group.edited", _("Group's description edited")
    INSIDE_EDITED = "group.inside_edited", _("Members' page edited")
    ACTIVE = "group.active", _("The group is active")
    DORMANT = "group.dormant", _("The group rests")
    CONCLUDED = "group.concluded", _("The group concluded its work")
    SEAT_REQUESTED = "group.seat_requested", _("Asked to join")
    SEAT_WITHDRAWN = "group.seat_withdrawn", _("Request withdrawn")
    SEAT_ACCEPTED = "group.seat_accepted", _("Somebody joined")
    SEAT_DECLINED = "group.seat_declined", _("Request declined")
    SEAT_LEFT = "group.seat_left", _("Left the group")
    SEAT_ENDED = "group.seat_ended", _("Seat ended")
    COORDINATOR_NAMED = "group.coordinator_named", _("Coordinator named")
    COORDINATOR_STEPPED_DOWN = "group.coordinator_stepped_down", _("Coordination handed back")


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

    def without_coordinator(self) -> "WorkingGroupQuerySet":
        return self.exclude(Exists(Seat.objects.coordinating().filter(group=OuterRef("pk"))))

    def matching(self, words: str) -> "WorkingGroupQuerySet":
        """Groups whose name or sentence holds the words, in either language, accents or not."""
        found = Q()
        for field in ("name_en", "name_ro", "summary_en", "summary_ro"):
            found |= Q(**{f"{field}__unaccent__icontains": words})
        return self.filter(found)

    def for_list(self) -> "WorkingGroupQuerySet":
        """With `organisation_count` and `coordinators`, active first, without the long texts."""
        taking_part = (
            Seat.objects.held()
            .filter(group=OuterRef("pk"), organisation__isnull=False)
            .order_by()
            .values("group")
            .annotate(number=Count("organisation", distinct=True))
            .values("number")
        )
        in_order = Case(
            *(When(status=status, then=Value(n)) for n, status in enumerate(LIST_ORDER)),
            output_field=models.SmallIntegerField(),
        )
        return (
            self.annotate(organisation_count=Coalesce(Subquery(taking_part), 0))
            .prefetch_related(
                Prefetch(
                    "seats",
                    Seat.objects.coordinating().select_related("user", "organisation"),
                    to_attr="coordinators",
                )
            )
            .defer("charter", "charter_html", "inside", "inside_html")
            .order_by(in_order, "name", "pk")
        )


class WorkingGroup(models.Model):
    name = LineField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    charter = models.TextField(_("charter (Markdown)"), blank=True)
    charter_html = RenderedMarkdownField(top=3)
    inside = models.TextField(
        _("page for the group's members (Markdown)"),
        blank=True,
        help_text=_("Next steps, working papers, links. Only people with a seat read it."),
    )
    inside_html = RenderedMarkdownField(top=3)
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

    @property
    def inside_version(self) -> str:
        """Changes with the members' page, in either language."""
        texts = "\0".join(getattr(self, field) or "" for field in ("inside_en", "inside_ro"))
        return hashlib.sha256(texts.encode()).hexdigest()[:16]


class SeatStatus(models.TextChoices):
    REQUESTED = "requested", _("asked to join")
    HELD = "held", _("takes part")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LEFT = "left", _("left")


SEAT_MOVES = {
    SeatStatus.REQUESTED: frozenset({SeatStatus.HELD, SeatStatus.DECLINED, SeatStatus.WITHDRAWN}),
    SeatStatus.HELD: frozenset({SeatStatus.LEFT}),
    SeatStatus.DECLINED: frozenset(),
    SeatStatus.WITHDRAWN: frozenset(),
    SeatStatus.LEFT: frozenset(),
}


OPEN_SEATS = (SeatStatus.REQUESTED, SeatStatus.HELD)


class SeatRole(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    MEMBER = "member", _("Member")


class SeatQuerySet(models.QuerySet):
    def held(self) -> "SeatQuerySet":
        """Seats that give rights now: held by somebody who may sign in and who represents, today,
        the organisation they sit for, which is an active member.

        A coordinator from the office or the Board may sit without an organisation.
        """
        return self.filter(_gives_rights(), status=SeatStatus.HELD)

    def lapsed(self) -> "SeatQuerySet":
        """Held on paper, without rights: the membership rests or has ended, or the person went."""
        return self.filter(~_gives_rights(), status=SeatStatus.HELD)

    def took_part(self) -> "SeatQuerySet":
        """Whoever has ever held a seat: what a concluded group shows."""
        return self.filter(status__in=[SeatStatus.HELD, SeatStatus.LEFT])

    def coordinating(self) -> "SeatQuerySet":
        return self.held().filter(role=SeatRole.COORDINATOR)

    def requested(self) -> "SeatQuerySet":
        return self.filter(status=SeatStatus.REQUESTED)

    def open(self) -> "SeatQuerySet":
        """Asked for or held: a person has at most one of these in a group."""
        return self.filter(status__in=OPEN_SEATS)


def _gives_rights() -> Q:
    member = Membership.objects.active().filter(organisation=OuterRef("organisation"))
    tie = Representative.objects.open().filter(
        organisation=OuterRef("organisation"), user=OuterRef("user")
    )
    speaks_for_a_member = Q(Exists(member)) & Q(Exists(tie))
    return Q(user__is_active=True) & (Q(organisation__isnull=True) | speaks_for_a_member)


class Seat(models.Model):
    """A person's place in a group, for an organisation; asked for, held, and left on a day.

    A change of role closes the row and opens another, so that who coordinated when stays known.
    """

    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="seats", verbose_name=_("working group")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=12, choices=SeatRole, default=SeatRole.MEMBER)
    status = models.CharField(
        _("state"), max_length=10, choices=SeatStatus, default=SeatStatus.REQUESTED
    )
    person_name = LineField(_("name, as it was"), max_length=150)
    organisation_name = LineField(_("organisation, as it was"), max_length=120, blank=True)
    message = models.TextField(_("why you want to join"), blank=True)
    requested_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("reason told to the person"), blank=True)
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
                name="seat_request_answered_iff_dated",
                condition=Q(status="requested", answered_at__isnull=True)
                | Q(status__in=["declined", "withdrawn"], answered_at__isnull=False)
                | Q(status__in=["held", "left"]),
            ),
            models.CheckConstraint(
                name="seat_declined_says_why", condition=~Q(status="declined") | Q(answer__gt="")
            ),
            models.CheckConstraint(name="seat_role_known", condition=Q(role__in=SeatRole.values)),
            models.CheckConstraint(
                name="seat_member_has_organisation",
                condition=Q(role="coordinator") | Q(organisation__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person_name}, {self.group}"

    @property
    def who(self) -> str:
        """The person and the organisation, as they were when the seat was asked for."""
        return ", ".join(filter(None, [self.person_name, self.organisation_name]))
