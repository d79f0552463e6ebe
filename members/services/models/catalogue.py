"""What the cluster offers: an entry a service and year, its prices, and what the fee includes."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.organisations.models import Category

MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
NOTHING = Decimal("0.00")
CURRENCIES = [("RON", "RON"), ("EUR", "EUR")]


@register_kinds
class ServiceEvent(models.TextChoices):
    ADDED = "service.added", _("Service entered")
    EDITED = "service.edited", _("Service's description edited")
    OFFERED = "service.offered", _("The service is offered")
    COPIED = "service.copied", _("Copied from the year before")
    CLOSED = "service.closed", _("The service ends")
    TERMS_ADDED = "service.terms_added", _("Terms of services entered")
    TERMS_EDITED = "service.terms_edited", _("Terms of services edited")


class ServiceKind(models.TextChoices):
    INCLUDED = "included", _("included in the membership fee")
    PAID = "paid", _("paid for separately")


class ServiceStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    OFFERED = "offered", _("offered")
    CLOSED = "closed", _("closed")


SERVICE_MOVES = {
    ServiceStatus.DRAFT: frozenset({ServiceStatus.OFFERED}),
    ServiceStatus.OFFERED: frozenset({ServiceStatus.CLOSED}),
    ServiceStatus.CLOSED: frozenset(),
}


class VatCode(models.TextChoices):
    """Categories of EN 16931 (UNTDID 5305). The rate belongs to the day of the invoice."""

    STANDARD = "S", _("plus VAT at the rate of the day of the invoice")
    EXEMPT = "E", _("exempt from VAT")
    OUTSIDE = "O", _("outside the scope of VAT")
    REVERSE_CHARGE = "AE", _("without VAT: reverse charge")


class CapacityPeriod(models.TextChoices):
    YEAR = "year", _("a year")
    MONTH = "month", _("a month")


class ServiceQuerySet(models.QuerySet):
    def offered(self, on: dt.date | None = None) -> "ServiceQuerySet":
        """What can be had on a day (today in Bucharest), first and last day included.

        The entry of a later year takes the place of the one before it from its own first day; as
        long as there is none, the last one stays.
        """
        day = on or timezone.localdate()
        newer = (
            Service.objects.filter(key=OuterRef("key"), year__gt=OuterRef("year"))
            .exclude(status=ServiceStatus.DRAFT)
            .filter(offered_from__lte=day)
        )
        return (
            self.exclude(status=ServiceStatus.DRAFT)
            .filter(
                Q(offered_until__isnull=True) | Q(offered_until__gte=day), offered_from__lte=day
            )
            .exclude(Exists(newer))
        )

    def visible_to(self, viewer) -> "ServiceQuerySet":
        """Everybody sees what is offered today; the office also what was and what will be."""
        return self if getattr(viewer, "is_staff", False) else self.offered()

    def matching(self, words: str) -> "ServiceQuerySet":
        """Services whose name or sentence holds the words, in either language, accents or not."""
        found = Q()
        for field in ("name_en", "name_ro", "summary_en", "summary_ro"):
            found |= Q(**{f"{field}__unaccent__icontains": words})
        return self.filter(found)


class Service(models.Model):
    """What the cluster does for its members in a year. The key is the same through the years.

    What ends is closed, not deleted. Prices are for one unit, without VAT; requests keep those of
    the day they were made.
    """

    key = models.SlugField(
        _("address"),
        max_length=80,
        help_text=_("The same in each year; the page is /services/ with this behind it."),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        _("state"), max_length=10, choices=ServiceStatus, default=ServiceStatus.DRAFT
    )
    name = LineField(_("name"), max_length=160)
    summary = models.CharField(_("in one or two sentences"), max_length=400, blank=True)
    description = models.TextField(_("description (Markdown)"), blank=True)
    description_html = RenderedMarkdownField()
    kind = models.CharField(_("how it is paid for"), max_length=10, choices=ServiceKind)
    unit = LineField(
        _("unit"), max_length=60, blank=True, help_text=_("What one of it is: a day, a post.")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="RON")
    member_price = models.DecimalField(
        _("price for members"), null=True, blank=True, validators=[MinValueValidator(NOTHING)],
        help_text=_("For one unit, without VAT. Empty: by quote."), **MONEY,
    )  # fmt: skip
    market_price = models.DecimalField(
        _("price on the market"), null=True, blank=True, validators=[MinValueValidator(NOTHING)],
        help_text=_("For one unit, without VAT: what the same costs without the cluster."), **MONEY,
    )  # fmt: skip
    market_source = LineField(
        _("where the market's price is from"), max_length=250, blank=True,
        help_text=_("Who asks this price, or how it was found. Readers see it."),
    )  # fmt: skip
    market_checked_on = models.DateField(_("found on"), null=True, blank=True)
    vat_code = models.CharField(
        _("VAT"), max_length=2, choices=VatCode, default=VatCode.STANDARD,
        help_text=_("The accountant decides. The rate is taken on the day of the invoice."),
    )  # fmt: skip
    price_note = LineField(
        _("price, in words"),
        max_length=250,
        blank=True,
        help_text=_("“By quote, before anything is ordered”; a sum only when it is decided."),
    )
    capacity = models.PositiveIntegerField(
        _("how many there are"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Units that can be delivered in a year or a month. Empty: as many as asked."),
    )  # fmt: skip
    capacity_period = models.CharField(
        _("in"), max_length=5, choices=CapacityPeriod, default=CapacityPeriod.YEAR
    )
    in_charge = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+",
        limit_choices_to={"is_staff": True}, verbose_name=_("in charge at the office"),
        help_text=_("Gets the letters about requests; without one they go to the office."),
    )  # fmt: skip
    offered_from = models.DateField(_("offered from"), default=timezone.localdate)
    offered_until = models.DateField(
        _("offered until"), null=True, blank=True, help_text=_("The last day; empty while it runs.")
    )
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="copies"
    )
    is_example = models.BooleanField(_("example, not a real service"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = ServiceQuerySet.as_manager()

    # modeltranslation adds them.
    name_en: str
    name_ro: str

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["kind", "position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="service_once_a_year",
                fields=["key", "year"],
                violation_error_message=_("This service has an entry for that year already."),
            ),
            models.CheckConstraint(
                name="service_kind_known", condition=Q(kind__in=ServiceKind.values)
            ),
            models.CheckConstraint(
                name="service_status_known", condition=Q(status__in=ServiceStatus.values)
            ),
            models.CheckConstraint(
                name="service_vat_known", condition=Q(vat_code__in=VatCode.values)
            ),
            models.CheckConstraint(
                name="service_period_known",
                condition=Q(capacity_period__in=CapacityPeriod.values),
            ),
            models.CheckConstraint(
                name="service_capacity_not_zero",
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1),
            ),
            models.CheckConstraint(
                name="service_prices_not_negative",
                condition=(Q(member_price__isnull=True) | Q(member_price__gte=0))
                & (Q(market_price__isnull=True) | Q(market_price__gte=0)),
            ),
            models.CheckConstraint(
                name="service_market_price_has_source",
                condition=Q(market_price__isnull=True)
                | Q(
                    Q(market_source_en__gt="") | Q(market_source_ro__gt=""),
                    market_checked_on__isnull=False,
                ),
                violation_error_message=_(
                    "Say where the market's price is from, and on which day it was found."
                ),
            ),
            models.CheckConstraint(
                name="service_ends_after_start",
                condition=Q(offered_until__isnull=True) | Q(offered_until__gte=F("offered_from")),
                violation_error_message=_("A service cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="service_closed_has_last_day",
                condition=~Q(status="closed") | Q(offered_until__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.year})"

    def get_absolute_url(self):
        return reverse("members:service_detail", args=[self.key])

    @property
    def saving(self) -> Decimal | None:
        """What a member spares on one unit; None where it is not known or there is nothing."""
        if self.market_price is None or self.member_price is None:
            return None
        spared = self.market_price - self.member_price
        return spared if spared > 0 else None

    @property
    def saving_percent(self) -> int | None:
        """Of the market's price, rounded down so that nothing is promised."""
        saving = self.saving
        return int(saving * 100 / self.market_price) if saving and self.market_price else None


class ServiceQuota(models.Model):
    """How many units a year the fee includes: for everyone; for a category instead of that; for a
    tier, named by its code in the fee tables, instead of both.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="quotas")
    category = models.CharField(
        _("category"), max_length=12, choices=Category, blank=True,
        help_text=_("Empty: everyone whose category has no line of its own."),
    )  # fmt: skip
    tier_code = models.SlugField(
        _("tier"), max_length=30, blank=True,
        help_text=_("One of the fee tables' tiers, in all years; then no category."),
    )  # fmt: skip
    included = models.PositiveIntegerField(_("included in the fee, a year"))

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["service", "category", "tier_code"]
        constraints = [
            models.UniqueConstraint(
                name="service_quota_once",
                fields=["service", "category", "tier_code"],
                violation_error_message=_("This category or tier has a line already."),
            ),
            models.CheckConstraint(
                name="service_quota_category_or_tier",
                condition=Q(category="") | Q(tier_code=""),
                violation_error_message=_("Write a category or a tier, not both."),
            ),
            models.CheckConstraint(
                name="service_quota_category_known",
                condition=Q(category="") | Q(category__in=Category.values),
            ),
        ]

    def __str__(self):
        whom = self.tier_code or self.get_category_display() or _("everyone")
        return f"{self.service}: {whom}, {self.included}"


class ServiceTermsQuerySet(models.QuerySet["ServiceTerms"]):
    def in_force(self, on: dt.date) -> "ServiceTerms":
        """Those of a day; where nobody has written any, what the form would suggest."""
        held = self.filter(valid_from__lte=on).order_by("-valid_from").first()
        return held or ServiceTerms(valid_from=on)


class ServiceTerms(models.Model):
    """By when who answers, from a day on. A change is a new row, never an edit of the past."""

    valid_from = models.DateField(_("valid from"), unique=True)
    source = models.CharField(_("decided by"), max_length=200, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("days for the office's answer"), default=5, validators=[MinValueValidator(1)]
    )
    quote_days = models.PositiveSmallIntegerField(
        _("days that a quote is valid"), default=30, validators=[MinValueValidator(1)]
    )
    confirm_days = models.PositiveSmallIntegerField(
        _("days after which a delivery counts as confirmed"), default=10,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
    is_example = models.BooleanField(_("example value, to be confirmed"), default=False)

    objects = ServiceTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of services")
        verbose_name_plural = _("terms of services")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="service_terms_days_positive",
                condition=Q(answer_days__gte=1, quote_days__gte=1, confirm_days__gte=1),
            ),
        ]

    def __str__(self):
        return f"{self.valid_from:%Y-%m-%d}"
