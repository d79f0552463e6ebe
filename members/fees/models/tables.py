"""What a membership year costs: tables by category and size, never changed once published."""

import datetime as dt
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from members.fees.calendars import day_in_year
from members.ledger.models import MONEY, NOTHING
from members.organisations.models import Category

MOST_STAFF = 1_000_000
LARGEST_SIZE = 10**13  # staff, or turnover in whole units of its currency
MOST_TERM_YEARS = 5


class FeeTableStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


FEE_TABLE_MOVES = {
    FeeTableStatus.DRAFT: frozenset({FeeTableStatus.PUBLISHED}),
    FeeTableStatus.PUBLISHED: frozenset(),
}


class ProRata(models.TextChoices):
    """What those pay who join in the course of the year. The day convention: the month, or the
    half-year, of the joining day is paid whole; the entry fee is never shared.
    """

    NONE = "none", _("the whole year")
    HALF_YEAR = "half_year", _("by half-years")
    MONTHLY = "monthly", _("by months")


class Period(models.TextChoices):
    YEAR = "year", _("a year")
    MONTH = "month", _("a month")


class RateDay(models.TextChoices):
    """Which day's rate holds when dues are paid in another currency."""

    ISSUE = "issue", _("the day the notice is issued")
    PAYMENT = "payment", _("the day of payment")


class FeeTableQuerySet(models.QuerySet):
    def published(self) -> "FeeTableQuerySet":
        return self.filter(status=FeeTableStatus.PUBLISHED)

    def in_force(self, on: dt.date) -> "FeeTable | None":
        """The published table of the day's year; until there is one, the last before it."""
        rows = self.published().filter(year__lte=on.year).order_by("-year")
        return rows.with_parts().first()

    def for_joining(self, on: dt.date) -> "FeeTable | None":
        """By which they pay who join on a day: late in a year it may be the next year's."""
        table = self.in_force(on)
        if table is None or not table.leads_to_next_year(on):
            return table
        return self.published().filter(year=on.year + 1).with_parts().first() or table

    def shown(self, on: dt.date) -> "FeeTableQuerySet":
        """What a visitor is told: the table in force, and any published for a year to come."""
        now = self.published().filter(year__lte=on.year).order_by("-year").values("pk")[:1]
        wanted = Q(year__gt=on.year) | Q(pk=Subquery(now))
        return self.published().filter(wanted).order_by("year").with_parts()

    def with_parts(self) -> "FeeTableQuerySet":
        return self.prefetch_related("bands", "measures", "tiers", "plans")


class FeeTable(models.Model):
    """What a membership year costs, by category and size. A published table is never changed,
    and the database sees to it: only its notes and the mark of an example may be.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="RON")
    status = models.CharField(
        _("state"), max_length=10, choices=FeeTableStatus, default=FeeTableStatus.DRAFT
    )
    amounts_per = models.CharField(
        _("amounts are for"), max_length=5, choices=Period, default=Period.YEAR,
        help_text=_("Amounts for a month are asked for twelve months at once."),
    )  # fmt: skip
    term_years = models.PositiveSmallIntegerField(
        _("years paid at once"), default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TERM_YEARS)],
        help_text=_("2: a notice covers two membership years."),
    )  # fmt: skip
    pro_rata = models.CharField(
        _("who joins during the year pays"), max_length=10, choices=ProRata, default=ProRata.NONE,
        help_text=_("The month, or the half-year, of the joining day is paid whole."),
    )  # fmt: skip
    half_year_from = models.DateField(
        _("second half begins on"), null=True, blank=True,
        help_text=_("With “by half-years”: who joins on this day or later pays the half. "
                    "Empty: 1 July."),
    )  # fmt: skip
    next_year_from = models.DateField(
        _("pays the next year only from"), null=True, blank=True,
        help_text=_("Who joins on this day or later pays for the next year; the rest of this one "
                    "is free. Empty: this rule does not hold."),
    )  # fmt: skip
    pro_rata_on_leaving = models.BooleanField(
        _("who leaves during the year pays its part only"), default=False
    )
    payable_in = ArrayField(
        models.CharField(max_length=3), verbose_name=_("also payable in"), default=list, blank=True,
        help_text=_("At the National Bank's rate that the office has entered."),
    )  # fmt: skip
    rate_day = models.CharField(
        _("the rate that holds is that of"), max_length=8, choices=RateDay, default=RateDay.ISSUE
    )
    decision_reference = models.CharField(_("decided by"), max_length=120, blank=True)
    notes = models.TextField(_("notes for readers"), blank=True)
    is_example = models.BooleanField(_("example, not a real fee"), default=False)

    objects = FeeTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee table")
        verbose_name_plural = _("fee tables")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="fee_table_one_published_a_year",
                fields=["year"],
                condition=Q(status="published"),
                violation_error_message=_("This year has a published fee table already."),
            ),
            models.CheckConstraint(
                name="fee_table_status_known", condition=Q(status__in=FeeTableStatus.values)
            ),
            models.CheckConstraint(
                name="fee_table_rules_known",
                condition=Q(
                    pro_rata__in=ProRata.values,
                    amounts_per__in=Period.values,
                    rate_day__in=RateDay.values,
                ),
            ),
            models.CheckConstraint(
                name="fee_table_term_in_bounds",
                condition=Q(term_years__gte=1, term_years__lte=MOST_TERM_YEARS),
            ),
        ]
        permissions = [("publish_feetable", _("Can publish a fee table"))]

    def __str__(self):
        return f"{self.year} ({self.currency})"

    def bands_of(self, category: str) -> "list[FeeBand]":
        """Of a category, from the smallest; uses what was prefetched."""
        found = [band for band in self.bands.all() if band.category == category]
        return sorted(found, key=lambda band: band.size_from)

    def asks_for_size(self, category: str) -> bool:
        """False where one fee holds whatever the size."""
        return len(self.bands_of(category)) > 1

    def asks_for_staff(self, category: str) -> bool:
        return self.asks_for_size(category) and not self.counts_turnover(category)

    def asks_for_turnover(self, category: str) -> bool:
        return self.asks_for_size(category) and self.counts_turnover(category)

    def counts_turnover(self, category: str) -> bool:
        measure = self.measure_of(category)
        return measure is not None and measure.is_turnover

    def measure_of(self, category: str) -> Any:
        """The FeeMeasure of a category; None where its size is counted in staff, undefined."""
        return next((row for row in self.measures.all() if row.category == category), None)

    def tiers_for(self, category: str) -> "list[Any]":
        """The tiers that this category may choose."""
        return [tier for tier in self.tiers.all() if tier.is_for(category)]

    def offered_plans(self) -> "list[Any]":
        """The instalment plans that anybody may choose."""
        return [plan for plan in self.plans.all() if plan.is_offered]

    def leads_to_next_year(self, joins_on: dt.date) -> bool:
        """Whoever joins on this day pays nothing for the year of the day, but the next one."""
        return self.next_year_from is not None and joins_on >= day_in_year(
            self.next_year_from, joins_on.year
        )


class Int4Range(Func):
    """Of the first bands, which a migration knows."""

    function = "int4range"


class Int8Range(Func):
    function = "int8range"


class FeeBand(models.Model):
    """The yearly fee of a category for organisations of a size, both ends in: people, or whole
    units of the turnover's currency. A size between two units counts as the lower one.
    """

    table = models.ForeignKey(FeeTable, models.CASCADE, related_name="bands")
    category = models.CharField(_("category"), max_length=12, choices=Category)
    size_from = models.PositiveBigIntegerField(
        _("size from"), default=0, validators=[MaxValueValidator(LARGEST_SIZE)]
    )
    size_to = models.PositiveBigIntegerField(
        _("size to"), null=True, blank=True, help_text=_("Empty: no upper end."),
        validators=[MaxValueValidator(LARGEST_SIZE)],
    )  # fmt: skip
    amount = models.DecimalField(_("fee"), validators=[MinValueValidator(NOTHING)], **MONEY)
    entry_fee = models.DecimalField(
        _("entry fee, once"), default=NOTHING, validators=[MinValueValidator(NOTHING)], **MONEY
    )

    class Meta:
        verbose_name = _("fee band")
        verbose_name_plural = _("fee bands")
        ordering = ["table", "category", "size_from"]
        constraints = [
            models.CheckConstraint(
                name="fee_band_amounts_not_negative",
                condition=Q(amount__gte=0, entry_fee__gte=0),
            ),
            models.CheckConstraint(
                name="fee_band_ends_after_start",
                condition=Q(size_to__isnull=True) | Q(size_to__gte=F("size_from")),
            ),
            ExclusionConstraint(
                name="fee_band_no_overlap",
                expressions=[
                    ("table", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (
                        Int8Range(F("size_from"), F("size_to"), Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two bands of this category overlap."),
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()} {self.size_from}–{self.size_to or '…'}"

    def holds(self, size: int) -> bool:
        return self.size_from <= size and (self.size_to is None or size <= self.size_to)
