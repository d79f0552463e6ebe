"""Papers that say: this organisation is a member, since then. Checked by anybody by a link."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.organisations.models import (
    Category,
    Membership,
    MembershipStatus,
    Organisation,
    Representative,
)

SERIES = "AM"  # adeverință de membru


@register_kinds
class CertificateEvent(models.TextChoices):
    ISSUED = "certificate.issued", _("Certificate of membership issued")
    REVOKED = "certificate.revoked", _("Certificate of membership revoked")


class PaperLanguage(models.TextChoices):
    ENGLISH = "en", _("English")
    ROMANIAN = "ro", _("Romanian")
    BOTH = "both", _("both languages")


class Standing(models.TextChoices):
    """What a certificate is worth today. Computed: a membership that ends needs no second act."""

    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")
    ENDED = "ended", _("the membership has ended")
    RESTS = "rests", _("the membership is suspended")
    EXPIRED = "expired", _("no longer valid")


TONES = {Standing.VALID: "good", Standing.REVOKED: "bad", Standing.ENDED: "bad"}


def new_token() -> str:
    """192 bits: no address can be guessed, and none is kept anywhere but here and on the paper."""
    return secrets.token_urlsafe(24)


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "CertificateQuerySet":
        """People see those of the organisations they represent, the office all."""
        if viewer.has_perm("members.view_certificate"):
            return self
        own = Representative.objects.open().filter(user=viewer.pk).values("organisation")
        return self.filter(organisation__in=own)


class Certificate(models.Model):
    """An issued paper with what it said on its day. The database lets nothing but a revocation be
    written on it, once (trigger `certificate_is_kept`).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="certificates")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="certificates")
    series = models.CharField(max_length=20, default=SERIES)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    token = models.CharField(max_length=48, unique=True, default=new_token, editable=False)
    language = models.CharField(_("language"), max_length=4, choices=PaperLanguage)
    legal_name = LineField(_("legal name"), max_length=200)
    identifier = models.CharField(_("fiscal or registration code"), max_length=40)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    member_since = models.DateField(_("member since"))
    issuer = models.JSONField(_("issuer"), default=dict)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), help_text=_("The last day."))
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by")
    )
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revocation_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate of membership")
        verbose_name_plural = _("certificates of membership")
        ordering = ["-year", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "sequence"], name="certificate_number_once"
            ),
            models.CheckConstraint(
                name="certificate_language_known", condition=Q(language__in=PaperLanguage.values)
            ),
            models.CheckConstraint(
                name="certificate_ends_after_it_starts",
                condition=Q(valid_until__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="certificate_revoked_with_reason",
                condition=Q(revoked_on__isnull=True, revocation_reason="")
                | Q(revoked_on__isnull=False, revocation_reason__gt=""),
            ),
        ]

    def __str__(self):
        return f"{self.number}, {self.legal_name}"

    def get_absolute_url(self):
        return reverse("members:certificate_verify", args=[self.token])

    @property
    def number(self) -> str:
        return f"{self.series}-{self.year}-{self.sequence:04d}"

    @property
    def verify_address(self) -> str:
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    def standing(self, on: dt.date | None = None) -> Standing:
        """On a day, today if none is named; needs `membership`."""
        day = on or timezone.localdate()
        if self.revoked_on is not None and self.revoked_on <= day:
            return Standing.REVOKED
        if self.membership.ended_on is not None and self.membership.ended_on <= day:
            return Standing.ENDED
        if self.valid_until < day:
            return Standing.EXPIRED
        is_suspended = self.membership.status == MembershipStatus.SUSPENDED
        return Standing.RESTS if is_suspended else Standing.VALID

    @property
    def tone(self) -> str:
        return TONES.get(self.standing(), "wait")
