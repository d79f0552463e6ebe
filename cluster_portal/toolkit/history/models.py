from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Unnamed(models.TextChoices):
    """Who acted and has no name to keep: stored as a code, said in the reader's language."""

    PORTAL = "[portal]", _("The portal")
    GUEST = "[guest]", _("A guest")
    SENDER = "[sender]", _("The sender")


class HistoryEventQuerySet(models.QuerySet):
    def about(self, *subjects: models.Model) -> "HistoryEventQuerySet":
        wanted = models.Q(pk__in=[])
        for subject in subjects:
            kind = ContentType.objects.get_for_model(subject)
            wanted |= models.Q(subject_type=kind, subject_id=subject.pk)
        return self.filter(wanted).order_by("-at", "-pk")

    def visible_to(self, viewer) -> "HistoryEventQuerySet":
        """Whoever may open the subject's page sees its public events; staff see all."""
        if getattr(viewer, "is_staff", False):
            return self
        return self.filter(is_internal=False)


class HistoryEvent(models.Model):
    """Who did what to what, when and why. The database refuses to change or delete a row.

    The actor is kept as words, not as a key: the name and organisation of that day stay, and the
    ground floor needs to know no app.
    """

    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_label = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("what happened"), max_length=60)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor_id = models.PositiveBigIntegerField(null=True, blank=True)
    actor_label = models.CharField(_("who"), max_length=200)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    office_note = models.TextField(_("note for the office"), blank=True)
    is_internal = models.BooleanField(_("for the office only"), default=False)

    objects = HistoryEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("history event")
        verbose_name_plural = _("history")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="history_of_subject")
        ]

    def __str__(self):
        return f"{self.subject_label}: {self.kind}"

    @property
    def who(self) -> str:
        """The actor as a page says it."""
        known = self.actor_label in Unnamed.values
        return str(Unnamed(self.actor_label).label) if known else self.actor_label
