import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds
from members.ledger.models import (
    MONEY,
    NOTHING,
    Receivable,
    Settlement,
    in_settlement,
    seen_by,
    settlement_of,
    with_balance,
)
from members.organisations.models import Category, Membership, Organisation

SERIES = "COT"
MOST_STAFF = 1_000_000


@register_kinds
class FeeEvent(models.TextChoices):
    TABLE_PUBLISHED = "fees.table_published", _("Fee table published")
    ISSUED = "fees.issued", _("Fee notice issued")
    CANCELLED = "fees.cancelled", _("Fee notice cancelled")
    # Of payments recorded before they had a room of their own.
    PAID = "fees.paid", _("Payment recorded")
    REVERSED = "fees.reversed", _("Payment reversed")


class FeeTableStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


FEE_TABLE_MOVES = {
    FeeTableStatus.DRAFT: frozenset({FeeTableStatus.PUBLISHED}),
    FeeTableStatus.PUBLISHED: frozenset(),
}


class FeeTableQuerySet(models.QuerySet):
    def published(self) -> "FeeTableQuerySet":
        return self.filter(status=FeeTableStatus.PUBLISHED)

    def in_force(self, on: dt.date) -> "FeeTable | None":
        """The published table of the day's year; until there is one, the last before it."""
        return self.published().filter(year__lte=on.year).order_by("-year").first()

    def shown(self, on: dt.date) -> "FeeTableQuerySet":
        """What a visitor is told: the table in force, and any published for a year to come."""
        now = self.in_force(on)
        wanted = Q(year__gt=on.year) | Q(pk=now.pk if now else None)
        return self.published().filter(wanted).order_by("year").prefetch_related("bands")


class FeeTable(models.Model):
    """What a membership year costs, by category and size. A published table is never changed,
    and the database sees to it: only its notes and the mark of an example may be.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="RON")
    status = models.CharField(
        _("state"), max_length=10, choices=FeeTableStatus, default=FeeTableStatus.DRAFT
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
        ]
        permissions = [("publish_feetable", _("Can publish a fee table"))]

    def __str__(self):
        return f"{self.year} ({self.currency})"

    def bands_of(self, category: str) -> "list[FeeBand]":
        """Of a category, from the smallest; uses what was prefetched."""
        found = [band for band in self.bands.all() if band.category == category]
        return sorted(found, key=lambda band: band.staff_from)

    def asks_for_staff(self, category: str) -> bool:
        """False where one fee holds whatever the size."""
        return len(self.bands_of(category)) > 1


class Int4Range(Func):
    function = "int4range"


class FeeBand(models.Model):
    """The yearly fee of a category for organisations of a size, counted in staff, both ends in."""

    table = models.ForeignKey(FeeTable, models.CASCADE, related_name="bands")
    category = models.CharField(_("category"), max_length=12, choices=Category)
    staff_from = models.PositiveIntegerField(
        _("staff from"), default=0, validators=[MaxValueValidator(MOST_STAFF)]
    )
    staff_to = models.PositiveIntegerField(
        _("staff to"), null=True, blank=True, help_text=_("Empty: no upper end."),
        validators=[MaxValueValidator(MOST_STAFF)],
    )  # fmt: skip
    amount = models.DecimalField(_("yearly fee"), validators=[MinValueValidator(NOTHING)], **MONEY)
    entry_fee = models.DecimalField(
        _("entry fee, once"), default=NOTHING, validators=[MinValueValidator(NOTHING)], **MONEY
    )

    class Meta:
        verbose_name = _("fee band")
        verbose_name_plural = _("fee bands")
        ordering = ["table", "category", "staff_from"]
        constraints = [
            models.CheckConstraint(
                name="fee_band_amounts_not_negative",
                condition=Q(amount__gte=0, entry_fee__gte=0),
            ),
            models.CheckConstraint(
                name="fee_band_ends_after_start",
                condition=Q(staff_to__isnull=True) | Q(staff_to__gte=F("staff_from")),
            ),
            ExclusionConstraint(
                name="fee_band_no_overlap",
                expressions=[
                    ("table", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (
                        Int4Range(F("staff_from"), F("staff_to"), Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two bands of this category overlap."),
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()} {self.staff_from}–{self.staff_to or '…'}"

    def holds(self, staff_count: int) -> bool:
        return self.staff_from <= staff_count and (
            self.staff_to is None or staff_count <= self.staff_to
        )


class FeeNoticeStatus(models.TextChoices):
    ISSUED = "issued", _("issued")
    CANCELLED = "cancelled", _("cancelled")


FEE_NOTICE_MOVES = {
    FeeNoticeStatus.ISSUED: frozenset({FeeNoticeStatus.CANCELLED}),
    FeeNoticeStatus.CANCELLED: frozenset(),
}


class FeeNoticeQuerySet(models.QuerySet):
    def with_balance(self) -> "FeeNoticeQuerySet":
        """Adds `credited`, `paid`, `balance` and `next_due_on` of its receivable."""
        return with_balance(self, "receivable")

    def open(self) -> "FeeNoticeQuerySet":
        return self.with_balance().filter(balance__gt=0)

    def in_settlement(self, state: str, on: dt.date) -> "FeeNoticeQuerySet":
        """The rows that `FeeNotice.settlement` gives this word on a day: the same rule in SQL."""
        return in_settlement(self.with_balance(), state, on)

    def visible_to(self, viewer) -> "FeeNoticeQuerySet":
        """The office by permission, and whoever speaks for the organisation. Who of these may
        see the sums is asked of ledger.policies.can_see_account.
        """
        return seen_by(self, viewer, "members.view_feenotice")


class FeeNotice(models.Model):
    """A request to pay the dues of a year (notă de plată). It is not an invoice: members' dues are
    outside the invoicing duty; services are invoiced elsewhere. Issued notices never change.
    """

    series = models.CharField(_("series"), max_length=20, default=SERIES, editable=False)
    year = models.PositiveSmallIntegerField(_("year of the series"), editable=False)
    sequence = models.PositiveIntegerField(_("number in the series"), editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="fee_notices")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="fee_notices")
    receivable = models.OneToOneField(
        Receivable, models.PROTECT, related_name="fee_notice", editable=False
    )
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

    # with_balance() adds them.
    credited: Decimal
    paid: Decimal
    balance: Decimal
    next_due_on: dt.date | None

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
        """Needs `with_balance`."""
        return settlement_of(self, on)
