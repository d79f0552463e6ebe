from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.organisations.models import Organisation, Representative
from working_groups.groups.models import WorkingGroup


class InitiativeStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    UNDER_REVIEW = "under_review", _("before the Board")
    APPROVED = "approved", _("approved")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETED = "completed", _("completed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


INITIATIVE_MOVES = {
    InitiativeStatus.PROPOSED: frozenset(
        {InitiativeStatus.UNDER_REVIEW, InitiativeStatus.WITHDRAWN}
    ),
    InitiativeStatus.UNDER_REVIEW: frozenset(
        {InitiativeStatus.APPROVED, InitiativeStatus.DECLINED, InitiativeStatus.WITHDRAWN}
    ),
    InitiativeStatus.APPROVED: frozenset(
        {InitiativeStatus.IN_PROGRESS, InitiativeStatus.WITHDRAWN}
    ),
    InitiativeStatus.IN_PROGRESS: frozenset(
        {InitiativeStatus.COMPLETED, InitiativeStatus.WITHDRAWN}
    ),
    InitiativeStatus.COMPLETED: frozenset(),
    InitiativeStatus.DECLINED: frozenset(),
    InitiativeStatus.WITHDRAWN: frozenset(),
}
CURRENT = (InitiativeStatus.IN_PROGRESS, InitiativeStatus.APPROVED)
OVER = (InitiativeStatus.COMPLETED, InitiativeStatus.DECLINED, InitiativeStatus.WITHDRAWN)
KNOWN_TO_MEMBERS = (
    *CURRENT,
    InitiativeStatus.UNDER_REVIEW,
    InitiativeStatus.COMPLETED,
    InitiativeStatus.DECLINED,
)
LIST_ORDER = (
    *CURRENT,
    InitiativeStatus.UNDER_REVIEW,
    InitiativeStatus.PROPOSED,
    *OVER,
)


@register_kinds
class InitiativeEvent(models.TextChoices):
    ADDED = "initiative.added", _("Initiative entered")
    EDITED = "initiative.edited", _("Initiative's description edited")
    UNDER_REVIEW = "initiative.under_review", _("Brought before the Board")
    APPROVED = "initiative.approved", _("Initiative approved")
    IN_PROGRESS = "initiative.in_progress", _("Work on the initiative began")
    COMPLETED = "initiative.completed", _("The initiative was completed")
    DECLINED = "initiative.declined", _("Initiative declined")
    WITHDRAWN = "initiative.withdrawn", _("Initiative withdrawn")


class InitiativeQuerySet(models.QuerySet):
    def current(self) -> "InitiativeQuerySet":
        """Approved, and not yet done: what the public may know of."""
        return self.filter(status__in=CURRENT)

    def visible_to(self, viewer) -> "InitiativeQuerySet":
        """The public sees what is approved or in progress; members also what is before the Board
        and what became of it; a proposal and a withdrawal stay between its organisation and the
        office.
        """
        if getattr(viewer, "is_staff", False):
            return self
        seen = Q(status__in=CURRENT)
        if viewer.is_authenticated:
            ties = Representative.objects.of_active_members().filter(user=viewer)
            seen |= Q(Exists(ties), status__in=KNOWN_TO_MEMBERS)
            seen |= Q(Exists(ties.filter(organisation=OuterRef("lead"))))
        return self.filter(seen)

    def matching(self, words: str) -> "InitiativeQuerySet":
        """Initiatives whose title or sentence holds the words, in either language."""
        found = Q()
        for field in ("title_en", "title_ro", "summary_en", "summary_ro"):
            found |= Q(**{f"{field}__unaccent__icontains": words})
        return self.filter(found)

    def for_list(self) -> "InitiativeQuerySet":
        """Those in progress first, then the newest; with the lead and the group."""
        in_order = Case(
            *(When(status=status, then=Value(n)) for n, status in enumerate(LIST_ORDER)),
            output_field=models.SmallIntegerField(),
        )
        texts = [f"group__{name}" for name in ("charter", "charter_html", "inside", "inside_html")]
        return (
            self.select_related("lead", "group")
            .defer(*texts)
            .order_by(in_order, F("proposed_on").desc(), "title", "pk")
        )


class Initiative(models.Model):
    """What a member or the office wants to start together; the Board approves or declines it."""

    title = LineField(_("title"), max_length=160)
    summary = models.CharField(_("in one or two sentences"), max_length=400, blank=True)
    status = models.CharField(
        _("state"), max_length=12, choices=InitiativeStatus, default=InitiativeStatus.PROPOSED
    )
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("led by"),
        help_text=_("The member that brought it; empty when it comes from the office."),
    )
    group = models.ForeignKey(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("working group"),
    )
    proposed_on = models.DateField(_("proposed"), default=timezone.localdate)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decision_reference = models.CharField(_("Board's decision"), max_length=120, blank=True)
    started_on = models.DateField(_("begun"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    is_example = models.BooleanField(_("example, not a real initiative"), default=False)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["-proposed_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="initiative_status_known", condition=Q(status__in=InitiativeStatus.values)
            ),
            models.CheckConstraint(
                name="initiative_decided_is_dated",
                condition=Q(status__in=["proposed", "under_review"], decided_on__isnull=True)
                | Q(
                    status__in=["approved", "in_progress", "completed", "declined"],
                    decided_on__isnull=False,
                )
                | Q(status="withdrawn"),
            ),
            models.CheckConstraint(
                name="initiative_begun_is_dated",
                condition=~Q(status__in=["in_progress", "completed"]) | Q(started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="initiative_over_iff_ended",
                condition=Q(
                    status__in=["completed", "declined", "withdrawn"], ended_on__isnull=False
                )
                | (
                    ~Q(status__in=["completed", "declined", "withdrawn"]) & Q(ended_on__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="initiative_days_in_order",
                violation_error_message=_("The days of an initiative follow one another."),
                condition=(Q(decided_on__isnull=True) | Q(decided_on__gte=F("proposed_on")))
                & (Q(started_on__isnull=True) | Q(started_on__gte=F("proposed_on")))
                & (Q(ended_on__isnull=True) | Q(ended_on__gte=F("proposed_on")))
                & (
                    Q(ended_on__isnull=True)
                    | Q(started_on__isnull=True)
                    | Q(ended_on__gte=F("started_on"))
                ),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self) -> str:
        """Of the badge that shows its state."""
        return {
            InitiativeStatus.IN_PROGRESS: "good",
            InitiativeStatus.APPROVED: "good",
            InitiativeStatus.COMPLETED: "note",
            InitiativeStatus.DECLINED: "note",
            InitiativeStatus.WITHDRAWN: "note",
        }.get(InitiativeStatus(self.status), "wait")
