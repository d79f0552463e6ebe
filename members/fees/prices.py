"""A fee table as it is read on a page."""

from dataclasses import dataclass
from decimal import Decimal

from members.fees.models import FeeTable
from members.fees.quotes import band_in_words
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

    @property
    def is_flat(self) -> bool:
        """One fee whatever the size."""
        return len(self.prices) == 1


def price_groups(table: FeeTable) -> list[PriceGroup]:
    """The bands of each category, in the order of the categories."""
    groups = []
    for category in Category:
        bands = table.bands_of(category)
        prices = [
            Price(band_in_words(band.staff_from, band.staff_to), band.amount, band.entry_fee)
            for band in bands
        ]
        if prices:
            groups.append(PriceGroup(category.value, str(category.label), prices))
    return groups
