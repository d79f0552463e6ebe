"""The office's pages: import, progress, the queue, layouts."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.banking import actions
from members.banking.models import CsvMapping, StatementFile, StatementLine
from members.ledger.models import Payment
from members.organisations.models import BankAccount
from tests.factories.members import UserFactory
from tests.members.banking.conftest import (
    DAY,
    balance,
    bring,
    movement,
    only_line,
    owe,
    reference_of,
    statement,
)

pytestmark = pytest.mark.django_db
REF = reference_of("COT-2026-0042")
IMPORT = "admin:members_statementfile_import"
QUEUE = "admin:members_statementline_queue"
DECIDE = "admin:members_statementline_decide"


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("extras.xml", content)


def queued(acme, text="rata", amount="500.00") -> StatementLine:
    owe(acme)
    return only_line(statement(movement(amount, text, name="Acme Software", reference="FT1")))


def test_an_address_that_is_no_line_is_no_error(client, office):
    client.force_login(office)
    for model in ("statementline", "csvmapping"):
        address = reverse(f"admin:members_{model}_change", args=["queue/1/x.css"])
        assert client.get(address).status_code == 302


def test_import_leads_to_its_progress_which_asks_again_until_it_is_done(desk, acme):
    owe(acme)
    content = statement(movement("1200.00", REF, reference="FT1"), movement("9.00", "x"))

    page = desk.post(reverse(IMPORT), {"file": upload(content)}, follow=True)

    assert "hx-get" in page.content.decode()
    file = StatementFile.objects.get()
    actions.work_off(file_id=file.pk)
    address = reverse("admin:members_statementfile_progress", args=[file.pk])
    done = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "The statement is worked off." in done
    assert "hx-get" not in done
    assert "<html" not in done


@pytest.mark.parametrize("content", [b"\xff\xd8\xff JPEG", b"<?xml version='1.0'?><a>"])
def test_import_of_a_bad_file_says_why_and_keeps_nothing(desk, acme, content):
    page = desk.post(reverse(IMPORT), {"file": upload(content)})

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert not StatementFile.objects.exists()


def test_import_of_a_known_file_says_so(desk, acme):
    content = statement(movement("9.00", "x"))
    bring(content)

    page = desk.post(reverse(IMPORT), {"file": upload(content)}, follow=True)

    assert "imported before: nothing was added" in page.content.decode()


def test_the_queue_shows_a_line_with_its_proposals_and_reasons(desk, acme):
    line = queued(acme)

    page = desk.get(reverse(QUEUE), follow=True)

    text = page.content.decode()
    assert page.redirect_chain[-1][0] == reverse(DECIDE, args=[line.pk])
    assert "The payer is called like the organisation: Acme Software." in text
    assert "COT-2026-0042" in text
    assert 'data-key="1"' in text


def test_one_button_posts_the_proposal_and_the_next_line_opens(desk, acme):
    line = queued(acme)
    other = only_line(
        statement(movement("3.00", "y", reference="FT9", day=DAY + dt.timedelta(days=3)))
    )

    page = desk.post(
        reverse(DECIDE, args=[line.pk]), {"decision": f"match-{line.matches.get().pk}"}, follow=True
    )

    assert Payment.objects.get().amount == 500
    assert page.redirect_chain[-1][0] == reverse(DECIDE, args=[other.pk])


def test_setting_aside_needs_a_reason_and_later_puts_to_the_end(desk, acme):
    line = queued(acme)
    address = reverse(DECIDE, args=[line.pk])

    assert "errorlist" in desk.post(address, {"decision": "ignore"}).content.decode()
    desk.post(address, {"decision": "later"})
    line.refresh_from_db()
    assert (line.status, line.postponed_at is not None) == ("queued", True)
    desk.post(address, {"decision": "ignore", "ignore-reason": "A gift"})
    line.refresh_from_db()
    assert (line.status, line.note["text"]) == ("ignored", "A gift")
    page = desk.get(reverse(QUEUE))
    assert "No line waits for a decision." in page.content.decode()


def test_another_document_is_searched_and_posted_to(desk, acme, beta):
    line = queued(acme)
    debt = owe(beta, "COT-2026-0043", "500.00")
    address = reverse(DECIDE, args=[line.pk])

    found = desk.get(address, {"q": "robotics"}).content.decode()
    assert f"to-document-{debt.pk}" in found
    desk.post(address, {"decision": f"to-document-{debt.pk}"})

    assert balance(debt) == 0


def test_a_document_in_another_currency_asks_for_the_rate(desk, acme):
    line = queued(acme)
    debt = owe(acme, "COT-2026-0050", "100.00", currency="EUR")
    address = reverse(DECIDE, args=[line.pk])

    refused = desk.post(address, {"decision": f"to-document-{debt.pk}"}).content.decode()
    assert "write the rate" in refused
    desk.post(address, {"decision": f"to-document-{debt.pk}", "rate-rate": "5"})

    assert balance(debt) == 0


def test_a_line_is_split_by_document_numbers(desk, acme, beta):
    line = queued(acme)
    other = owe(beta, "COT-2026-0043", "300.00")
    address = reverse("admin:members_statementline_split", args=[line.pk])
    sent = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-document": "cot-2026-0042", "form-0-amount": "200",
        "form-1-organisation": str(beta.pk), "form-1-amount": "200",
    }  # fmt: skip

    assert "they must be the same" in desk.post(address, sent).content.decode()
    desk.post(address, sent | {"form-1-amount": "300"})

    assert balance(other) == 0
    assert Payment.objects.count() == 2


def test_a_posted_line_is_undone_on_its_page(desk, acme):
    notice = owe(acme)
    line = only_line(statement(movement("1200.00", REF, reference="FT1")))
    change = reverse("admin:members_statementline_change", args=[line.pk])
    assert "Undo the posting" in desk.get(change).content.decode()

    desk.post(reverse("admin:members_statementline_undo", args=[line.pk]), {"reason": "Wrong"})

    assert balance(notice) == 1200


def test_a_line_set_aside_is_put_back(desk, acme):
    line = only_line(statement(movement("-5.00", "comision", reference="C1")))
    assert line.status == "ignored"

    desk.post(reverse("admin:members_statementline_requeue", args=[line.pk]))

    line.refresh_from_db()
    assert line.status == "queued"


def test_a_layout_is_made_from_an_example_and_shows_what_it_reads(desk, acme):
    text = "Data;Suma;Detalii\n02.03.2026;1.200,00;prima plata\n"
    page = desk.post(
        reverse("admin:members_csvmapping_add"),
        {"account": BankAccount.objects.get().pk, "name": "Banca",
         "file": SimpleUploadedFile("a.csv", text.encode())},
        follow=True,
    )  # fmt: skip

    mapping = CsvMapping.objects.get()
    assert "1,200.00" in page.content.decode()
    sent = {
        "name": "Banca", "delimiter": ";", "encoding": "utf-8-sig", "decimal_sign": ",",
        "date_format": "%d.%m.%Y", "column_booked_on": "Data", "column_amount": "Valoare",
    }  # fmt: skip
    changed = desk.post(
        reverse("admin:members_csvmapping_change", args=[mapping.pk]),
        sent | {"_continue": "1"},
        follow=True,
    )
    assert "The columns Data, Valoare are not in this file" in changed.content.decode()


@pytest.mark.parametrize("route", [QUEUE, IMPORT])
def test_the_pages_ask_for_the_right(client, acme, route):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(reverse(route)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_lines_asks_as_much_however_many(
    desk, acme, count, django_assert_max_num_queries
):
    bring(statement(*(movement("1.00", f"x{n}", reference=f"R{n}") for n in range(count))))

    with django_assert_max_num_queries(16):
        page = desk.get(reverse("admin:members_statementline_changelist"))

    assert page.content.decode().count('class="action-select"') in {0, count}
