"""What lowers a fee, and what a member has chosen or been granted: from a day to a day.

They stand beside the tables, since the Board grants them in the course of a year. A quote keeps
what it was reckoned with, so that closing one changes no document of the past.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.fees.calendars import is_younger_than
from members.fees.rounding import CENT, HUNDRED, PERCENT
from members.ledger.models import MONEY
from members.organisations.models import Category, Organisation


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> "DatedQuerySet":
        until = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        return self.filter(until, valid_from__lte=on)


class Dated(models.Model):
    """From a day to a day, both in, by a decision and for a reason."""

    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("This day included. Empty: no end.")
    )
    decision_reference = models.CharField(
        _("decided by"), max_length=120, blank=True, help_text=_("For example HCD 12/2026.")
    )
    reason = models.CharField(_("reason, for the office"), max_length=250, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("The last day lies before the first one."),
            ),
        ]

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Case:
    """Whose fee is reckoned, as far as allowances ask."""

    category: str
    organisation_id: int | None
    founded_on: dt.date | None
    joins_on: dt.date | None  # None for those who are members already
    code: str = ""

    def fits(self, category: str, organisation_id: int | None) -> bool:
        if category and category != self.category:
            return False
        return organisation_id is None or organisation_id == self.organisation_id


class Exemption(Dated):
    """Who does not pay the yearly fee. All conditions that are set must hold."""

    name = LineField(
        _("name"), max_length=120, help_text=_("As the quote says it: “Start-ups under 3 years”.")
    )
    category = models.CharField(_("category"), max_length=12, choices=Category, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("organisation"),
    )  # fmt: skip
    younger_than_years = models.PositiveSmallIntegerField(
        _("younger than, in years"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("On the day it joins; for members, on 1 January of the membership year."),
    )  # fmt: skip
    joining_year_only = models.BooleanField(_("only in the joining year"), default=False)
    covers_entry_fee = models.BooleanField(_("also from the entry fee"), default=False)

    class Meta(Dated.Meta):
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-valid_from", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="exemption_is_for_somebody",
                condition=Q(category__gt="")
                | Q(organisation__isnull=False)
                | Q(younger_than_years__isnull=False),
                violation_error_message=_("Say for whom: a category, an organisation or an age."),
            ),
        ]

    def __str__(self):
        return self.name

    def is_for(self, case: Case, *, counted_on: dt.date) -> bool:
        if not case.fits(self.category, self.organisation_id):
            return False
        if self.joining_year_only and case.joins_on is None:
            return False
        if self.younger_than_years is None:
            return True
        return case.founded_on is not None and is_younger_than(
            case.founded_on, self.younger_than_years, case.joins_on or counted_on
        )


class Discount(Dated):
    """Less of the yearly fee, or of the entry fee. All conditions that are set must hold."""

    name = LineField(_("name"), max_length=120, help_text=_("As the quote says it."))
    percent = models.DecimalField(
        _("percent"), null=True, blank=True,
        validators=[MinValueValidator(CENT), MaxValueValidator(HUNDRED)], **PERCENT,
    )  # fmt: skip
    amount = models.DecimalField(
        _("or amount"), null=True, blank=True, validators=[MinValueValidator(CENT)], **MONEY
    )
    currency = models.CharField(
        _("currency of the amount"), max_length=3, blank=True,
        help_text=_("It lowers fees in this currency."),
    )  # fmt: skip
    category = models.CharField(_("category"), max_length=12, choices=Category, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("organisation"),
    )  # fmt: skip
    code = models.SlugField(
        _("code"), max_length=30, blank=True, help_text=_("Only for those who write it.")
    )
    joining_year_only = models.BooleanField(_("only in the joining year"), default=False)
    on_entry_fee = models.BooleanField(_("of the entry fee"), default=False)

    class Meta(Dated.Meta):
        verbose_name = _("discount")
        verbose_name_plural = _("discounts")
        ordering = ["-valid_from", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="discount_percent_or_amount",
                condition=Q(percent__gt=0, percent__lte=100, amount__isnull=True, currency="")
                | Q(percent__isnull=True, amount__gt=0, currency__regex="^[A-Z]{3}$"),
                violation_error_message=_("Write a percent, or an amount with its currency."),
            ),
        ]

    def __str__(self):
        return self.name

    def is_for(self, case: Case, *, currency: str) -> bool:
        if not case.fits(self.category, self.organisation_id):
            return False
        if self.joining_year_only and case.joins_on is None:
            return False
        if self.code and not self.is_opened_by(case.code):
            return False
        return self.amount is None or self.currency == currency

    def is_opened_by(self, code: str) -> bool:
        return bool(self.code) and self.code.lower() == code.strip().lower()


class DateRange(Func):
    function = "daterange"


class FeeTerms(Dated):
    """What one organisation has chosen or been granted: its tier, its payment in parts, the code
    of a discount that it wrote. Tier and plan are named by their codes, which are the same in the
    tables of all years.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="fee_terms", verbose_name=_("organisation")
    )
    tier_code = models.SlugField(_("tier"), max_length=30, blank=True)
    plan_code = models.SlugField(_("instalment plan"), max_length=30, blank=True)
    discount_code = models.SlugField(
        _("code of a discount"), max_length=30, blank=True,
        help_text=_("It counts on the days on which that discount holds."),
    )  # fmt: skip

    class Meta(Dated.Meta):
        verbose_name = _("terms of a member")
        verbose_name_plural = _("terms of members")
        ordering = ["organisation", "-valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="fee_terms_say_something",
                condition=Q(tier_code__gt="") | Q(plan_code__gt="") | Q(discount_code__gt=""),
                violation_error_message=_(
                    "Choose a tier or an instalment plan, or write the code of a discount."
                ),
            ),
            ExclusionConstraint(
                name="fee_terms_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateRange(F("valid_from"), F("valid_until"), Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "This organisation has terms for these days already: close them first."
                ),
            ),
        ]

    def __str__(self):
        said = filter(None, [self.tier_code, self.plan_code, self.discount_code])
        return f"{self.organisation}: {', '.join(said)}"


@dataclass(frozen=True)
class Allowances:
    """The exemptions and discounts of a day, read once for as many quotes as are wanted."""

    exemptions: tuple[Exemption, ...] = ()
    discounts: tuple[Discount, ...] = ()

    @classmethod
    def in_force(cls, on: dt.date, *, organisation_id: int | None = None) -> "Allowances":
        """Those for everybody and, where one is named, for that organisation."""
        wanted = Q(organisation__isnull=True) | Q(organisation=organisation_id)
        return cls(
            tuple(Exemption.objects.in_force(on).filter(wanted).order_by("valid_from", "pk")),
            tuple(Discount.objects.in_force(on).filter(wanted).order_by("valid_from", "pk")),
        )

    @classmethod
    def of_all(cls, on: dt.date) -> "Allowances":
        """For a run over all members."""
        return cls(
            tuple(Exemption.objects.in_force(on).order_by("valid_from", "pk")),
            tuple(Discount.objects.in_force(on).order_by("valid_from", "pk")),
        )

    def exemption(self, case: Case, *, counted_on: dt.date) -> Exemption | None:
        found = (row for row in self.exemptions if row.is_for(case, counted_on=counted_on))
        return next(found, None)

    def discounts_for(self, case: Case, *, currency: str) -> list[Discount]:
        """In the order they are taken: the older first, each from what the others left."""
        return [row for row in self.discounts if row.is_for(case, currency=currency)]

    def asks_for_age(
        self, category: str, organisation_id: int | None = None, *, is_joining: bool = True
    ) -> bool:
        """Whether the day of foundation may change what this category, or this one of it, pays."""
        return any(
            row.younger_than_years is not None
            and row.category in ("", category)
            and row.organisation_id in (None, organisation_id)
            and (is_joining or not row.joining_year_only)
            for row in self.exemptions
        )

    def codes_for(self, category: str, *, currency: str) -> list[Discount]:
        """The discounts of fees in this currency that a new member opens by a code."""
        return [
            row
            for row in self.discounts
            if row.code
            and row.organisation_id is None
            and row.category in ("", category)
            and row.currency in ("", currency)
        ]

    def told_to_all(self) -> "Allowances":
        """Without those for one organisation and those that need a code."""
        return Allowances(
            tuple(row for row in self.exemptions if row.organisation_id is None),
            tuple(row for row in self.discounts if row.organisation_id is None and not row.code),
        )


def reduced(amount: Decimal, discount: Discount) -> Decimal:
    """How much a discount takes from an amount, not yet rounded; never more than there is."""
    if discount.percent is not None:
        return amount * discount.percent / HUNDRED
    return min(amount, discount.amount or Decimal(0))


def terms_of(rows: Iterable[FeeTerms], on: dt.date) -> dict[int, FeeTerms]:
    return {row.organisation_id: row for row in rows if row.holds_on(on)}
