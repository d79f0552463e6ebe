"""The office's pages: send a file, say its columns, see its rows, import, undo."""

import csv
import io
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.imports import jobs
from members.imports.models import ImportRun
from members.organisations.models import Organisation
from tests.factories.members import OrganisationFactory, UserFactory, represent
from tests.members.imports.files import ALFA, BETA, HEAD, csv_file

pytestmark = pytest.mark.usefixtures("association", "files_in_a_folder")
ENGLISH = (
    "is no CUI", "The last digit of the code", "Has a name like Gama", "Line 4 is about the same",
    "at most 200", "people, papers or places",
)  # fmt: skip
ROMANIAN = (
    "nu este un CUI", "Ultima cifră a codului", "Are o denumire asemănătoare cu Gama",
    "Rândul 4 este deja despre același", "persoane, documente sau locuri",
)  # fmt: skip
SEND = "/admin/members/importrun/send/"


def send(client, *rows):
    response = client.post(SEND, {"kind": "organisations", "file": csv_file(*rows)})
    assert response.status_code == 302
    return ImportRun.objects.latest("pk")


def choose(client, run):
    data = {name: str(place) for name, place in run.columns.items()}
    client.post(f"/admin/members/importrun/{run.pk}/columns", data)
    jobs.work(run_id=run.pk)


def page_of(client, run, **query):
    return client.get(f"/admin/members/importrun/{run.pk}/change/", query).content.decode()


def test_from_the_file_to_the_portal_and_back(client, office):
    client.force_login(office)
    run = send(client, HEAD, ALFA, BETA, ["Bad", "x", "", "", "", "", ""])
    page = client.get(f"/admin/members/importrun/{run.pk}/columns").content.decode()
    assert '<option value="1" selected>CUI</option>' in page
    choose(client, run)

    page = page_of(client, run)
    assert "Nothing is entered yet" in page
    assert "Import 2 rows" in page
    assert "Alfa Știință SRL" in page
    assert "Refused (1)" in page
    assert "Beta" not in page_of(client, run, outcome="refused")
    assert not Organisation.objects.exists()

    client.post(f"/admin/members/importrun/{run.pk}/import")
    response = client.get(f"/admin/members/importrun/{run.pk}/change/")
    assert response.headers["Refresh"] == "3"
    assert "0 of 2 rows" in response.content.decode()
    jobs.work(run_id=run.pk)
    assert Organisation.objects.count() == 2
    assert "Refresh" not in client.get(f"/admin/members/importrun/{run.pk}/change/").headers

    client.post(f"/admin/members/importrun/{run.pk}/undo", {"reason": "The wrong file"})
    jobs.work(run_id=run.pk)
    assert not Organisation.objects.exists()
    assert "The wrong file" in page_of(client, run)


def test_refused_rows_are_downloaded_with_their_reasons(client, office):
    client.force_login(office)
    run = send(client, HEAD, ALFA, ["=1+1", "99000026", "Companie", "", "", "", ""])
    choose(client, run)

    response = client.get(f"/admin/members/importrun/{run.pk}/refused.csv")

    [head, row] = csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    assert head[:3] == ["Line", "Reason", "Denumire"]
    assert row[0] == "3"
    assert "is a formula" in row[1]
    assert row[2] == "'=1+1"


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 a picture", b"a" * 6_000_000])
def test_a_file_that_is_no_table_is_refused_at_its_field(client, office, content):
    client.force_login(office)
    file = SimpleUploadedFile("members.csv", content)

    response = client.post(SEND, {"kind": "people", "file": file})

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_what_people_wrote_is_only_text(client, office):
    client.force_login(office)
    run = send(client, HEAD, ["<script>alert(1)</script>", *ALFA[1:]])
    choose(client, run)

    assert "<script>alert" not in page_of(client, run)


def test_each_reader_has_the_reasons_in_their_own_language(client, office):
    """Whoever sent the file, and whichever way the sentence came about."""
    client.force_login(office)
    OrganisationFactory(display_name="Gama", identifier="99000042")
    run = send(
        client, HEAD, ["Rău", "x", *ALFA[2:]], ["Gama", "99000019", *BETA[2:]], ALFA,
        ["Alfa", *ALFA[1:]], ["P" * 201, *BETA[1:]],
    )  # fmt: skip
    data = {name: str(place) for name, place in run.columns.items()}
    client.post(f"/ro/admin/members/importrun/{run.pk}/columns", data)
    jobs.work(run_id=run.pk)
    client.post(f"/ro/admin/members/importrun/{run.pk}/import")
    jobs.work(run_id=run.pk)
    represent(UserFactory(), Organisation.objects.get(identifier="99000018"))
    client.post(f"/ro/admin/members/importrun/{run.pk}/undo", {"reason": "x"})
    jobs.work(run_id=run.pk)

    address = f"/admin/members/importrun/{run.pk}"
    english, romanian = (
        unescape(client.get(f"{prefix}{address}/change/").content.decode())
        for prefix in ("", "/ro")
    )
    for words in ENGLISH:
        assert words in english
        assert words not in romanian
    for words in ROMANIAN:
        assert words in romanian
        assert words not in english
    assert "is no CUI" in client.get(f"{address}/refused.csv").content.decode()
    assert "nu este un CUI" in client.get(f"/ro{address}/refused.csv").content.decode()


def test_a_column_that_is_needed_is_asked_for(client, office):
    client.force_login(office)
    run = send(client, HEAD, ALFA)

    response = client.post(
        f"/admin/members/importrun/{run.pk}/columns", {"legal_name": "0", "identifier": ""}
    )

    assert "This field is required" in response.content.decode()
    run.refresh_from_db()
    assert run.status == "received"


@pytest.mark.parametrize("address", ["columns", "undo", "refused.csv"])
def test_the_rest_of_the_office_stays_outside(client, office, address):
    client.force_login(office)
    run = send(client, HEAD, ALFA)
    client.force_login(UserFactory(is_staff=True))

    assert client.get(f"/admin/members/importrun/{run.pk}/{address}").status_code == 403
    assert client.get(SEND).status_code == 403
    assert client.post(f"/admin/members/importrun/{run.pk}/import").status_code == 403


def test_rows_are_paged_with_the_same_queries(client, office, django_assert_max_num_queries):
    client.force_login(office)
    rows = [[f"Firma {n}", f"XK{n:06d}", "Companie", "", "", "", ""] for n in range(70)]
    run = send(client, [*HEAD, "Țara"], *[[*row, "XK"] for row in rows])
    choose(client, run)

    with django_assert_max_num_queries(16):
        page = page_of(client, run)
    assert page.count('<th scope="row">') == 50


def test_a_preview_names_what_it_shows_in_the_order_of_the_fields(client, office):
    client.force_login(office)
    run = send(client, HEAD, ALFA)
    choose(client, run)
    page = page_of(client, run).split('class="import-changes"')[1].split("</dl>")[0]
    names = ["legal name", "fiscal or registration code", "category", "country", "town"]
    places = [page.index(f"<dt>{name}</dt>") for name in names]
    assert places == sorted(places)
    assert "Romania" in page

    client.post(f"/admin/members/importrun/{run.pk}/import")
    jobs.work(run_id=run.pk)
    people = csv_file(["Nume", "E-mail", "CUI", "Rol"],
                      ["Ion Nou", "ion@example.org", "99000018", "facturare"])  # fmt: skip
    client.post(SEND, {"kind": "people", "file": people})
    run = ImportRun.objects.latest("pk")
    choose(client, run)
    page = page_of(client, run)
    assert "Billing" in page
    assert "billing" not in page.split('class="import-changes"')[1].split("</dl>")[0]
