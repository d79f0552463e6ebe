import datetime as dt
import uuid
from decimal import Decimal

import pytest

from members.fees import actions
from members.fees.models import FeeNotice, FeeTable
from members.fees.quotes import quote
from members.ledger.models import Payment
from members.organisations.models import Category, Membership, MembershipStatus, Organisation
from members.payments import actions as payments
from tests.factories.members import FeeTableFactory, MembershipFactory


@pytest.fixture
def table(db) -> FeeTable:
    return FeeTableFactory()


@pytest.fixture
def waiting(db) -> Membership:
    """Approved, and waiting for its first fee: 1,000 and an entry fee of 200."""
    return MembershipFactory(
        organisation__display_name="New Ltd",
        status=MembershipStatus.AWAITING_PAYMENT,
        approved_on=dt.date(2026, 3, 1),
        started_on=None,
    )


def a_quote(table: FeeTable, staff_count: int | None = 20):
    return quote(
        table=table, category=Category.COMPANY, staff_count=staff_count, on=dt.date(2026, 3, 1)
    )


def issue(membership: Membership, table: FeeTable, **changes) -> FeeNotice:
    values = {
        "membership_id": membership.pk,
        "fee_year": 2026,
        "fee_quote": a_quote(table),
        "issued_on": dt.date(2026, 3, 2),
        "actor": None,
        **changes,
    }
    return actions.issue_notice(**values)


def pay(notice: FeeNotice, amount, **changes) -> Payment:
    values = {
        "organisation_id": notice.organisation_id,
        "amount": Decimal(amount),
        "currency": notice.currency,
        "received_on": dt.date(2026, 3, 20),
        "submission_key": uuid.uuid4(),
        "actor": None,
        **changes,
    }
    return payments.record_payment(**values)


def open_membership(organisation: Organisation) -> Membership:
    return organisation.memberships.open().get()


@pytest.fixture
def notice(association, waiting, table) -> FeeNotice:
    return issue(waiting, table)


@pytest.fixture
def members_notice(association, member, table) -> FeeNotice:
    """Of the member that Ana represents and Bogdan administers."""
    return issue(open_membership(member), table)
