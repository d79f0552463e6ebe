"""The National Bank's rates as the office enters them: the one place of them, for dues that are
payable in another currency, for invoices in euro, for money that meets a document in lei.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.ledger.errors import NoRateError

LEI = "RON"
CENT = Decimal("0.01")
OLDEST = dt.timedelta(days=7)  # the Bank publishes on working days; no holidays are longer


def in_words(currency: str, rate: Decimal, source: str, on: dt.date) -> str:
    """1 EUR = 5.0912 RON, BNR, 2 March 2026."""
    return _("1 %(currency)s = %(rate)s RON, %(source)s, %(day)s") % {
        "currency": currency,
        "rate": formats.number_format(rate, decimal_pos=4),
        "source": source,
        "day": formats.date_format(on, "j F Y"),
    }


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def in_force(self, currency: str, on: dt.date) -> "ExchangeRate | None":
        """The last rate published by that day, and not more than a week before it."""
        rows = self.filter(currency=currency, on__lte=on, on__gte=on - OLDEST)
        return rows.order_by("-on").first()


class ExchangeRate(models.Model):
    """Lei for one unit of a currency, as the National Bank published it for a day."""

    currency = models.CharField(gettext_lazy("currency"), max_length=3)
    on = models.DateField(gettext_lazy("day"))
    rate = models.DecimalField(
        gettext_lazy("lei for one"), max_digits=12, decimal_places=4,
        validators=[MinValueValidator(Decimal("0.0001"))],
    )  # fmt: skip
    source = models.CharField(gettext_lazy("source"), max_length=80, default="BNR")

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("exchange rate")
        verbose_name_plural = gettext_lazy("exchange rates")
        ordering = ["-on", "currency"]
        constraints = [
            models.UniqueConstraint(
                name="exchange_rate_once_a_day",
                fields=["currency", "on"],
                violation_error_message=gettext_lazy("This day has a rate of this currency."),
            ),
            models.CheckConstraint(name="exchange_rate_above_zero", condition=Q(rate__gt=0)),
            models.CheckConstraint(
                name="exchange_rate_of_another_currency",
                condition=Q(currency__regex="^[A-Z]{3}$") & ~Q(currency=LEI),
                violation_error_message=gettext_lazy("Write a currency such as EUR."),
            ),
        ]

    def __str__(self):
        return f"1 {self.currency} = {self.rate} {LEI}, {self.on:%Y-%m-%d}"


def converted(
    amount: Decimal, *, of: str, to: str, on: dt.date
) -> tuple[Decimal, list[ExchangeRate]]:
    """What an amount of one currency is in another on a day, by way of lei, rounded once at the
    end; and the rates it rests on. Raises NoRateError.
    """
    value, used = amount, []
    if of != LEI:
        used.append(_rate(of, on))
        value *= used[-1].rate
    if to != LEI:
        used.append(_rate(to, on))
        value /= used[-1].rate
    return value.quantize(CENT, ROUND_HALF_UP), used


def _rate(currency: str, on: dt.date) -> ExchangeRate:
    found = ExchangeRate.objects.in_force(currency, on)
    if found is None:
        raise NoRateError(
            _("The National Bank's rate of %(currency)s for %(day)s is not entered yet.")
            % {"currency": currency, "day": formats.date_format(on, "j F Y")}
        )
    return found
