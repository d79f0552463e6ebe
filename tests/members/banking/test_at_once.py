"""Two workers at one statement, and a worker that is killed: the end is the same."""

import signal
import time

import pytest

from members.banking import actions
from members.banking.models import StatementFile, StatementLine
from members.ledger.models import Payment, Receivable
from tests.factories.members import AssociationFactory, OrganisationFactory
from tests.members.banking.conftest import movement, owe, reference_of, statement
from tests.members.racing import at_once, process

pytestmark = pytest.mark.django_db(transaction=True)
LINES = 120


@pytest.fixture
def year():
    AssociationFactory()
    company = OrganisationFactory(display_name="Acme Software")
    numbers = [f"COT-2026-{place:04d}" for place in range(1, LINES + 1)]
    for number in numbers:
        owe(company, number, "10.00")
    return statement(
        *(
            movement("10.00", reference_of(number), reference=f"FT{place}")
            for place, number in enumerate(numbers)
        )
    )


def take(content: bytes) -> StatementFile:
    [received] = actions.import_statement(
        content=content, name="x", actor=None, is_told=False, is_deferred=False
    )
    return received.file


def assert_all_is_posted_once() -> None:
    assert StatementLine.objects.filter(status="posted").count() == LINES
    assert Payment.objects.count() == LINES
    assert not Receivable.objects.open().exists()
    assert StatementFile.objects.get().status == "matched"


def test_two_workers_and_two_imports_of_one_file_end_in_the_same_state(year):
    def work():
        return actions.work_off(file_id=take(year).pk)

    at_once(work, work)

    assert_all_is_posted_once()


WORKER = """
from members.banking import actions
actions.work_off(file_id={pk})
"""


def test_a_killed_worker_leaves_nothing_half_done_and_the_next_one_ends_it(year):
    file = take(year)
    with process(WORKER.format(pk=file.pk)) as worker:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not StatementLine.objects.exists():
            time.sleep(0.01)
        worker.send_signal(signal.SIGKILL)

    posted = StatementLine.objects.filter(status="posted").count()
    assert posted == Payment.objects.count()
    actions.work_off(file_id=file.pk)

    assert_all_is_posted_once()
