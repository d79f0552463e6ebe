"""What pauses reminders: a member says it has paid, or the office holds them."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.toolkit.history.kinds import register_kinds
from cluster_portal.toolkit.uploads import PAPERS, StoredUnder, UploadValidator
from members.accounts.models import User
from members.ledger.models import MONEY, Receivable, ReceivableQuerySet
from members.organisations.models import Organisation


@register_kinds
class PaymentEvent(models.TextChoices):
    CLAIMED = "payments.claimed", _("The member says that it has paid")
    CLAIM_CONFIRMED = "payments.claim_confirmed", _("The payment was found")
    CLAIM_REFUSED = "payments.claim_refused", _("The payment was not found")
    CLAIM_WITHDRAWN = "payments.claim_withdrawn", _("The member took its word back")
    HELD = "payments.held", _("Reminders held by the office")
    HOLD_ENDED = "payments.hold_ended", _("Reminders go on")


class ClaimStatus(models.TextChoices):
    OPEN = "open", _("being looked for")
    CONFIRMED = "confirmed", pgettext_lazy("a payment", "found")
    REFUSED = "refused", _("not found")
    WITHDRAWN = "withdrawn", _("taken back")

    @property
    def tone(self) -> str:
        return {"open": "wait", "confirmed": "good", "refused": "bad"}.get(self.value, "note")


CLAIM_MOVES = {
    ClaimStatus.OPEN: frozenset(
        {ClaimStatus.CONFIRMED, ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN}
    ),
    ClaimStatus.CONFIRMED: frozenset(),
    ClaimStatus.REFUSED: frozenset(),
    ClaimStatus.WITHDRAWN: frozenset(),
}


class PaymentClaim(models.Model):
    """ "We have paid": with a proof. It marks nothing as paid; it pauses the reminders of that
    document until the office has looked.
    """

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="claims")
    status = models.CharField(
        _("state"), max_length=10, choices=ClaimStatus, default=ClaimStatus.OPEN
    )
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    paid_on = models.DateField(_("paid on"))
    proof = models.FileField(
        _("proof"), upload_to=StoredUnder("claims"), validators=[UploadValidator(PAPERS)],
        help_text=_("The payment order or the bank's confirmation."),
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True, max_length=1000)
    claimed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(_("said"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True, max_length=1000)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim of payment")
        verbose_name_plural = _("claims of payment")
        ordering = ["-claimed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="payment_claim_one_open",
                fields=["receivable"],
                condition=Q(status="open"),
                violation_error_message=_("The office is looking for this payment already."),
            ),
            models.CheckConstraint(
                name="payment_claim_status_known", condition=Q(status__in=ClaimStatus.values)
            ),
            models.CheckConstraint(name="payment_claim_above_nothing", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_claim_answered_iff_dated",
                condition=Q(status="open", answered_at__isnull=True)
                | Q(~Q(status="open") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.receivable}: {self.amount} {self.currency}"


class ReminderHoldQuerySet(models.QuerySet):
    def in_force(self, on: dt.date | None = None) -> "ReminderHoldQuerySet":
        day = on or timezone.localdate()
        return self.filter(from_on__lte=day, until_on__gte=day)


class ReminderHold(models.Model):
    """The office reminds an organisation of nothing for a while: public bodies have their own
    terms, and talks go on. It always has a last day.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reminder_holds")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ReminderHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold of reminders")
        verbose_name_plural = _("holds of reminders")
        ordering = ["-until_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reminder_hold_ends_after_start", condition=Q(until_on__gte=F("from_on"))
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.from_on:%Y-%m-%d} – {self.until_on:%Y-%m-%d}"


def paused(receivables: ReceivableQuerySet, on: dt.date | None = None) -> ReceivableQuerySet:
    """Of these, the ones that nobody is reminded of on a day."""
    claims = PaymentClaim.objects.filter(receivable=OuterRef("pk"), status=ClaimStatus.OPEN)
    holds = ReminderHold.objects.in_force(on).filter(organisation=OuterRef("organisation"))
    return receivables.filter(Exists(claims) | Exists(holds))
