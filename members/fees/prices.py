"""A fee table as it is read on a page."""

from dataclasses import dataclass, field
from decimal import Decimal

from members.fees.models import Allowances, Discount, Exemption, FeeMeasure, FeeTable, Tier
from members.fees.reasons import band_in_words
from members.organisations.models import Category


@dataclass(frozen=True)
class Price:
    band: str
    amount: Decimal
    entry_fee: Decimal


@dataclass(frozen=True)
class PriceGroup:
    category: str
    label: str
    prices: list[Price]
    definition: str = ""

    @property
    def is_flat(self) -> bool:
        """One fee whatever the size."""
        return len(self.prices) == 1


@dataclass(frozen=True)
class PriceList:
    """All that a reader is told of a table: prices, tiers, and what lowers a fee on a day."""

    table: FeeTable
    groups: list[PriceGroup]
    tiers: list[Tier] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    discounts: list[Discount] = field(default_factory=list)

    @property
    def has_entry_fee(self) -> bool:
        return any(price.entry_fee for group in self.groups for price in group.prices)


def price_list(table: FeeTable, allowances: Allowances) -> PriceList:
    """`allowances` of the day; what is for one organisation, or needs a code, is not told."""
    told = allowances.told_to_all()
    return PriceList(
        table,
        price_groups(table),
        list(table.tiers.all()),
        list(told.exemptions),
        list(told.discounts),
    )


def price_groups(table: FeeTable) -> list[PriceGroup]:
    """The bands of each category, in the order of the categories."""
    groups = []
    for category in Category:
        bands = table.bands_of(category)
        measure: FeeMeasure | None = table.measure_of(category)
        currency = measure.currency if measure else ""
        prices = [
            Price(band_in_words(band.size_from, band.size_to, currency), band.amount,
                  band.entry_fee)
            for band in bands
        ]  # fmt: skip
        if prices:
            definition = measure.definition if measure and len(prices) > 1 else ""
            groups.append(PriceGroup(category.value, str(category.label), prices, definition))
    return groups
