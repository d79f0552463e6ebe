"""The rate of a document in a foreign currency: that of the National Bank, as the ledger keeps it;
another one only with its reason.
"""

import datetime as dt
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from members.invoices.errors import ExchangeRateNeededError, RateReasonNeededError
from members.invoices.models import Invoice
from members.ledger import rates
from members.ledger.rates import LEI, ExchangeRate


def entered(currency: str, on: dt.date) -> ExchangeRate | None:
    """None in lei, and where nobody has entered it."""
    return None if currency == LEI else ExchangeRate.objects.in_force(currency, on)


def in_words(rate: ExchangeRate) -> str:
    return rates.in_words(rate.currency, rate.rate, rate.source, rate.on)


def check_reason(currency: str, given: Decimal, *, on: dt.date, reason: str) -> None:
    """Raises RateReasonNeededError."""
    rate = entered(currency, on)
    if reason.strip() or (rate is not None and given == rate.rate):
        return
    if rate is None:
        raise RateReasonNeededError(needed(currency, on))
    raise RateReasonNeededError(
        _("This is not the entered rate (%(rate)s). Say why another one holds, or leave it.")
        % {"rate": in_words(rate)}
    )


def day_of(*, rate_on: dt.date | None, supplied_on: dt.date | None, issued_on: dt.date) -> dt.date:
    """Whose rate holds where none is named: that of the day on which VAT falls due (Fiscal Code
    art. 290(2) with 282), the supply, or the issue of a document that comes before it.
    """
    return rate_on or min(supplied_on or issued_on, issued_on)


def put(
    invoice: Invoice, *, given: Decimal | None, rate_on: dt.date | None, reason: str, today: dt.date
) -> None:
    """What a draft says of its rate. Nothing, where it is the entered one and no day is named:
    then day_of() says whose holds. Raises RateReasonNeededError.
    """
    invoice.exchange_rate, invoice.rate_on, invoice.rate_reason = None, None, ""
    if invoice.currency == LEI:
        return
    day = day_of(rate_on=rate_on, supplied_on=invoice.supplied_on, issued_on=today)
    if given is not None:
        check_reason(invoice.currency, given, on=day, reason=reason)
    rate = entered(invoice.currency, day)
    is_own = given is not None and (rate is None or given != rate.rate)
    invoice.rate_on = rate_on
    if is_own:
        invoice.exchange_rate, invoice.rate_reason = given, reason.strip()


def take(invoice: Invoice, *, on: dt.date) -> Decimal:
    """Lei for one unit of its currency, with which it is issued. Raises ExchangeRateNeededError."""
    if invoice.currency == LEI:
        invoice.exchange_rate, invoice.rate_on = None, None
        return Decimal(1)
    day = day_of(rate_on=invoice.rate_on, supplied_on=invoice.supplied_on, issued_on=on)
    if invoice.exchange_rate:
        invoice.rate_on = day
        return invoice.exchange_rate
    rate = entered(invoice.currency, day)
    if rate is None:
        raise ExchangeRateNeededError(needed(invoice.currency, day))
    invoice.exchange_rate, invoice.rate_on = rate.rate, rate.on
    return rate.rate


def needed(currency: str, day: dt.date) -> str:
    return _("The National Bank's rate of %(currency)s for %(day)s is not entered. Enter it among "
             "the exchange rates, or write a rate with its reason: the document states its VAT in "
             "lei.") % {"currency": currency, "day": formats.date_format(day, "j F Y")}  # fmt: skip
