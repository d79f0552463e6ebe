from members.fees.models.allowances import (
    Allowances,
    Case,
    Discount,
    Exemption,
    FeeTerms,
    reduced,
    terms_of,
)
from members.fees.models.events import FeeEvent
from members.fees.models.measures import FeeMeasure
from members.fees.models.notices import (
    FEE_NOTICE_MOVES,
    SERIES,
    FeeNotice,
    FeeNoticeQuerySet,
    FeeNoticeStatus,
)
from members.fees.models.tables import (
    FEE_TABLE_MOVES,
    LARGEST_SIZE,
    MOST_STAFF,
    FeeBand,
    FeeTable,
    FeeTableStatus,
    Int4Range,
    Period,
    ProRata,
    RateDay,
)
from members.fees.models.tiers import InstalmentPlan, Tier
from members.ledger.models import MONEY, NOTHING

__all__ = [
    "FEE_NOTICE_MOVES",
    "FEE_TABLE_MOVES",
    "LARGEST_SIZE",
    "MONEY",
    "MOST_STAFF",
    "NOTHING",
    "SERIES",
    "Allowances",
    "Case",
    "Discount",
    "Exemption",
    "FeeBand",
    "FeeEvent",
    "FeeMeasure",
    "FeeNotice",
    "FeeNoticeQuerySet",
    "FeeNoticeStatus",
    "FeeTable",
    "FeeTableStatus",
    "FeeTerms",
    "InstalmentPlan",
    "Int4Range",
    "Period",
    "ProRata",
    "RateDay",
    "Tier",
    "reduced",
    "terms_of",
]
