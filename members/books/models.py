"""The accountant's month: what was asked for, how far it is, and the file that came of it."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds
from cluster_portal.toolkit.uploads import StoredUnder
from members.accounts.models import User


@register_kinds
class BooksEvent(models.TextChoices):
    ORDERED = "books.ordered", _("Month asked for")
    DOWNLOADED = "books.downloaded", _("Month downloaded")


class MonthStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


MONTH_MOVES = {
    MonthStatus.WAITING: frozenset({MonthStatus.RUNNING}),
    MonthStatus.RUNNING: frozenset({MonthStatus.READY, MonthStatus.FAILED}),
    MonthStatus.READY: frozenset(),
    MonthStatus.FAILED: frozenset(),
}
UNDER_WAY = (MonthStatus.WAITING, MonthStatus.RUNNING)


class AccountantMonth(models.Model):
    """A month made ready for the accountant at a moment. Made again it is another row, so that what
    was handed over stays.
    """

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    month = models.PositiveSmallIntegerField(
        _("month"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    status = models.CharField(
        _("state"), max_length=10, choices=MonthStatus, default=MonthStatus.WAITING
    )
    requested_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    requested_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    finished_at = models.DateTimeField(_("made"), null=True, blank=True)
    done = models.PositiveIntegerField(_("documents made"), default=0)
    total = models.PositiveIntegerField(_("documents"), default=0)
    file = models.FileField(_("file"), upload_to=StoredUnder("books"), blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    message = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("accountant's month")
        verbose_name_plural = _("accountant's months")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="accountant_month_one_under_way",
                fields=["year", "month"],
                condition=Q(status__in=["waiting", "running"]),
            ),
            models.CheckConstraint(
                name="accountant_month_status_known", condition=Q(status__in=MonthStatus.values)
            ),
            models.CheckConstraint(
                name="accountant_month_ready_has_its_file",
                condition=~Q(status="ready")
                | Q(file__gt="", sha256__gt="", finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accountant_month_is_a_month", condition=Q(month__gte=1, month__lte=12)
            ),
        ]

    def __str__(self):
        return formats.date_format(self.first_day, "YEAR_MONTH_FORMAT")

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        following = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def name(self) -> str:
        """Of its files."""
        return f"{self.year}-{self.month:02d}"

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY
