import pytest

from members.imports import actions, jobs
from members.imports.actions import work
from members.imports.models import RunStatus
from members.organisations.models import Membership, Organisation
from tests.factories.members import AssociationFactory, UserFactory
from tests.members.imports.files import ALFA, BETA, HEAD, csv_file
from tests.members.racing import at_once


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
