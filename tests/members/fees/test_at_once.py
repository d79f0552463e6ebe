"""What two people do in the same moment: real connections, one barrier."""

import random
import threading
import uuid

import pytest
from django.db import transaction

from cluster_portal.toolkit.errors import PortalError
from members.fees import actions
from members.fees.models import FeeNotice
from members.ledger.models import Payment
from members.organisations.models import MembershipStatus
from members.payments import actions as payments
from tests.factories.members import AssociationFactory, FeeTableFactory, MembershipFactory
from tests.members.fees.conftest import a_quote, issue, pay
from tests.members.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting():
    AssociationFactory()
    return MembershipFactory(status=MembershipStatus.AWAITING_PAYMENT, started_on=None)


@pytest.fixture
def table():
    return FeeTableFactory()


def test_a_double_click_records_one_payment_and_begins_one_membership(waiting, table):
    notice = issue(waiting, table)
    key = uuid.uuid4()

    first, second = at_once(*[lambda: pay(notice, 1200, submission_key=key)] * 2)

    assert first == second
    assert Payment.objects.count() == 1
    waiting.refresh_from_db()
    assert waiting.status == MembershipStatus.ACTIVE


def test_two_payments_at_once_that_settle_together_begin_the_membership(waiting, table):
    notice = issue(waiting, table)

    results = at_once(lambda: pay(notice, 600), lambda: pay(notice, 600))

    assert all(isinstance(result, Payment) for result in results)
    waiting.refresh_from_db()
    assert waiting.status == MembershipStatus.ACTIVE


def test_a_payment_is_reversed_once(waiting, table, office):
    payment = pay(issue(waiting, table), 100)

    results = at_once(
        *[lambda: payments.reverse_payment(payment_id=payment.pk, actor=office, reason="Back")] * 2
    )

    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyReversedError",
        "Payment",
    ]
    assert Payment.objects.count() == 2


def test_paying_and_cancelling_at_once_do_not_both_happen(waiting, table, office):
    notice = issue(waiting, table)

    at_once(
        lambda: pay(notice, 100),
        lambda: actions.cancel_notice(notice_id=notice.pk, actor=office, reason="Wrong"),
    )

    row = FeeNotice.objects.with_balance().get(pk=notice.pk)
    assert (row.status, row.paid) in {("issued", 100), ("cancelled", 0)}


def test_one_notice_a_year_is_issued_at_once(waiting, table):
    results = at_once(*[lambda: issue(waiting, table)] * 2)

    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyIssuedError",
        "FeeNotice",
    ]


class ChangedMindError(PortalError):
    """Thrown after the number was taken, so that the transaction is rolled back."""


def test_numbers_have_no_gap_and_no_double_whatever_is_rolled_back(waiting, table):
    """200 notices by 8 threads; about every third attempt is thrown away after it had a number."""
    chance = random.Random(2026)  # noqa: S311 - a test, not a secret
    jobs = [(year, chance.random() < 0.3) for year in range(2001, 2201)]
    jobs += [(year, False) for year, thrown_away in jobs if thrown_away]
    lock = threading.Lock()
    given: list[int] = []

    def work() -> None:
        while True:
            with lock:
                if not jobs:
                    return
                fee_year, is_thrown_away = jobs.pop(0)
            try:
                with transaction.atomic():
                    notice = actions.issue_notice(
                        membership_id=memberships[fee_year % 8].pk,
                        fee_year=fee_year,
                        fee_quote=a_quote(table),
                        actor=None,
                    )
                    if is_thrown_away:
                        raise ChangedMindError
            except ChangedMindError:
                continue
            with lock:
                given.append(notice.sequence)

    memberships = [waiting, *(MembershipFactory() for _ in range(7))]
    at_once(*[work] * 8)

    assert sorted(given) == list(range(1, 201))
    assert sorted(FeeNotice.objects.values_list("sequence", flat=True)) == list(range(1, 201))
    assert FeeNotice.objects.values("payment_reference").distinct().count() == 200
