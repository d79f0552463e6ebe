import signal
import time

import pytest

from members.imports import actions, jobs
from members.imports.actions import work
from members.imports.models import RunStatus
from members.organisations.models import Membership, Organisation
from tests.factories.members import AssociationFactory, UserFactory, fiscal_code
from tests.members.imports.files import ALFA, BETA, HEAD, csv_file
from tests.members.racing import at_once, process

ROWS = 40
WORKER = """
from members.imports import jobs
from members.imports.actions import work
work.CHUNK = 1
jobs.work(run_id={pk})
"""


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_run_enter_each_row_once(files_in_a_folder, monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 1)
    AssociationFactory()
    office = UserFactory(is_staff=True, is_superuser=True)
    run = actions.receive(kind="organisations", file=csv_file(HEAD, ALFA, BETA), actor=office)
    actions.choose_columns(run_id=run.pk, columns=run.columns, actor=office)
    at_once(*[lambda: jobs.work(run_id=run.pk)] * 2)
    actions.start_import(run_id=run.pk, actor=office)

    at_once(*[lambda: jobs.work(run_id=run.pk)] * 2)

    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.IMPORTED, 2)
    assert (Organisation.objects.count(), Membership.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_whole_rows_and_the_next_one_ends_it(files_in_a_folder):
    AssociationFactory()
    office = UserFactory(is_staff=True, is_superuser=True)
    rows = [
        [
            f"Firma {n} SRL",
            f"RO{fiscal_code(n + 1)}",
            "Companie",
            "Cluj-Napoca",
            "",
            "",
            "2020-05-01",
        ]
        for n in range(ROWS)
    ]
    run = actions.receive(kind="organisations", file=csv_file(HEAD, *rows), actor=office)
    actions.choose_columns(run_id=run.pk, columns=run.columns, actor=office)
    jobs.work(run_id=run.pk)
    actions.start_import(run_id=run.pk, actor=office)

    with process(WORKER.format(pk=run.pk)) as worker:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not Organisation.objects.exists():
            time.sleep(0.01)
        worker.send_signal(signal.SIGKILL)

    entered = Organisation.objects.count()
    run.refresh_from_db()
    assert 0 < entered < ROWS
    assert run.status == RunStatus.RUNNING
    assert run.done == run.rows.filter(imported_at__isnull=False).count() == entered
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.IMPORTED, ROWS)
    assert (Organisation.objects.count(), Membership.objects.count()) == (ROWS, ROWS)
