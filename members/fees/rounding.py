"""How fees are rounded, written once.

A share or a percentage is reckoned exactly and rounded to the cent where it becomes a line, half
a cent upwards (EN 16931 and the National Bank do the same). Sums are sums of rounded lines. Parts
of a sum that must make the whole are rounded down, and the last takes the rest.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def rounded_down(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_DOWN)
