from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NumberSeries(models.Model):
    """The last number given in a series and year; only `next_number` moves it."""

    series = models.CharField(_("series"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="number_series_once_a_year"),
            models.CheckConstraint(condition=Q(series__gt=""), name="number_series_named"),
        ]

    def __str__(self):
        return f"{self.series} {self.year}: {self.last}"
