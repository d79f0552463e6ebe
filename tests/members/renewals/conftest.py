import datetime as dt

import pytest

from members.renewals.models import ArrearsRules, ReminderLevel
from tests.members.fees.conftest import members_notice, notice, table, waiting

__all__ = ["members_notice", "notice", "table", "waiting"]


@pytest.fixture
def rules(association) -> ArrearsRules:
    """30 days of grace, rights rest after 60, the membership lapses after 120."""
    return ArrearsRules.objects.create(
        association=association, valid_from=dt.date(2020, 1, 1), suspend_days=60, lapse_days=120
    )


@pytest.fixture
def ladder(db) -> list[ReminderLevel]:
    """Those that the migration made."""
    return list(ReminderLevel.objects.order_by("days"))
