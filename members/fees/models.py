import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.fees.calendars import day_in_year
from members.organisations.models import Category, Membership, Organisation, Representative

SERIES = "COT"
MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
NOTHING = Decimal("0.00")
MOST_STAFF = 1_000_000
LARGEST_SIZE = 10**13  # staff, or turnover in whole units of its currency
MOST_TERM_YEARS = 5


@register_kinds
class FeeEvent(models.TextChoices):
    TABLE_PUBLISHED = "fees.table_published", _("Fee table published")
    TABLE_COPIED = "fees.table_copied", _("Fee table copied from another year")
    ALLOWANCE_ADDED = "fees.allowance_added", _("Exemption, discount or terms entered")
    ALLOWANCE_EDITED = "fees.allowance_edited", _("Exemption, discount or terms changed")
    RATE_ADDED = "fees.rate_added", _("Exchange rate entered")
    RATE_EDITED = "fees.rate_edited", _("Exchange rate corrected")
    ISSUED = "fees.issued", _("Fee notice issued")
    CANCELLED = "fees.cancelled", _("Fee notice cancelled")
    PAID = "fees.paid", _("Payment recorded")
    REVERSED = "fees.reversed", _("Payment reversed")


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
        return self.published().filter(year__lte=on.year).order_by("-year").first()

    def for_joining(self, on: dt.date) -> "FeeTable | None":
        """By which they pay who join on a day: late in a year it may be the next year's."""
        table = self.in_force(on)
        if table is None or not table.leads_to_next_year(on):
            return table
        return self.published().filter(year=on.year + 1).first() or table

    def shown(self, on: dt.date) -> "FeeTableQuerySet":
        """What a visitor is told: the table in force, and any published for a year to come."""
        now = self.in_force(on)
        wanted = Q(year__gt=on.year) | Q(pk=now.pk if now else None)
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

    def measure_of(self, category: str) -> "Any":
        """The FeeMeasure of a category; None where its size is counted in staff, undefined."""
        return next((row for row in self.measures.all() if row.category == category), None)

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


class FeeNoticeStatus(models.TextChoices):
    ISSUED = "issued", _("issued")
    CANCELLED = "cancelled", _("cancelled")


FEE_NOTICE_MOVES = {
    FeeNoticeStatus.ISSUED: frozenset({FeeNoticeStatus.CANCELLED}),
    FeeNoticeStatus.CANCELLED: frozenset(),
}


class Settlement(models.TextChoices):
    """How a notice stands today: reckoned from its sum, its payments and the day, never stored."""

    OPEN = "open", _("to pay")
    PARTLY = "partly", _("partly paid")
    OVERDUE = "overdue", _("overdue")
    PAID = "paid", _("paid")
    CANCELLED = "cancelled", _("cancelled")

    @property
    def tone(self) -> str:
        """Of the badge that shows it."""
        return {"paid": "good", "overdue": "bad", "cancelled": "note"}.get(self.value, "wait")


class FeeNoticeQuerySet(models.QuerySet):
    def with_balance(self) -> "FeeNoticeQuerySet":
        """Adds `paid` and `balance` (what is still owed; below zero: too much was paid), both in
        the notice's currency.
        """
        sums = (
            Payment.objects.filter(notice=OuterRef("pk"))
            .order_by()
            .values("notice")
            .annotate(total=Sum("amount"))
            .values("total")
        )
        return self.annotate(paid=Coalesce(Subquery(sums), Value(NOTHING))).annotate(
            balance=F("amount") - F("paid")
        )

    def open(self) -> "FeeNoticeQuerySet":
        return self.with_balance().filter(status=FeeNoticeStatus.ISSUED, balance__gt=0)

    def in_settlement(self, state: str, on: dt.date) -> "FeeNoticeQuerySet":
        """The rows that `FeeNotice.settlement` gives this word on a day: the same rule in SQL."""
        if state == Settlement.CANCELLED:
            return self.with_balance().filter(status=FeeNoticeStatus.CANCELLED)
        if state == Settlement.PAID:
            return self.with_balance().filter(status=FeeNoticeStatus.ISSUED, balance__lte=0)
        if state == Settlement.OVERDUE:
            return self.open().filter(due_on__lt=on)
        unpaid = self.open().filter(due_on__gte=on)
        return unpaid.filter(paid__gt=0) if state == Settlement.PARTLY else unpaid.filter(paid=0)

    def visible_to(self, viewer) -> "FeeNoticeQuerySet":
        """The office by permission, and whoever speaks for the organisation. Who of these may
        see the sums is asked of policies.can_see_fees.
        """
        if viewer.is_staff and viewer.has_perm("members.view_feenotice"):
            return self
        if not viewer.is_authenticated:
            return self.none()
        own = Representative.objects.open().filter(
            organisation=OuterRef("organisation"), user=viewer
        )
        return self.filter(Exists(own))


class FeeNotice(models.Model):
    """A request to pay the dues of a year (notă de plată). It is not an invoice: members' dues are
    outside the invoicing duty; services are invoiced elsewhere. Issued notices never change.
    """

    series = models.CharField(_("series"), max_length=20, default=SERIES, editable=False)
    year = models.PositiveSmallIntegerField(_("year of the series"), editable=False)
    sequence = models.PositiveIntegerField(_("number in the series"), editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="fee_notices")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="fee_notices")
    fee_year = models.PositiveSmallIntegerField(_("membership year"))
    status = models.CharField(
        _("state"), max_length=10, choices=FeeNoticeStatus, default=FeeNoticeStatus.ISSUED
    )
    issued_on = models.DateField(_("issued"))
    due_on = models.DateField(_("due"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), **MONEY)
    lines = models.JSONField(_("lines"), help_text=_("What the amount is made of, and why."))
    payer = models.JSONField(_("payer"), help_text=_("As it was on the day of issue."))
    payee = models.JSONField(_("payee"), help_text=_("As it was on the day of issue."))
    payment_reference = models.CharField(
        _("payment reference"), max_length=25, unique=True, help_text="ISO 11649"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    issued_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    objects = FeeNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee notice")
        verbose_name_plural = _("fee notices")
        ordering = ["-issued_on", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "sequence"], name="fee_notice_number_once"
            ),
            models.UniqueConstraint(
                name="fee_notice_one_a_year",
                fields=["membership", "fee_year"],
                condition=Q(status="issued"),
            ),
            models.CheckConstraint(
                name="fee_notice_status_known", condition=Q(status__in=FeeNoticeStatus.values)
            ),
            models.CheckConstraint(
                name="fee_notice_amount_not_negative", condition=Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="fee_notice_due_after_issue", condition=Q(due_on__gte=F("issued_on"))
            ),
            models.CheckConstraint(
                name="fee_notice_cancelled_iff_dated",
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.number} · {self.payer['display_name']}"

    def get_absolute_url(self):
        return reverse("members:fee_notice", args=[self.pk])

    @property
    def number(self) -> str:
        return f"{self.series}-{self.year}-{self.sequence:04d}"

    def settlement(self, on: dt.date | None = None) -> Settlement:
        """Needs `with_balance`. The day of payment is the last good one: overdue the day after."""
        if self.status == FeeNoticeStatus.CANCELLED:
            return Settlement.CANCELLED
        paid, balance = self.paid, self.balance  # type: ignore[attr-defined]  # with_balance() adds them
        if balance <= 0:
            return Settlement.PAID
        if self.due_on < (on or timezone.localdate()):
            return Settlement.OVERDUE
        return Settlement.PARTLY if paid > 0 else Settlement.OPEN


class PaymentMethod(models.TextChoices):
    BANK = "bank", _("bank transfer")
    CARD = "card", _("card")
    CASH = "cash", _("cash")


class Payment(models.Model):
    """Money that came in for a notice. The database refuses to change or delete a row: a mistake
    is reversed by a second row with the opposite amount, so the balance is always a plain sum.
    """

    notice = models.ForeignKey(FeeNotice, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    received_on = models.DateField(_("received"))
    method = models.CharField(
        _("by"), max_length=10, choices=PaymentMethod, default=PaymentMethod.BANK
    )
    bank_reference = models.CharField(_("bank's reference"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    submission_key = models.UUIDField(unique=True, editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="payment_sign_fits_kind",
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0),
            ),
        ]

    def __str__(self):
        return f"{self.amount} {self.currency}, {self.received_on:%Y-%m-%d}"
