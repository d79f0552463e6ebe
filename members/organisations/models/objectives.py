"""What the association works towards, and which organisations pursue it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.organisations.models.organisation import Organisation


class ObjectiveQuerySet(models.QuerySet):
    def offered(self) -> "ObjectiveQuerySet":
        return self.filter(is_offered=True)


class Objective(models.Model):
    """A strategic objective that an organisation can name as its own; no longer offered, it stays
    with those that named it.
    """

    name = LineField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_offered = models.BooleanField(_("can be chosen"), default=True)
    is_example = models.BooleanField(_("example, to be replaced"), default=False)
    organisations = models.ManyToManyField(
        Organisation, related_name="objectives", blank=True, verbose_name=_("organisations")
    )

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategic objective")
        verbose_name_plural = _("strategic objectives")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name
