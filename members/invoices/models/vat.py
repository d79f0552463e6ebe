"""What VAT is due and why, as records with dates: closed and followed, never overwritten."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds

RATE: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}


@register_kinds
class VatEvent(models.TextChoices):
    RATE_ADDED = "invoices.vat_rate_added", _("VAT rate added")
    RATE_EDITED = "invoices.vat_rate_edited", _("VAT rate edited")
    STATUS_ADDED = "invoices.vat_status_added", _("VAT status added")
    STATUS_EDITED = "invoices.vat_status_edited", _("VAT status edited")
    RULES_ADDED = "invoices.rules_added", _("Invoicing rules added")
    RULES_EDITED = "invoices.rules_edited", _("Invoicing rules edited")


class VatCategory(models.TextChoices):
    """The codes of EN 16931 (BT-151, UNTDID 5305) that an association meets."""

    STANDARD = "S", _("S · taxed")
    ZERO = "Z", _("Z · taxed at zero")
    EXEMPT = "E", _("E · exempt")
    REVERSE_CHARGE = "AE", _("AE · reverse charge")
    OUTSIDE = "O", _("O · outside VAT")


NEEDS_REASON = (VatCategory.EXEMPT, VatCategory.REVERSE_CHARGE, VatCategory.OUTSIDE)


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


def days_of(first: str, last: str) -> DateRange:
    """From a day to a day, both of them in; no last day means without end."""
    return DateRange(F(first), F(last), Value("[]"))


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> "DatedQuerySet":
        return self.filter(valid_from__lte=on).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )


class VatRate(models.Model):
    """What a line's code means between two days. Lines name the code; a change of the law is a new
    row with the same code, and documents keep what was in force on their day.
    """

    code = models.CharField(
        _("code"), max_length=12, help_text=_("What lines are marked with, for example S or S-RED.")
    )
    category = models.CharField(_("category (EN 16931)"), max_length=2, choices=VatCategory)
    rate = models.DecimalField(
        _("rate in %"), default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))], **RATE,
    )  # fmt: skip
    name = LineField(_("name"), max_length=80)
    reason = LineField(
        _("why no VAT is due"), max_length=100, blank=True,
        help_text=_("The provision of the law, as it is printed; 100 characters at most."),
    )  # fmt: skip
    vatex = models.CharField(
        _("VATEX code"), max_length=30, blank=True, help_text="VATEX-EU-AE, VATEX-EU-132-1I, …"
    )
    law = models.CharField(_("law"), max_length=200, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    is_example = models.BooleanField(_("example value, to be confirmed"), default=False)

    objects = DatedQuerySet.as_manager()

    # modeltranslation adds them.
    reason_ro: str
    reason_en: str

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="vat_rate_category_known", condition=Q(category__in=VatCategory.values)
            ),
            models.CheckConstraint(
                name="vat_rate_only_taxed_above_zero",
                condition=Q(category="S", rate__gt=0) | (~Q(category="S") & Q(rate=0)),
                violation_error_message=_(
                    "Category S has a rate above zero, the others have none."
                ),
            ),
            models.CheckConstraint(
                name="vat_rate_says_why_none",
                condition=~Q(category__in=[code.value for code in NEEDS_REASON])
                | Q(reason_en__gt="", reason_ro__gt=""),
                violation_error_message=_("Say in both languages why no VAT is due."),
            ),
            models.CheckConstraint(
                name="vat_rate_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            ExclusionConstraint(
                name="vat_rate_one_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (days_of("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This code means something else on some of these days."),
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.name}"


class VatStanding(models.TextChoices):
    REGISTERED = "registered", _("registered for VAT")
    SMALL = "small", _("small-business exemption (Fiscal Code art. 310)")


class VatStatus(models.Model):
    """Whether the association charges VAT, from a day to a day. While the exemption for small
    businesses holds, every line of its documents gets `category`, `reason` and `vatex` of this row.
    """

    standing = models.CharField(_("standing"), max_length=12, choices=VatStanding)
    category = models.CharField(
        _("category of exempt lines"), max_length=2, choices=VatCategory, blank=True,
        help_text=_("Only for the exemption: O or E, as the accountant decides."),
    )  # fmt: skip
    reason = LineField(_("why no VAT is due"), max_length=100, blank=True)
    vatex = models.CharField(_("VATEX code"), max_length=30, blank=True)
    law = models.CharField(_("law"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    is_example = models.BooleanField(_("example value, to be confirmed"), default=False)

    objects = DatedQuerySet.as_manager()

    # modeltranslation adds them.
    reason_ro: str
    reason_en: str

    class Meta:
        verbose_name = _("VAT status")
        verbose_name_plural = _("VAT status")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="vat_status_standing_known", condition=Q(standing__in=VatStanding.values)
            ),
            models.CheckConstraint(
                name="vat_status_exemption_says_why",
                condition=Q(standing="registered")
                | Q(standing="small", category__in=["E", "O"], reason_en__gt="", reason_ro__gt=""),
                violation_error_message=_(
                    "The exemption needs category E or O and its reason in both languages."
                ),
            ),
            models.CheckConstraint(
                name="vat_status_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            ExclusionConstraint(
                name="vat_status_one_a_day",
                expressions=[(days_of("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
                violation_error_message=_("Another row holds on some of these days."),
            ),
        ]

    def __str__(self):
        return f"{self.get_standing_display()}, {self.valid_from:%Y-%m-%d}"

    @property
    def is_registered(self) -> bool:
        return self.standing == VatStanding.REGISTERED
