from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.accounts.models import User
from members.organisations.models import Category, Membership, Organisation

SERIES = "COT"
MONEY = {"max_digits": 12, "decimal_places": 2}


class FeeTableStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


FEE_TABLE_MOVES = {
    FeeTableStatus.DRAFT: frozenset({FeeTableStatus.PUBLISHED}),
    FeeTableStatus.PUBLISHED: frozenset(),
}


class FeeTable(models.Model):
    """What a membership year costs, by category and size. Published tables are not edited."""

    year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="RON")
    status = models.CharField(
        _("state"), max_length=10, choices=FeeTableStatus, default=FeeTableStatus.DRAFT
    )
    decision_reference = models.CharField(_("decided by"), max_length=120, blank=True)
    notes = models.TextField(_("notes for readers"), blank=True)
    is_example = models.BooleanField(_("example, not a real fee"), default=False)

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

    def __str__(self):
        return f"{self.year} ({self.currency})"


class Int4Range(Func):
    function = "int4range"


class FeeBand(models.Model):
    """The yearly fee of a category for organisations of a size, counted in staff, both ends in."""

    table = models.ForeignKey(FeeTable, models.CASCADE, related_name="bands")
    category = models.CharField(_("category"), max_length=12, choices=Category)
    staff_from = models.PositiveIntegerField(_("staff from"), default=0)
    staff_to = models.PositiveIntegerField(
        _("staff to"), null=True, blank=True, help_text=_("Empty: no upper end.")
    )
    amount = models.DecimalField(_("yearly fee"), **MONEY)
    entry_fee = models.DecimalField(_("entry fee, once"), default=Decimal("0.00"), **MONEY)

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
                violation_error_message=_("Two bands of this category overlap."),
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()} {self.staff_from}–{self.staff_to or '…'}"


class FeeNoticeStatus(models.TextChoices):
    ISSUED = "issued", _("issued")
    CANCELLED = "cancelled", _("cancelled")


FEE_NOTICE_MOVES = {
    FeeNoticeStatus.ISSUED: frozenset({FeeNoticeStatus.CANCELLED}),
    FeeNoticeStatus.CANCELLED: frozenset(),
}


class FeeNoticeQuerySet(models.QuerySet):
    def with_balance(self) -> "FeeNoticeQuerySet":
        """Adds `paid` and `balance` (what is still owed), both in the notice's currency."""
        paid = Coalesce(Sum("payments__amount"), Value(Decimal("0.00")))
        return self.annotate(paid=paid).annotate(balance=F("amount") - F("paid"))

    def open(self) -> "FeeNoticeQuerySet":
        return self.with_balance().filter(status=FeeNoticeStatus.ISSUED, balance__gt=0)


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
        return self.number

    @property
    def number(self) -> str:
        return f"{self.series}-{self.year}-{self.sequence:04d}"

    def get_absolute_url(self):
        return reverse("members:fee_notice", args=[self.pk])


class PaymentMethod(models.TextChoices):
    BANK = "bank", _("bank transfer")
    CARD = "card", _("card")
    CASH = "cash", _("cash")


class Payment(models.Model):
    """Money that came in for a notice. Rows are never changed: a mistake is reversed by a second
    row with the opposite amount, so the balance is always a plain sum.
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
