import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SERIES = RegexValidator(r"^[A-Z]{2,8}$", _("Two to eight capital letters."))
BOTH = "both"
DOCUMENT_LANGUAGES = [*settings.LANGUAGES, (BOTH, _("both languages"))]


class EFacturaScope(models.TextChoices):
    EVERYONE = "everyone", _("for every document")
    ROMANIA = "romania", _("for buyers in Romania only")


class InvoicingRulesQuerySet(models.QuerySet["InvoicingRules"]):
    def in_force(self, on: dt.date) -> "InvoicingRules":
        """The rules of a day; where none are written down, what the fields' defaults say."""
        found = self.filter(valid_from__lte=on).order_by("-valid_from").first()
        return found or InvoicingRules(valid_from=on)


class InvoicingRules(models.Model):
    """How the association invoices, from a day on. A change is a new row. The deadline of RO
    e-Factura (5 working days, OUG 120/2021) and whom it covers stand here, since laws change.
    """

    valid_from = models.DateField(_("valid from"), unique=True)
    invoice_series = models.CharField(
        _("series of invoices"), max_length=8, default="FCT", validators=[SERIES]
    )
    credit_note_series = models.CharField(
        _("series of credit notes"), max_length=8, default="NC", validators=[SERIES],
        help_text=_("The same as that of invoices: they share one series."),
    )  # fmt: skip
    due_days = models.PositiveSmallIntegerField(
        _("days to pay an invoice"), default=30, validators=[MaxValueValidator(365)]
    )
    efactura_days = models.PositiveSmallIntegerField(
        _("working days to send to RO e-Factura"), default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )  # fmt: skip
    efactura_scope = models.CharField(
        _("RO e-Factura"), max_length=10, choices=EFacturaScope, default=EFacturaScope.ROMANIA
    )
    source = models.CharField(_("law or decision"), max_length=200, blank=True)
    is_example = models.BooleanField(_("example value, to be confirmed"), default=False)

    objects = InvoicingRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoicing rules")
        verbose_name_plural = _("invoicing rules")
        ordering = ["-valid_from"]

    def __str__(self):
        return f"{self.valid_from:%Y-%m-%d}"
