"""What the size of an organisation is, where its fee depends on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.fees.models.tables import FeeTable
from members.organisations.models import Category, Measure


class FeeMeasure(models.Model):
    """How a table measures a category. The definition is kept with the table: what "staff" means
    (employees or people, alone or consolidated) decides what is owed.
    """

    table = models.ForeignKey(FeeTable, models.CASCADE, related_name="measures")
    category = models.CharField(_("category"), max_length=12, choices=Category)
    measure = models.CharField(
        _("measured by"), max_length=8, choices=Measure, default=Measure.STAFF
    )
    currency = models.CharField(
        _("currency of the turnover"), max_length=3, blank=True,
        help_text=_("Only for turnover: the bands count whole units of it."),
    )  # fmt: skip
    definition = models.TextField(
        _("what exactly is counted"), blank=True,
        help_text=_("Shown beside the question, for example: employees with a contract on 31 "
                    "December of the year before, of the company and of those it controls."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("measure of a category")
        verbose_name_plural = _("measures of the categories")
        ordering = ["table", "category"]
        constraints = [
            models.UniqueConstraint(
                name="fee_measure_one_a_category",
                fields=["table", "category"],
                violation_error_message=_("This category has a measure in this table already."),
            ),
            models.CheckConstraint(
                name="fee_measure_currency_of_turnover",
                condition=Q(measure="staff", currency="")
                | Q(measure="turnover", currency__regex="^[A-Z]{3}$"),
                violation_error_message=_("Turnover has a currency, staff has none."),
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()}: {self.get_measure_display()}"

    @property
    def is_turnover(self) -> bool:
        return self.measure == Measure.TURNOVER
