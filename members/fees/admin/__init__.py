from members.fees.admin.allowances import (
    DiscountAdmin,
    ExchangeRateAdmin,
    ExemptionAdmin,
    FeeTermsAdmin,
)
from members.fees.admin.notices import FeeNoticeAdmin
from members.fees.admin.tables import FeeTableAdmin

__all__ = [
    "DiscountAdmin",
    "ExchangeRateAdmin",
    "ExemptionAdmin",
    "FeeNoticeAdmin",
    "FeeTableAdmin",
    "FeeTermsAdmin",
]
