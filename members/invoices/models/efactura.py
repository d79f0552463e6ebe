import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds
from members.invoices.models.invoice import Invoice


@register_kinds
class EFacturaEvent(models.TextChoices):
    SENT = "invoices.efactura_sent", _("Sent to RO e-Factura")
    ACCEPTED = "invoices.efactura_accepted", _("Accepted by RO e-Factura")
    REFUSED = "invoices.efactura_refused", _("Refused by RO e-Factura")
    SET_ASIDE = "invoices.efactura_set_aside", _("Not to be sent to RO e-Factura")
    TAKEN_UP = "invoices.efactura_taken_up", _("To be sent to RO e-Factura after all")


class EFacturaStatus(models.TextChoices):
    TO_SEND = "to_send", _("to send")
    SENT = "sent", _("sent, awaiting an answer")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    NOT_NEEDED = "not_needed", _("not to be sent")


EFACTURA_MOVES = {
    EFacturaStatus.TO_SEND: frozenset({EFacturaStatus.SENT, EFacturaStatus.NOT_NEEDED}),
    EFacturaStatus.SENT: frozenset({EFacturaStatus.ACCEPTED, EFacturaStatus.REFUSED}),
    EFacturaStatus.REFUSED: frozenset({EFacturaStatus.SENT}),
    EFacturaStatus.ACCEPTED: frozenset(),
    EFacturaStatus.NOT_NEEDED: frozenset({EFacturaStatus.TO_SEND}),
}
OPEN = (EFacturaStatus.TO_SEND, EFacturaStatus.REFUSED)


class EFacturaQuerySet(models.QuerySet):
    def waiting(self) -> "EFacturaQuerySet":
        """What the accountant has still to send, the nearest deadline first."""
        return self.filter(status__in=OPEN).order_by("send_by", "pk")

    def overdue(self, on: dt.date | None = None) -> "EFacturaQuerySet":
        return self.waiting().filter(send_by__lt=on or timezone.localdate())


class EFacturaSubmission(models.Model):
    """How a document stands with RO e-Factura (OUG 120/2021). The portal makes the XML and keeps
    the deadline; the accountant sends, and writes down here what came of it.
    """

    invoice = models.OneToOneField(
        Invoice, models.PROTECT, related_name="efactura", verbose_name=_("document")
    )
    status = models.CharField(
        _("state"), max_length=10, choices=EFacturaStatus, default=EFacturaStatus.TO_SEND
    )
    send_by = models.DateField(_("to send by"), help_text=_("The last good day."))
    sent_on = models.DateField(_("sent"), null=True, blank=True)
    upload_index = models.CharField(_("upload index"), max_length=40, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    message = models.TextField(_("what was answered"), blank=True)

    objects = EFacturaQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-Factura submission")
        verbose_name_plural = _("e-Factura submissions")
        ordering = ["send_by", "pk"]
        constraints = [
            models.CheckConstraint(
                name="efactura_status_known", condition=Q(status__in=EFacturaStatus.values)
            ),
            models.CheckConstraint(
                name="efactura_sent_has_its_index",
                condition=~Q(status__in=["sent", "accepted", "refused"])
                | Q(sent_on__isnull=False, upload_index__gt=""),
            ),
            models.CheckConstraint(
                name="efactura_refused_says_why", condition=~Q(status="refused") | Q(message__gt="")
            ),
            models.CheckConstraint(
                name="efactura_answered_after_sent",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("sent_on")),
            ),
        ]

    def __str__(self):
        return str(self.invoice)

    def is_overdue(self, on: dt.date | None = None) -> bool:
        return self.status in OPEN and self.send_by < (on or timezone.localdate())

    @property
    def tone(self) -> str:
        if self.is_overdue() or self.status == EFacturaStatus.REFUSED:
            return "bad"
        return {"accepted": "good", "not_needed": "note"}.get(self.status, "wait")
