import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.accounts.models import User
from members.organisations.models import Organisation


class DateSpan(Func):
    """Days from the first to the last, both included; an empty end is open."""

    function = "daterange"


def span(first: str, last: str) -> DateSpan:
    return DateSpan(F(first), F(last), Value("[]"))


class BoardTermQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> "BoardTermQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class BoardTerm(models.Model):
    """A term of the Board of Directors, elected by the General Assembly."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until, this day included"))
    elected_by = models.CharField(_("elected by"), max_length=200, blank=True)

    objects = BoardTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("Board term")
        verbose_name_plural = _("Board terms")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="board_term_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
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


class MandateQuerySet(models.QuerySet):
    def on(self, day: dt.date | None = None) -> "MandateQuerySet":
        day = day or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(
            Q(ended_on__isnull=True, term__ends_on__gte=day) | Q(ended_on__gte=day)
        )


class Mandate(models.Model):
    """A person holds an office of the Board from a day to a day; name and organisation stay as
    they were. OG 26/2000 art. 24: the Board carries out the Assembly's resolutions.
    """

    term = models.ForeignKey(BoardTerm, models.PROTECT, related_name="mandates")
    office = models.CharField(_("office"), max_length=20, choices=Office)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    person_name = models.CharField(_("name, as it was"), max_length=150)
    organisation_name = models.CharField(
        _("organisation, as it was"), max_length=120, blank=True
    )
    starts_on = models.DateField(_("from"))
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
                name="mandate_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
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
                name="mandate_person_once_at_a_time",
                expressions=[
                    ("term", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (span("starts_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(user__isnull=False),
                violation_error_message=_("This person holds an office at that time already."),
            ),
        ]

    def __str__(self):
        return f"{self.person_name}, {self.get_office_display()}"
