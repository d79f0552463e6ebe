from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField


class Topic(models.Model):
    name = LineField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Label(models.Model):
    name = LineField(_("name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    review_every = models.PositiveSmallIntegerField(
        _("months between reviews"),
        null=True,
        blank=True,
        help_text=_("How often answers about this are looked at; empty: no rule."),
    )

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["slug"]

    def __str__(self):
        return self.name
