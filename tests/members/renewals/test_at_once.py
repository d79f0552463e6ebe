"""Two workers on the same run, and one that is killed in the middle."""

import signal
import time

import pytest

from members.fees.models import FeeNotice
from members.organisations.models import Membership
from members.renewals import actions
from members.renewals.models import RenewalItem, RenewalRun, RunStatus
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    FeeTableFactory,
    UserFactory,
)
from tests.members.racing import at_once, process

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = 40


@pytest.fixture
def run() -> RenewalRun:
    AssociationFactory()
    FeeTableFactory(year=2027)
    for _ in range(MEMBERS):
        ActiveMemberFactory()
    office = UserFactory(is_staff=True, is_superuser=True)
    return actions.begin_run(fee_year=2027, actor=office)


def assert_complete(run: RenewalRun) -> None:
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    notices = FeeNotice.objects.filter(fee_year=2027)
    assert sorted(notices.values_list("sequence", flat=True)) == list(range(1, MEMBERS + 1))
    assert notices.values("membership").distinct().count() == Membership.objects.count()
    assert RenewalItem.objects.filter(run=run).count() == MEMBERS


def test_two_workers_on_one_run_issue_each_notice_once(run):
    first, second = at_once(*[lambda: actions.carry_on(run.pk)] * 2)

    assert first + second == MEMBERS
    assert_complete(run)


def test_a_worker_killed_in_the_middle_leaves_a_run_that_ends_the_same(run):
    worker = process(f"from members.renewals import actions; actions.carry_on({run.pk})")
    until = time.monotonic() + 60
    while FeeNotice.objects.count() < 5 and time.monotonic() < until:
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    begun = FeeNotice.objects.count()
    assert 5 <= begun < MEMBERS

    assert actions.carry_on(run.pk) == MEMBERS - begun
    assert_complete(run)
