import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds


@register_kinds
class ServiceEvent(models.TextChoices):
    ADDED = "service.added", _("Service entered")
    EDITED = "service.edited", _("Service's description edited")
    CLOSED = "service.closed", _("The service ends")


class ServiceKind(models.TextChoices):
    INCLUDED = "included", _("included in the membership fee")
    PAID = "paid", _("paid for separately")


class ServiceQuerySet(models.QuerySet):
    def offered(self, on: dt.date | None = None) -> "ServiceQuerySet":
        """What can be had on a day (today in Bucharest), first and last day included."""
        day = on or timezone.localdate()
        return self.filter(
            Q(offered_until__isnull=True) | Q(offered_until__gte=day), offered_from__lte=day
        )

    def visible_to(self, viewer) -> "ServiceQuerySet":
        """Everybody sees what is offered today; the office also what was and what will be."""
        return self if getattr(viewer, "is_staff", False) else self.offered()

    def matching(self, words: str) -> "ServiceQuerySet":
        """Services whose name or sentence holds the words, in either language, accents or not."""
        found = Q()
        for field in ("name_en", "name_ro", "summary_en", "summary_ro"):
            found |= Q(**{f"{field}__unaccent__icontains": words})
        return self.filter(found)


class Service(models.Model):
    """What the cluster does for its members, from a day on; what ends is closed, not deleted."""

    name = models.CharField(_("name"), max_length=160)
    summary = models.CharField(_("in one or two sentences"), max_length=400, blank=True)
    kind = models.CharField(_("how it is paid for"), max_length=10, choices=ServiceKind)
    price_note = models.CharField(
        _("price, in words"),
        max_length=250,
        blank=True,
        help_text=_("“By quote, before anything is ordered”; a sum only when it is decided."),
    )
    offered_from = models.DateField(_("offered from"), default=timezone.localdate)
    offered_until = models.DateField(
        _("offered until"), null=True, blank=True, help_text=_("The last day; empty while it runs.")
    )
    is_example = models.BooleanField(_("example, not a real service"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["kind", "position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="service_kind_known", condition=Q(kind__in=ServiceKind.values)
            ),
            models.CheckConstraint(
                name="service_ends_after_start",
                condition=Q(offered_until__isnull=True) | Q(offered_until__gte=F("offered_from")),
                violation_error_message=_("A service cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return self.name
