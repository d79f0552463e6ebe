"""What would membership cost us? Asked by an address that can be passed on; nothing is kept."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from members.fees.errors import FeeError
from members.fees.forms import SimulatorForm
from members.fees.models import Allowances, FeeTable
from members.fees.prices import price_list
from members.fees.quotes import quote


def answer(asked: QueryDict) -> dict[str, Any]:
    """The form, the price lists of today and of years to come, and the quote that was asked for
    or why there is none.
    """
    today = timezone.localdate()
    tables = list(FeeTable.objects.shown(today))
    allowances = Allowances.in_force(today)
    form = SimulatorForm(
        asked if "category" in asked else None,
        tables=tables,
        asks_for_age=any(row.younger_than_years for row in allowances.exemptions),
        takes_codes=any(row.code for row in allowances.discounts),
    )
    context: dict[str, Any] = {
        "form": form,
        "lists": [price_list(table, allowances) for table in tables],
    }
    if not form.is_bound or not form.is_valid() or not tables:
        return context
    return context | _reckoned(form.cleaned_data, tables, today)


def _reckoned(data: dict[str, Any], tables: Sequence[FeeTable], today: dt.date) -> dict[str, Any]:
    joins_on = data.get("joins_on") or today
    table = table_for(tables, joins_on)
    measure = table.measure_of(data["category"])
    found: dict[str, Any] = {"table": table, "definition": measure.definition if measure else ""}
    try:
        found["quote"] = quote(
            table=table,
            category=data["category"],
            on=today,
            joins_on=joins_on,
            staff_count=data.get("staff_count"),
            turnover=data.get("turnover"),
            founded_on=data.get("founded_on"),
            tier=data.get("tier", ""),
            plan=data.get("plan", ""),
            code=data.get("code", ""),
            allowances=Allowances.in_force(joins_on),
        )
    except FeeError as error:
        found["no_quote"] = str(error)
    return found


def table_for(tables: Sequence[FeeTable], joins_on: dt.date) -> FeeTable:
    """Of tables in the order of their years, the one by which they pay who join on a day."""
    known = [table for table in tables if table.year <= joins_on.year] or [tables[0]]
    table = known[-1]
    if table.leads_to_next_year(joins_on):
        return next((row for row in tables if row.year == joins_on.year + 1), table)
    return table
