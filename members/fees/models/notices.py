"""Requests to pay the dues of a year."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.ledger.models import (
    MONEY,
    Receivable,
    Settlement,
    in_settlement,
    seen_by,
    settlement_of,
    with_balance,
    with_next_part,
)
from members.organisations.models import Membership, Organisation

SERIES = "COT"


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

    def with_next_part(self) -> "FeeNoticeQuerySet":
        """Adds `next_part` to those with their balance: what is to be paid by `next_due_on`."""
        return with_next_part(self, "receivable")

    def open(self) -> "FeeNoticeQuerySet":
        return self.with_balance().filter(balance__gt=0)

    def covering(self, year: int) -> "FeeNoticeQuerySet":
        """Those that ask for a membership year, alone or with others."""
        until = Q(covers_until__gte=dt.date(year, 1, 1))
        return self.filter(Q(fee_year=year) | until, fee_year__lte=year)

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
    covers_until = models.DateField(
        _("paid until"), null=True, blank=True,
        help_text=_("The last day of the years it is for; empty on notices of one year."),
    )  # fmt: skip
    status = models.CharField(
        _("state"), max_length=10, choices=FeeNoticeStatus, default=FeeNoticeStatus.ISSUED
    )
    issued_on = models.DateField(_("issued"))
    due_on = models.DateField(_("due"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), **MONEY)
    lines = models.JSONField(_("lines"), help_text=_("What the amount is made of, and why."))
    quote = models.JSONField(
        _("quote"), null=True, blank=True, editable=False,
        help_text=_("Whole, with its parts and other currencies, as on the day of issue."),
    )  # fmt: skip
    payer = models.JSONField(_("payer"), help_text=_("As it was on the day of issue."))
    payee = models.JSONField(_("payee"), help_text=_("As it was on the day of issue."))
    payment_reference = models.CharField(
        _("payment reference"), max_length=25, unique=True, help_text="ISO 11649"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    issued_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    objects = FeeNoticeQuerySet.as_manager()

    # with_balance() adds them, with_next_part() the last one.
    credited: Decimal
    paid: Decimal
    balance: Decimal
    next_due_on: dt.date | None
    next_part: Decimal | None

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
