"""The office's feed: what members changed of what the public reads, and what was looked at."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.models import HistoryEvent, HistoryEventQuerySet
from members.organisations.models.events import OrganisationEvent

PUBLIC_EDITS = (OrganisationEvent.EDITED, OrganisationEvent.NAME_SHOWN)


class PublicEditQuerySet(HistoryEventQuerySet):
    def with_seen(self) -> "PublicEditQuerySet":
        return self.annotate(is_seen=Exists(EditSeen.objects.filter(event=OuterRef("pk"))))

    def unseen(self) -> "PublicEditQuerySet":
        return self.filter(seen=None)


class PublicEditManager(models.Manager.from_queryset(PublicEditQuerySet)):  # type: ignore[misc]  # the class is made while it runs
    def get_queryset(self) -> PublicEditQuerySet:
        return super().get_queryset().filter(kind__in=[kind.value for kind in PUBLIC_EDITS])


class PublicEdit(HistoryEvent):
    """The lines of history in which something changed that the public reads."""

    objects: ClassVar[PublicEditManager] = PublicEditManager()

    class Meta:
        proxy = True
        app_label = "members"
        verbose_name = _("edit of a public page")
        verbose_name_plural = _("edits of public pages")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.subject_label


class EditSeen(models.Model):
    """History itself never changes: that the office looked at a line stands beside it."""

    event = models.OneToOneField(HistoryEvent, models.PROTECT, related_name="seen")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("edit looked at")
        verbose_name_plural = _("edits looked at")

    def __str__(self):
        return f"{self.event}, {self.seen_by}"
