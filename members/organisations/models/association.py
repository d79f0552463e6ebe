"""The cluster's own record: its name, its bank accounts, what its statute says."""

import datetime as dt

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField


class Association(models.Model):
    """The cluster's own record: one row, whose data make this portal that cluster's portal."""

    name = LineField(_("name"), max_length=120)
    legal_name = LineField(_("legal name"), max_length=200)
    tagline = LineField(_("in one sentence"), max_length=250, blank=True)
    about = models.TextField(_("about (Markdown)"), blank=True)
    about_html = RenderedMarkdownField()
    fiscal_code = models.CharField(_("fiscal code"), max_length=20, blank=True)
    register_entries = models.TextField(
        _("register entries"), blank=True, help_text=_("One a line, as they are printed.")
    )
    street = LineField(_("street and number"), max_length=200, blank=True)
    city = LineField(_("city"), max_length=100, blank=True)
    county = LineField(_("county"), max_length=100, blank=True)
    postal_code = LineField(_("postal code"), max_length=12, blank=True)
    country = models.CharField(_("country"), max_length=2, default="RO")
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(
        _("language of mails"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("In which the portal writes to this address."),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    privacy_contact = LineField(_("contact for personal data"), max_length=200, blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5c6b",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour such as #0b5c6b."))],
    )
    is_sample = models.BooleanField(
        _("this is sample data"),
        default=False,
        help_text=_("Every page then says that people, organisations and fees are invented."),
    )

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("association")
        constraints = [
            models.CheckConstraint(name="association_is_one_row", condition=Q(pk=1)),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)


class BankAccount(models.Model):
    """Where dues are paid; closed, never overwritten, so that old notices stay true."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="bank_accounts")
    iban = models.CharField("IBAN", max_length=34)
    bank = LineField(_("bank"), max_length=120, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="RON")
    opened_on = models.DateField(_("in use from"))
    closed_on = models.DateField(_("in use until"), null=True, blank=True)
    is_example = models.BooleanField(_("example"), default=False)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["currency", "-opened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="bank_account_one_open_per_currency",
                fields=["association", "currency"],
                condition=Q(closed_on__isnull=True),
                violation_error_message=_("Close the present account in this currency first."),
            ),
        ]

    def __str__(self):
        return f"{self.iban} ({self.currency})"


class MembershipBegins(models.TextChoices):
    AT_DECISION = "at_decision", _("with the Board's decision")
    AT_FIRST_PAYMENT = "at_first_payment", _("with the first payment")


class StatuteRulesQuerySet(models.QuerySet["StatuteRules"]):
    def in_force(self, on: dt.date) -> "StatuteRules | None":
        return self.filter(valid_from__lte=on).order_by("-valid_from").first()


class StatuteRules(models.Model):
    """What the statute says, from a day on. A change is a new row, never an edit of the past."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="statute_rules")
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("article or decision"), max_length=200, blank=True)
    is_example = models.BooleanField(_("example value, to be confirmed"), default=False)
    membership_begins = models.CharField(
        _("membership begins"),
        max_length=20,
        choices=MembershipBegins,
        default=MembershipBegins.AT_FIRST_PAYMENT,
    )
    decision_days = models.PositiveSmallIntegerField(
        _("days for a decision on an application"), default=30
    )
    fee_due_days = models.PositiveSmallIntegerField(_("days to pay a fee notice"), default=30)
    reapply_days = models.PositiveSmallIntegerField(
        _("days before one may apply again"), default=365
    )
    board_term_months = models.PositiveSmallIntegerField(_("Board's term in months"), default=24)

    objects = StatuteRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("statute rules")
        verbose_name_plural = _("statute rules")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "valid_from"], name="statute_rules_once_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.valid_from:%Y-%m-%d}"
