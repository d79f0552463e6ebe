"""What an organisation shows only to those of its people who answer for it, and to the office."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.organisations import actions
from members.organisations.models import Measure, Role, SizeStatus
from tests.factories.members import FeeTableFactory, UserFactory, represent

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a page of the balance"
BILLING = {"billing_email": "facturi@example.org", "billing_name": "Member Billing"}


@pytest.fixture(autouse=True)
def _papers_in_a_folder_of_their_own(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


def page(client, person, path="/my/organisation/"):
    client.force_login(person)
    return client.get(path).content.decode()


@pytest.fixture
def account(member, office):
    return actions.know_account(
        organisation_id=member.pk, iban="RO40AAAADEMO000000000001", source="office",
        is_confirmed=True, actor=office,
    )  # fmt: skip


def test_money_is_shown_to_those_who_answer_for_it_and_to_nobody_else(
    client, member, ana, bogdan, account
):
    billing = UserFactory()
    represent(billing, member, Role.BILLING)
    for person in (bogdan, billing):
        assert "RO40 AAAA DEMO" in page(client, person)
    assert "RO40" not in page(client, ana)
    client.logout()
    assert "RO40" not in client.get(member.get_absolute_url()).content.decode()


def test_the_way_documents_are_written_is_changed_on_its_page(client, member, bogdan):
    assert "Left empty, the legal name" in page(client, bogdan, "/my/organisation/billing/")
    sent = client.post(
        "/my/organisation/billing/", BILLING | {"billing_country": "ro"}, follow=True
    )
    assert "facturi@example.org" in sent.content.decode()
    member.refresh_from_db()
    assert (member.billing_name, member.billing_country) == ("Member Billing", "RO")


def test_a_country_that_is_none_gets_a_sentence_and_keeps_what_was_typed(client, member, bogdan):
    client.force_login(bogdan)
    again = client.post("/my/organisation/billing/", BILLING | {"billing_country": "7"})
    assert "two letters" in again.content.decode()
    assert "facturi@example.org" in again.content.decode()


def declare(client, **values):
    form = {"measure": "staff", "value": "61", "counted_on": "2026-06-30"}
    return client.post("/my/organisation/sizes/new/", form | values, follow=True)


def test_a_size_is_declared_with_its_paper_which_is_not_public(
    client, member, ana, bogdan, carmen, office
):
    client.force_login(bogdan)
    paper = SimpleUploadedFile("bilanț.pdf", PDF)
    assert "waiting for the office" in declare(client, evidence=paper).content.decode()
    size = member.sizes.get(status=SizeStatus.DECLARED)
    answers = {}
    for person in (ana, bogdan, carmen, office):
        client.force_login(person)
        response = client.get(size.get_evidence_url())
        answers[person] = response.status_code
        if response.status_code == 200:
            assert response.getvalue() == PDF
    assert answers == {ana: 403, bogdan: 200, carmen: 404, office: 200}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"value": "6.5"}, "whole numbers"),
        ({"value": "-1"}, "greater than or equal"),
        ({"value": "many"}, "Enter a number"),
        ({"counted_on": "2999-01-01"}, "still to come"),
        ({"measure": "turnover"}, "which currency"),
        ({"evidence": SimpleUploadedFile("x.pdf", b"not a pdf")}, "content is something else"),
    ],
)
def test_a_declaration_that_makes_no_sense_gets_a_sentence(
    client, member, bogdan, values, sentence
):
    client.force_login(bogdan)
    assert sentence in declare(client, **values).content.decode()
    assert not member.sizes.waiting().exists()


def test_a_turnover_is_read_in_the_way_of_the_language(client, member, bogdan):
    client.force_login(bogdan)
    form = {"measure": "turnover", "value": "1250000,50", "currency": "RON",
            "counted_on": "2025-12-31"}  # fmt: skip
    client.post("/ro/my/organisation/sizes/new/", form)
    assert str(member.sizes.get(measure=Measure.TURNOVER).value) == "1250000.50"


def test_the_office_accepts_a_size_in_the_admin(client, member, bogdan, office):
    client.force_login(bogdan)
    declare(client)
    size = member.sizes.waiting().get()
    client.force_login(office)
    base = f"/admin/members/sizedeclaration/{size.pk}"
    assert "Accept" in client.get(f"{base}/change/").content.decode()
    client.post(f"{base}/accept/")
    member.refresh_from_db()
    assert (member.staff_count, member.staff_counted_on) == (61, dt.date(2026, 6, 30))
    assert "61" in page(client, bogdan)
    client.force_login(office)
    client.post(f"{base}/withdraw/", {"reason": "Wrong year."})
    member.refresh_from_db()
    assert member.staff_count == 20


def test_an_account_seen_on_a_statement_is_confirmed_and_closed_in_the_admin(
    client, member, office
):
    account = actions.know_account(
        organisation_id=member.pk, iban="RO40AAAADEMO000000000001", source="statement", actor=None
    )
    client.force_login(office)
    base = f"/admin/members/organisationaccount/{account.pk}"
    client.post(f"{base}/confirm/")
    assert member.accounts.confirmed().exists()
    client.post(f"{base}/close/")
    assert not member.accounts.confirmed().exists()


def test_markets_stand_on_the_public_page(client, member, bogdan):
    client.force_login(bogdan)
    client.post("/my/organisation/edit/", {"markets": "Romania, DACH, romania", "language": "en"})
    member.refresh_from_db()
    assert member.markets == ["Romania", "DACH"]
    client.logout()
    assert "DACH" in client.get(member.get_absolute_url()).content.decode()


def test_where_documents_go_is_said_by_address(client, member, bogdan):
    def shown() -> str:
        return page(client, bogdan).split("Documents go to")[1].split("</div>")[0]

    assert bogdan.email in shown()  # its primary contact: nobody has the bills
    billing = UserFactory(email="bills@example.org")
    represent(billing, member, Role.BILLING)
    member.billing_email = "box@example.org"
    member.save(update_fields=["billing_email"])
    assert "bills@example.org" in shown()
    assert "box@example.org" in shown()
    assert bogdan.email not in shown()


IDENTIFIERS = {"identifier": "99000166", "reason": "A new certificate."}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"identifier": "1-800-NOPE"}, "A CUI or CIF has 2 to 10 digits"),
        ({"identifier": "99000167"}, "a sign is probably mistyped"),
        ({"vat_registered": "on", "vat_checked_on": "2090-01-01"}, "This day is still to come."),
        ({"vat_registered": "on"}, "Please say on which day that was seen."),
    ],
)
def test_codes_and_days_that_cannot_be_are_not_sent_to_the_office(
    client, member, bogdan, sent, sentence
):
    client.force_login(bogdan)
    answer = client.post("/my/organisation/changes/identifiers/", IDENTIFIERS | sent)
    assert sentence in answer.content.decode()
    assert not member.change_requests.exists()


def test_an_unusual_code_goes_to_the_office_with_its_certificate(client, member, bogdan):
    client.force_login(bogdan)
    paper = SimpleUploadedFile("certificate.pdf", PDF, "application/pdf")
    client.post(
        "/my/organisation/changes/identifiers/",
        IDENTIFIERS | {"identifier": "RO 99000167", "paper": paper},
    )
    assert member.change_requests.get().new["identifier"] == "99000167"


def test_a_size_is_asked_for_and_kept_in_the_words_of_the_fee_table(client, member, bogdan):
    words = "Employees on 31 December."
    table = FeeTableFactory(year=timezone.localdate().year)
    address = "/my/organisation/sizes/new/"
    asked = f"The fee table of {table.year} counts: {words}"
    assert asked in page(client, bogdan, address)
    assert "Angajați la 31 decembrie." in page(client, bogdan, f"/ro{address}")
    declare(client)
    assert member.sizes.get(value=61).definition == words
    declare(client, value="62", definition="As in the balance")
    assert member.sizes.get(value=62).definition == "As in the balance"
    declare(client, measure="turnover", value="63", currency="RON")
    assert member.sizes.get(value=63).definition == ""
