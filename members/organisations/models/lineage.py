"""What became of organisations: new names, mergers, splits, takeovers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.organisations.models.organisation import Organisation


class LineageKind(models.TextChoices):
    RENAME = "rename", _("new name")
    MERGER = "merger", _("merger")
    SPLIT = "split", _("split")
    TAKEOVER = "takeover", _("takeover")


class LineageQuerySet(models.QuerySet["Lineage"]):
    def about(self, organisation: Organisation) -> "LineageQuerySet":
        """Where it came from and what became of it, the newest first."""
        mine = Q(from_organisation=organisation) | Q(to_organisation=organisation)
        return self.filter(mine).select_related("from_organisation", "to_organisation")


class Lineage(models.Model):
    """One step: from which organisation to which, on which day, by which decision or paper.

    Of a new name both are the same record. The names are those of `from_organisation` that day.
    """

    from_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="lineage_onward", verbose_name=_("from")
    )
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="lineage_back", verbose_name=_("to")
    )
    kind = models.CharField(_("what happened"), max_length=10, choices=LineageKind)
    on = models.DateField(_("took effect"))
    reference = models.CharField(_("decision or paper"), max_length=200, blank=True)
    former_legal_name = LineField(_("legal name until then"), max_length=200)
    former_display_name = LineField(_("name as shown until then"), max_length=120)

    objects = LineageQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of lineage")
        verbose_name_plural = _("lineage")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="lineage_kind_known", condition=Q(kind__in=LineageKind.values)
            ),
            models.CheckConstraint(
                name="lineage_rename_stays_one_record",
                condition=Q(kind="rename", from_organisation=F("to_organisation"))
                | (~Q(kind="rename") & ~Q(from_organisation=F("to_organisation"))),
            ),
            models.UniqueConstraint(
                name="lineage_step_once",
                fields=["from_organisation", "to_organisation", "kind", "on"],
                condition=~Q(kind="rename"),
            ),
        ]

    def __str__(self):
        return f"{self.former_display_name} → {self.to_organisation}, {self.get_kind_display()}"

    @property
    def is_rename(self) -> bool:
        return self.kind == LineageKind.RENAME
