import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.organisations.models import Membership, Organisation


class DateSpan(Func):
    """Days from the first to the last, both included; an empty end is open."""

    function = "daterange"


def span(first: str, last: str) -> DateSpan:
    return DateSpan(F(first), F(last), Value("[]"))


@register_kinds
class MandateEvent(models.TextChoices):
    BEGUN = "mandate.begun", _("Mandate begun")
    CORRECTED = "mandate.corrected", _("Mandate corrected")
    ENDED = "mandate.ended", _("Mandate ended")


class BoardTermQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> "BoardTermQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def with_mandates(self) -> "BoardTermQuerySet":
        mandates = Mandate.objects.in_order_of_office().for_page()
        return self.prefetch_related(models.Prefetch("mandates", mandates))


class BoardTerm(models.Model):
    """A term of the Board of Directors, elected by the General Assembly."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until, this day included"),
        help_text=_("Move it if the Board stays in office until the next one is elected."),
    )
    elected_by = LineField(
        _("elected by"),
        max_length=200,
        blank=True,
        help_text=_("The Assembly and its resolution, as they should be cited."),
    )
    about = models.TextField(
        _("how this Board works (Markdown)"),
        blank=True,
        help_text=_(
            "How often it meets, who chairs, what it has delegated. Shown on the public page."
        ),
    )
    about_html = RenderedMarkdownField(top=3)

    objects = BoardTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("Board term")
        verbose_name_plural = _("Board terms")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="board_term_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A term cannot end before it begins."),
            ),
            ExclusionConstraint(
                name="board_term_no_overlap",
                expressions=[(span("starts_on", "ends_on"), RangeOperators.OVERLAPS)],
                violation_error_message=_("This term overlaps another one."),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on:%Y}–{self.ends_on:%Y}"


class Office(models.TextChoices):
    PRESIDENT = "president", _("President")
    VICE_PRESIDENT = "vice_president", _("Vice-President")
    MEMBER = "member", _("Member of the Board")
    EXECUTIVE_DIRECTOR = "executive_director", _("Executive Director")


VOTING_OFFICES = (Office.PRESIDENT, Office.VICE_PRESIDENT, Office.MEMBER)
SINGLE_OFFICES = (Office.PRESIDENT, Office.EXECUTIVE_DIRECTOR)


class MandateQuerySet(models.QuerySet):
    def on(self, day: dt.date | None = None) -> "MandateQuerySet":
        """Held on a day (today in Bucharest), first and last day included."""
        day = day or timezone.localdate()
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=day),
            starts_on__lte=day,
            term__starts_on__lte=day,
            term__ends_on__gte=day,
        )

    def of_directors(self) -> "MandateQuerySet":
        """Those who vote on the Board; the Executive Director sits with it and does not."""
        return self.filter(office__in=VOTING_OFFICES)

    def at_the_same_time_as(self, mandate: "Mandate") -> "MandateQuerySet":
        """Others of the same term whose days overlap with this one's."""
        rows = self.filter(term=mandate.term_id).exclude(pk=mandate.pk)
        rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=mandate.starts_on))
        return rows.filter(starts_on__lte=mandate.ended_on) if mandate.ended_on else rows

    def for_page(self) -> "MandateQuerySet":
        """With the organisation, and whether it has a page of its own (`is_of_member`)."""
        held = Membership.objects.active().filter(organisation=OuterRef("organisation"))
        return self.select_related("term", "organisation").annotate(is_of_member=Exists(held))

    def in_order_of_office(self) -> "MandateQuerySet":
        rank = Case(*(When(office=office, then=place) for place, office in enumerate(Office)))
        return self.order_by(rank, "person_name", "starts_on", "pk")


class Mandate(models.Model):
    """A person holds an office of the Board from a day to a day; name and organisation stay as
    they were. OG 26/2000 art. 24: the Board carries out the Assembly's resolutions.
    """

    term = models.ForeignKey(
        BoardTerm, models.PROTECT, related_name="mandates", verbose_name=_("term")
    )
    office = models.CharField(_("office"), max_length=20, choices=Office)
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("person"),
        help_text=_("Leave it empty for somebody who has no account."),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("organisation"),
    )
    person_name = LineField(
        _("name, as it was"),
        max_length=150,
        blank=True,
        help_text=_("Left empty, it is taken from the person's account."),
    )
    organisation_name = LineField(
        _("organisation, as it was"),
        max_length=120,
        blank=True,
        help_text=_("Left empty, it is taken from the organisation's record."),
    )
    starts_on = models.DateField(
        _("from"), blank=True, help_text=_("Left empty, it is the first day of the term.")
    )
    ended_on = models.DateField(_("ended early, on"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended early"), max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-starts_on", "person_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mandate_office_known", condition=Q(office__in=Office.values)
            ),
            models.CheckConstraint(
                name="mandate_person_named",
                condition=Q(person_name__gt=""),
                violation_error_message=_("Choose a person or write the name."),
            ),
            models.CheckConstraint(
                name="mandate_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                violation_error_message=_("A mandate cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="mandate_ended_early_with_reason",
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__isnull=False, end_reason__gt=""),
            ),
            ExclusionConstraint(
                name="mandate_one_president_at_a_time",
                expressions=[
                    ("term", RangeOperators.EQUAL),
                    (span("starts_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(office="president"),
                violation_error_message=_("There is a president at that time already."),
            ),
            ExclusionConstraint(
                name="mandate_one_executive_director_at_a_time",
                expressions=[
                    ("term", RangeOperators.EQUAL),
                    (span("starts_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(office="executive_director"),
                violation_error_message=_("There is an Executive Director at that time already."),
            ),
            ExclusionConstraint(
                name="mandate_director_once_at_a_time",
                expressions=[
                    ("term", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (span("starts_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(user__isnull=False) & ~Q(office="executive_director"),
                violation_error_message=_(
                    "This person has a seat on the Board at that time already."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.person_name}, {self.get_office_display()}"

    def is_held_on(self, day: dt.date) -> bool:
        return self.starts_on <= day <= self.last_day

    @property
    def last_day(self) -> dt.date:
        """The last day in office, as far as it is known today."""
        return min(self.ended_on or self.term.ends_on, self.term.ends_on)
