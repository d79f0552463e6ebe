"""What answers rest on: paragraphs of the statute, decisions, laws."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from faq.questions.models.questions import Question


class SourceKind(models.TextChoices):
    STATUTE = "statute", _("statute")
    ASSEMBLY = "assembly", _("decision of the General Assembly")
    BOARD = "board", _("decision of the Board")
    RULES = "rules", _("internal rules")
    LAW = "law", _("law")
    OTHER = "other", _("other document")


class CitedSource(models.Model):
    """A decision or a rule by kind and reference; whoever keeps it says when it is superseded."""

    kind = models.CharField(_("kind"), max_length=8, choices=SourceKind)
    reference = models.CharField(
        _("reference"), max_length=120, help_text=_("As it is cited: “4/2026”, “art. 12”.")
    )
    title = LineField(_("title"), max_length=250, blank=True)
    address = models.URLField(_("address"), blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )

    class Meta:
        verbose_name = _("cited source")
        verbose_name_plural = _("cited sources")
        ordering = ["kind", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="cited_source_once"),
            models.CheckConstraint(
                name="cited_source_kind_known", condition=Q(kind__in=SourceKind.values)
            ),
            models.CheckConstraint(
                name="cited_source_superseded_is_dated",
                condition=Q(superseded_by__isnull=True) | Q(superseded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="cited_source_not_superseded_by_itself", condition=~Q(superseded_by=F("pk"))
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.reference}"


class Citation(models.Model):
    """An answer rests on this paragraph of that source."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        CitedSource, models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    article = models.CharField(_("paragraph"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["source__kind", "source__reference", "article"]
        constraints = [
            models.UniqueConstraint(fields=["question", "source", "article"], name="citation_once"),
        ]

    def __str__(self):
        return f"{self.source}, {self.article}" if self.article else str(self.source)
