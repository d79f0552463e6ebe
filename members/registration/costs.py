"""What an applicant would pay: its own answers put to the one function of quotes."""

import datetime as dt

from members.fees.models import FeeTable
from members.fees.quotes import Quote, quote
from members.registration.models import Application


def quote_for(application: Application, table: FeeTable, on: dt.date) -> Quote:
    """Turnover counts where it is given in the currency that the table measures in. Raises the
    errors of quote().
    """
    measure = table.measure_of(application.category)
    is_comparable = measure is not None and measure.currency == application.turnover_currency
    return quote(
        table=table,
        category=application.category,
        staff_count=application.staff_count,
        turnover=application.turnover if is_comparable else None,
        founded_on=application.founded_on,
        tier=application.tier,
        plan=application.plan,
        code=application.code,
        on=on,
    )
