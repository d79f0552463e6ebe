"""No rows of its own: a right to see the figures, and a place for them in the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Overview(models.Model):
    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("view_overview", _("Can see the figures of the association"))]
        verbose_name = _("figures")
        verbose_name_plural = _("figures")

    def __str__(self):
        return str(self._meta.verbose_name)
