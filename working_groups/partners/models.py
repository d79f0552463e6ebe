import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds


@register_kinds
class PartnerEvent(models.TextChoices):
    ADDED = "partner.added", _("Partner entered")
    EDITED = "partner.edited", _("Partner's description edited")


class PartnerKind(models.TextChoices):
    GOVERNMENTAL = "governmental", _("governmental")
    REGIONAL = "regional", _("regional or local authority")
    EUROPEAN = "european", _("European")
    INTERNATIONAL = "international", _("international")
    BUSINESS = "business", _("business")
    ACADEMIC = "academic", _("academic")
    OTHER = "other", _("other")


class PartnerQuerySet(models.QuerySet):
    def current(self, on: dt.date | None = None) -> "PartnerQuerySet":
        """Partners on a day (today in Bucharest); some have been for longer than we know."""
        day = on or timezone.localdate()
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day)
        )

    def visible_to(self, viewer) -> "PartnerQuerySet":
        """Everybody sees the partners of today; the office also the former and coming ones."""
        return self if getattr(viewer, "is_staff", False) else self.current()

    def matching(self, words: str) -> "PartnerQuerySet":
        """Partners whose name or common work holds the words, in either language."""
        found = Q(name__unaccent__icontains=words)
        for field in ("together_en", "together_ro"):
            found |= Q(**{f"{field}__unaccent__icontains": words})
        return self.filter(found)


class Partner(models.Model):
    """An organisation that the cluster works with and that is not a member of it."""

    name = LineField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=13, choices=PartnerKind)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, such as RO."))],
        help_text=_("Two letters (ISO 3166); empty for those at home in several."),
    )
    website = models.URLField(_("website"), blank=True)
    together = models.CharField(_("what we do together"), max_length=400, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(
        _("source of the facts"), max_length=250, blank=True, help_text=_("For editors.")
    )
    is_example = models.BooleanField(_("example, not a real partner"), default=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partner_kind_known", condition=Q(kind__in=PartnerKind.values)
            ),
            models.CheckConstraint(
                name="partner_ends_after_start",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("A partnership cannot end before it begins."),
            ),
            models.UniqueConstraint(
                name="partner_once_at_a_time",
                fields=["name"],
                condition=Q(until__isnull=True),
                violation_error_message=_("This partner is in the list already."),
            ),
        ]

    def __str__(self):
        return self.name
