"""Fee tables that never see the database, for properties and for the rules of other clusters."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from members.fees.models import (
    Allowances,
    FeeBand,
    FeeMeasure,
    FeeTable,
    InstalmentPlan,
    Period,
    ProRata,
    Tier,
)
from members.fees.quotes import Quote, quote
from members.organisations.models import Category, Measure

CENTS = st.integers(min_value=0, max_value=10**9).map(lambda n: Decimal(n) / 100)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))


class Rows(list):
    def all(self):
        return self


def a_table(bands: dict[str, list[tuple]], **values: Any) -> FeeTable:
    """`bands`: category to (size_from, size_to, amount, entry fee). The measure of a category is
    in `turnover` (its currency) or else staff.
    """
    turnover, tiers = values.pop("turnover", {}), values.pop("tiers", [])
    plans = values.pop("plans", [])
    table = FeeTable(pk=1, **{"year": 2026, "currency": "RON", **values})
    rows = [
        FeeBand(category=category, size_from=first, size_to=last, amount=Decimal(amount),
                entry_fee=Decimal(entry))
        for category, group in bands.items()
        for first, last, amount, entry in group
    ]  # fmt: skip
    measures = [
        FeeMeasure(category=category, measure=Measure.TURNOVER, currency=currency)
        for category, currency in turnover.items()
    ]
    table._prefetched_objects_cache = {
        "bands": Rows(rows), "measures": Rows(measures), "tiers": Rows(tiers), "plans": Rows(plans),
    }  # fmt: skip
    return table


def reckon(table: FeeTable, **facts: Any) -> Quote:
    """A quote that asks the database for nothing."""
    facts = {"category": Category.COMPANY, "on": dt.date(2026, 3, 1), "allowances": Allowances(),
             "with_payable": False, **facts}  # fmt: skip
    return quote(table=table, **facts)


@st.composite
def ascending_tables(draw) -> FeeTable:
    """A complete table of companies in which the larger never pay less, entry fee included."""
    ends = sorted(draw(st.sets(st.integers(0, 5000), max_size=5)))
    amounts = sorted(draw(st.lists(CENTS, min_size=len(ends) + 1, max_size=len(ends) + 1)))
    entries = sorted(draw(st.lists(CENTS, min_size=len(ends) + 1, max_size=len(ends) + 1)))
    starts = [0, *(end + 1 for end in ends)]
    next_year_from = draw(st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
    tiers = [
        Tier(code="on-top", name_en="On top", name_ro="Peste", amount=draw(CENTS)),
        Tier(code="including", name_en="All", name_ro="Tot", amount=draw(CENTS),
             includes_base=True),
        Tier(code="percent", name_en="Full", name_ro="Plin",
             percent=Decimal(draw(st.integers(0, 100_000))) / 100),
    ]  # fmt: skip
    return a_table(
        {Category.COMPANY: list(zip(starts, [*ends, None], amounts, entries, strict=True))},
        amounts_per=draw(st.sampled_from(Period)),
        term_years=draw(st.integers(1, 3)),
        pro_rata=draw(st.sampled_from(ProRata)),
        pro_rata_on_leaving=draw(st.booleans()),
        next_year_from=next_year_from,
        tiers=tiers,
        plans=[draw(plans())],
    )


@st.composite
def plans(draw) -> InstalmentPlan:
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), max_size=11)))
    borders = [0, *cuts, 10_000]
    percents = [Decimal(b - a) / 100 for a, b in itertools.pairwise(borders)]
    days = sorted(draw(st.sets(st.integers(0, 365), min_size=len(percents),
                               max_size=len(percents))))  # fmt: skip
    return InstalmentPlan(code="parts", name_en="Parts", name_ro="Rate", percents=percents,
                          due_days=days)  # fmt: skip
