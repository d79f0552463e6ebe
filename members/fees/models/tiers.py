"""What a table offers beside the plain fee: premium tiers, and payment in parts."""

import datetime as dt
import itertools
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.fees.models.tables import FeeTable
from members.fees.rounding import CENT, HUNDRED, PERCENT, rounded_down
from members.ledger.models import MONEY, NOTHING
from members.organisations.models import Category


class Tier(models.Model):
    """More than the plain membership, for more: on top of the yearly fee, or a price that
    includes it. `code` names the same tier in the tables of all years.
    """

    table = models.ForeignKey(FeeTable, models.CASCADE, related_name="tiers")
    code = models.SlugField(_("short name"), max_length=30)
    name = LineField(_("name"), max_length=80)
    description = models.TextField(_("what it gives"), blank=True)
    includes_base = models.BooleanField(
        _("includes the yearly fee"), default=False,
        help_text=_("Otherwise it comes on top. Where the yearly fee alone is higher than a tier "
                    "that includes it, the yearly fee is paid."),
    )  # fmt: skip
    amount = models.DecimalField(
        _("amount a year"), null=True, blank=True, validators=[MinValueValidator(NOTHING)], **MONEY
    )
    percent = models.DecimalField(
        _("or percent of the yearly fee"), null=True, blank=True,
        validators=[MinValueValidator(NOTHING), MaxValueValidator(Decimal(1000))],
        help_text=_("Only for a tier on top."), max_digits=6, decimal_places=2,
    )  # fmt: skip
    categories = ArrayField(
        models.CharField(max_length=12, choices=Category), verbose_name=_("only for"),
        default=list, blank=True, help_text=_("None chosen: for every category."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["table", "amount", "pk"]
        constraints = [
            models.UniqueConstraint(name="fee_tier_code_once", fields=["table", "code"]),
            models.CheckConstraint(
                name="fee_tier_amount_or_percent",
                condition=Q(amount__gte=0, percent__isnull=True)
                | Q(amount__isnull=True, percent__gte=0, includes_base=False),
                violation_error_message=_(
                    "A tier has an amount, or a percent that comes on top of the yearly fee."
                ),
            ),
        ]

    def __str__(self):
        return self.name or self.code

    def is_for(self, category: str) -> bool:
        return not self.categories or category in self.categories


class InstalmentPlan(models.Model):
    """In how many parts a notice may be paid, and when each is due after the day of issue.

    A part is rounded down to the cent; the last one takes the rest, so that the parts are always
    the whole.
    """

    table = models.ForeignKey(FeeTable, models.CASCADE, related_name="plans")
    code = models.SlugField(_("short name"), max_length=30)
    name = LineField(_("name"), max_length=80)
    percents = ArrayField(
        models.DecimalField(**PERCENT), verbose_name=_("percent of each part"),
        help_text=_("Their sum is 100, for example 50, 25, 25."),
    )  # fmt: skip
    due_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days after issue"),
        help_text=_("As many as there are parts, for example 30, 120, 210."),
    )  # fmt: skip
    is_offered = models.BooleanField(
        _("anybody may choose it"), default=False,
        help_text=_("Otherwise only for those to whom the Board has granted it."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("instalment plan")
        verbose_name_plural = _("instalment plans")
        ordering = ["table", "code"]
        constraints = [
            models.UniqueConstraint(name="fee_plan_code_once", fields=["table", "code"]),
            models.CheckConstraint(
                name="fee_plan_a_day_for_each_part",
                condition=Q(percents__len=models.F("due_days__len")) & Q(percents__len__gte=1),
                violation_error_message=_("Each part has a percent and a day."),
            ),
        ]

    def __str__(self):
        return self.name or self.code

    @property
    def is_whole(self) -> bool:
        """The percents make 100 and the days ascend."""
        days = list(self.due_days)
        is_ascending = all(one < other for one, other in itertools.pairwise(days))
        return sum(self.percents) == HUNDRED and min(self.percents) > 0 and is_ascending

    def parts(self, total: Decimal, issued_on: dt.date) -> list[tuple[dt.date, Decimal]]:
        """Due days and amounts; parts that come to nothing are left out."""
        amounts = [rounded_down(total * percent / HUNDRED) for percent in self.percents[:-1]]
        amounts.append(total - sum(amounts, Decimal(0)))
        days = [issued_on + dt.timedelta(days=days) for days in self.due_days]
        return [
            (day, amount)
            for day, amount in zip(days, amounts, strict=True)
            if amount >= CENT
        ]  # fmt: skip
