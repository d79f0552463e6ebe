"""What the fee table counts of an organisation: for the form on which it declares its size."""

import datetime as dt

from members.fees.models import FeeTable
from members.organisations.counted import Counted
from members.organisations.models import Organisation


def counted_of(organisation: Organisation, on: dt.date) -> Counted | None:
    """By the table in force on that day; None without one, or where it counts nothing."""
    table = FeeTable.objects.in_force(on)
    measure = table.measure_of(organisation.category) if table else None
    if table is None or measure is None:
        return None
    return Counted(table.year, measure.measure, measure.definition, measure.currency)
