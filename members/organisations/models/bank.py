"""The accounts that organisations pay from. The association's own are in association.py."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.organisations.models.organisation import Organisation


class AccountSource(models.TextChoices):
    DECLARED = "declared", _("declared by the organisation")
    STATEMENT = "statement", _("seen on a bank statement")
    OFFICE = "office", _("entered by the office")


class OrganisationAccountQuerySet(models.QuerySet["OrganisationAccount"]):
    def open(self) -> "OrganisationAccountQuerySet":
        return self.filter(closed_on__isnull=True)

    def confirmed(self) -> "OrganisationAccountQuerySet":
        """Those by which a payer may be recognised."""
        return self.open().filter(is_confirmed=True)


class OrganisationAccount(models.Model):
    """An IBAN of an organisation: as it said itself, or as its payments were seen to come from.

    Two organisations may pay from one account (a group of companies), so that an IBAN is unique
    only for its organisation. It is kept without spaces, in capitals.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="accounts")
    iban = models.CharField("IBAN", max_length=34)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    seen_on = models.DateField(_("last seen"), default=timezone.localdate)
    source = models.CharField(_("known from"), max_length=10, choices=AccountSource)
    closed_on = models.DateField(_("no longer used since"), null=True, blank=True)

    objects = OrganisationAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account of an organisation")
        verbose_name_plural = _("accounts of organisations")
        ordering = ["organisation__display_name", "-is_confirmed", "iban"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_account_once",
                fields=["organisation", "iban"],
                violation_error_message=_("This account is known already."),
            ),
            models.CheckConstraint(
                name="organisation_account_source_known",
                condition=Q(source__in=AccountSource.values),
            ),
            models.CheckConstraint(
                name="organisation_account_is_compact",
                condition=Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$"),
            ),
        ]
        indexes = [models.Index(fields=["iban"], name="organisation_account_iban")]

    def __str__(self):
        return self.iban_text

    @property
    def iban_text(self) -> str:
        """In groups of four, as it stands on papers."""
        return " ".join(self.iban[at : at + 4] for at in range(0, len(self.iban), 4))
