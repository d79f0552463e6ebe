from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField


class MailStatus(models.TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENT = "sent", _("sent")
    KEPT = "kept", _("kept here (no mail server is set)")
    FAILED = "failed", _("failed")


# A queued mail may be queued again: its job may be lost, or wait for hours between two attempts.
MAIL_MOVES = {
    MailStatus.QUEUED: frozenset(MailStatus),
    MailStatus.SENT: frozenset({MailStatus.QUEUED}),
    MailStatus.KEPT: frozenset({MailStatus.QUEUED}),
    MailStatus.FAILED: frozenset({MailStatus.QUEUED}),
}


class OutgoingMailQuerySet(models.QuerySet):
    def failed(self) -> "OutgoingMailQuerySet":
        return self.filter(status=MailStatus.FAILED)


class OutgoingMail(models.Model):
    """One letter to one address, written in the transaction of what it tells."""

    key = models.CharField(
        _("key"),
        max_length=150,
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text=_("The same key is never sent twice."),
    )
    to_address = models.EmailField(_("to"))
    to_name = LineField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    template = models.CharField(_("template"), max_length=120, blank=True)
    is_secret = models.BooleanField(
        _("carries a secret"),
        default=False,
        help_text=_("A sign-in code or a personal link: the text is removed once it is sent."),
    )
    about_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    status = models.CharField(
        _("state"), max_length=10, choices=MailStatus, default=MailStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="mail_by_state"),
            models.Index(fields=["about_type", "about_id"], name="mail_about"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_status_known", condition=Q(status__in=MailStatus.values)
            ),
            models.CheckConstraint(
                name="mail_sent_iff_dated",
                condition=Q(status__in=["sent", "kept"], sent_at__isnull=False)
                | (~Q(status__in=["sent", "kept"]) & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to_address}"
