import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from members.invoices import actions
from members.invoices.actions import Terms
from members.invoices.models import Invoice, InvoiceStatus
from members.ledger.rates import ExchangeRate
from members.organisations.models import Organisation
from tests.factories.members import OrganisationFactory, UserFactory
from tests.members.invoices.conftest import a_line, invoice

ADD = "admin:members_invoice_add"


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def draft(law, member):
    return actions.write_draft(
        organisation_id=member.pk, lines=[a_line("80")], terms=Terms(), actor=None
    )


def at(page: str, row) -> str:
    return reverse(f"admin:members_invoice_{page}", args=[row.pk])


def typed(member, **changes) -> dict:
    return {
        "organisation": member.pk, "kind": "invoice", "currency": "RON", "language": "",
        "submission_key": "1f9b7c51-7f0d-4a63-9d2e-0a7c4f1f6b10", "lines-TOTAL_FORMS": "3",
        "lines-INITIAL_FORMS": "0", "lines-0-description_ro": "Instruire",
        "lines-0-quantity": "2", "lines-0-unit": "HUR", "lines-0-unit_price": "150",
        "lines-0-vat_code": "S", "lines-1-quantity": "1", "lines-1-unit": "C62",
        "lines-1-vat_code": "S", "lines-2-quantity": "1", "lines-2-unit": "C62",
        "lines-2-vat_code": "S", **changes,
    }  # fmt: skip


def test_a_draft_is_written_looked_at_and_issued(desk, law, member):
    assert desk.get(reverse(ADD)).status_code == 200
    for _twice in range(2):
        desk.post(reverse(ADD), typed(member))
    draft = Invoice.objects.get()
    assert [(line.quantity, line.unit) for line in draft.lines.all()] == [(2, "HUR")]

    looked = desk.get(at("issue", draft)).content.decode()
    assert "363.00" in looked
    desk.post(at("issue", draft))
    draft.refresh_from_db()
    assert (draft.status, draft.gross) == (InvoiceStatus.ISSUED, 363)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(desk, law, member):
    said = desk.post(
        reverse(ADD), typed(member, currency="EUR", **{"lines-0-unit_price": "abc"})
    ).content.decode()

    assert "Enter a number." in said
    assert 'value="abc"' in said
    assert not Invoice.objects.exists()


def test_the_entered_rate_is_proposed_and_another_one_asks_why_at_its_field(desk, law, member):
    assert 'value="5.0912"' in desk.get(reverse(ADD)).content.decode()
    foreign = typed(member, currency="EUR", exchange_rate="5.1")
    said = desk.post(reverse(ADD), foreign).content.decode()
    assert "This is not the entered rate (1 EUR = 5.0912 RON" in said
    assert not Invoice.objects.exists()

    desk.post(reverse(ADD), foreign | {"rate_reason": "As the contract says"})

    assert Invoice.objects.get().rate_reason == "As the contract says"


def test_the_proposed_rate_gives_way_to_that_of_the_day_of_supply(desk, law, member):
    supplied_on = timezone.localdate() - dt.timedelta(days=20)
    ExchangeRate.objects.create(currency="EUR", on=supplied_on, rate=Decimal("4.9700"))
    euro = typed(member, currency="EUR", exchange_rate="5.0912", supplied_on=supplied_on)

    desk.post(reverse(ADD), euro)

    draft = Invoice.objects.get()
    assert actions.issue(invoice_id=draft.pk, actor=None).exchange_rate == Decimal("4.97")


def test_without_an_entered_rate_the_form_says_where_to_enter_it(desk, law, member):
    ExchangeRate.objects.all().delete()
    said = desk.post(reverse(ADD), typed(member, currency="EUR")).content.decode()

    assert "is not entered. Enter it among the exchange rates" in said


def test_a_line_without_vat_and_without_its_evidence_is_refused_at_its_field(desk, law):
    buyer = OrganisationFactory(country="DE", identifier="136695976", county="")
    said = desk.post(reverse(ADD), typed(buyer)).content.decode()
    assert "Reverse charge needs the day on which the VAT number DE136695976" in said
    assert not Invoice.objects.exists()

    Organisation.objects.filter(pk=buyer.pk).update(vat_checked_on=timezone.localdate())
    desk.post(reverse(ADD), typed(buyer))

    assert Invoice.objects.exists()


def test_what_is_missing_is_said_before_the_issue(desk, draft, member):
    Organisation.objects.filter(pk=member.pk).update(city="")
    looked = desk.get(at("issue", draft)).content.decode()
    refused = desk.post(at("issue", draft)).content.decode()

    assert "BR-RO-090: The buyer&#x27;s city is missing." in looked
    assert "The document would not be valid" in refused


def test_a_draft_is_changed_and_discarded(desk, draft, member):
    assert "80" in desk.get(at("draft", draft)).content.decode()
    desk.post(at("draft", draft), typed(member))
    draft.refresh_from_db()
    assert [line.unit_price for line in draft.lines.all()] == [150]
    assert desk.get(at("pdf", draft))["Content-Type"] == "application/pdf"
    desk.post(at("discard", draft))
    draft.refresh_from_db()
    assert draft.status == InvoiceStatus.DISCARDED


def test_an_invoice_is_credited_by_lines(desk, issued):
    first, second = issued.lines.all()
    page = desk.get(at("credit", issued)).content.decode()
    assert "Audit" in page
    desk.post(
        at("credit", issued),
        {"reason": "One day less", f"line_{first.pk}": "0", f"line_{second.pk}": "0.5",
         "submission_key": "2f9b7c51-7f0d-4a63-9d2e-0a7c4f1f6b10"},
    )  # fmt: skip

    note = issued.credit_notes.get()
    assert (note.net, note.reason) == (150, "One day less")


def test_a_proforma_is_invoiced_on_its_page(desk, law, member):
    desk.post(reverse(ADD), typed(member, kind="proforma"))
    proforma = Invoice.objects.get()
    desk.post(at("issue", proforma))
    desk.post(at("convert", proforma), {})

    assert Invoice.objects.get(kind="invoice").proforma == proforma


def test_the_xml_is_downloaded_one_by_one_and_many_as_zip(desk, law, member):
    rows = [invoice(member) for _n in range(2)]
    assert desk.get(at("ubl", rows[0])).content.startswith(b"<?xml")
    response = desk.post(
        reverse("admin:members_efacturasubmission_changelist"),
        {"action": "download", "_selected_action": [row.efactura.pk for row in rows]},
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.namelist() == [f"{row.number}.xml" for row in rows]


def test_the_accountant_writes_down_what_was_sent_and_answered(desk, issued):
    def post(page: str, **data) -> None:
        address = reverse(f"admin:members_efacturasubmission_{page}", args=[issued.efactura.pk])
        assert desk.get(address).status_code == 200
        assert desk.post(address, data).status_code == 302

    today = timezone.localdate().isoformat()
    post("sent", upload_index="4001", sent_on=today)
    post("refused", answered_on=today, message="BR-RO-100")
    change = reverse("admin:members_efacturasubmission_change", args=[issued.efactura.pk])
    assert "BR-RO-100" in desk.get(change).content.decode()
    assert "follows the rules" in desk.get(change).content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("model", ["invoice", "efacturasubmission"])
def test_lists_ask_the_same_however_many(
    desk, law, member, count, model, django_assert_max_num_queries
):
    for _n in range(count):
        invoice(member)
    address = reverse(f"admin:members_{model}_changelist")
    desk.get(address)

    with django_assert_max_num_queries(14):
        assert desk.get(address).content.decode().count("FCT-") >= count


def test_documents_are_found_by_number_reference_and_buyer(desk, issued, law, member):
    address = reverse("admin:members_invoice_changelist")
    for words in (issued.number, issued.payment_reference, "Member Ltd", "audit"):
        assert "1 invoice" in desk.get(address, {"q": words}).content.decode()
    assert "0 invoices" in desk.get(address, {"q": "nothing"}).content.decode()


def test_an_accountant_from_outside_sees_documents_and_nothing_else(client, issued):
    person = UserFactory(is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(
            codename__in=["view_invoice", "view_efacturasubmission", "change_efacturasubmission",
                          "view_accountantmonth", "add_accountantmonth"]
        )
    )  # fmt: skip
    client.force_login(person)

    for name in ("invoice", "efacturasubmission", "accountantmonth"):
        assert client.get(reverse(f"admin:members_{name}_changelist")).status_code == 200
    for name in ("organisation", "application", "user", "feenotice"):
        assert client.get(reverse(f"admin:members_{name}_changelist")).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403
    for page in ("issue", "credit", "draft"):
        assert client.get(at(page, issued)).status_code == 403
    assert client.get(at("ubl", issued)).status_code == 200
