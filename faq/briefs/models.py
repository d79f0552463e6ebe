"""A chosen set of answers, to be read in one go or taken along as PDF."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from faq.questions.models import Audience, Question


class BriefQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any) -> "BriefQuerySet":
        """Everybody sees what is published; the office also what is being put together."""
        return self if getattr(viewer, "is_staff", False) else self.published()

    def published(self) -> "BriefQuerySet":
        return self.filter(is_published=True)


class Brief(models.Model):
    """For a company that considers joining, say: the answers that belong together, in order."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = LineField(_("title"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)
    audience = models.CharField(
        _("for whom"), max_length=12, choices=Audience, default=Audience.JOINING
    )
    is_published = models.BooleanField(_("published"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = BriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="brief_audience_known", condition=Q(audience__in=Audience.values)
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("faq:brief_detail", args=[self.slug])


class BriefItem(models.Model):
    brief = models.ForeignKey(Brief, models.CASCADE, related_name="items")
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="+", verbose_name=_("question")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("answer in a brief")
        verbose_name_plural = _("answers in a brief")
        ordering = ["brief_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "question"], name="brief_item_once"),
        ]

    def __str__(self):
        return f"{self.brief_id}: {self.question_id}"
