"""The office imports a bank statement and goes through what is left, with its keys."""

import re

import pytest

from members.banking import actions
from members.banking.models import StatementFile, StatementLine
from members.ledger.models import Receivable
from tests.browser import walk
from tests.factories.members import AssociationFactory, OrganisationFactory, UserFactory
from tests.members.banking.conftest import movement, owe, reference_of, statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE = "office@example.org"


@pytest.fixture
def debts(site, tmp_path, settings):
    disk = "django.core.files.storage.FileSystemStorage"
    place = {"BACKEND": disk, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": place}
    AssociationFactory()
    UserFactory(email=OFFICE, full_name="Olga Office", is_staff=True, is_superuser=True)
    acme = OrganisationFactory(legal_name="Acme Software SRL", display_name="Acme Software")
    return owe(acme), owe(acme, "COT-2026-0043", "300.00")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_statement_is_imported_and_its_queue_is_emptied_by_keys(debts, visit, tmp_path, size):
    office = visit(size)
    walk.sign_in(office, OFFICE)
    path = tmp_path / "extras.xml"
    path.write_bytes(
        statement(
            movement("1200.00", reference_of("COT-2026-0042"), reference="FT1"),
            movement("100.00", "plata", name="Acme Software", reference="FT2"),
            movement("77.00", "bilet", name="Popescu Ion", reference="FT3"),
        )
    )

    office.goto("/admin/members/statementfile/import/")
    office.get_by_label("Statement", exact=False).first.set_input_files(path)
    office.get_by_role("button", name="Import").click()
    office.wait_for_url("**/progress/")
    actions.work_off(file_id=StatementFile.objects.get().pk)
    office.get_by_text("The statement is worked off.").wait_for()
    office.get_by_role("link", name="Go through the queue").click()

    assert "Acme Software" in office.locator("#content-main").inner_text()
    walk.check(office)
    office.keyboard.press("1")
    office.get_by_text(re.compile("is posted")).wait_for()
    office.keyboard.press("i")
    office.keyboard.type("Not ours")
    office.keyboard.press("Enter")
    office.get_by_text("No line waits for a decision.").wait_for()

    assert StatementLine.objects.filter(status="posted").count() == 2
    assert Receivable.objects.open().get().balance == 200
