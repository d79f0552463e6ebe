"""Contact cards and tables: for people of members, in the form that other programs read."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.toolkit import csv_files
from members.directory import vcards
from members.organisations.models import MembershipStatus, Organisation
from tests.factories.members import ActiveMemberFactory, MembershipFactory, represent

pytestmark = pytest.mark.usefixtures("association")


def rows_of(response, separator=","):
    text = response.content.decode("utf-8-sig")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "\r\n" in text
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def unfolded(content):
    return content.replace("\r\n ", "").split("\r\n")


class TestTable:
    def test_member_takes_the_list_as_it_is_narrowed_down(self, client, ana):
        ActiveMemberFactory(display_name="Known", competences=["Cloud", "Rust"], email="a@b.ro")
        ActiveMemberFactory(display_name="Other", competences=["Robotics"])
        client.force_login(ana)

        response = client.get("/members/list.csv?competence=cloud")

        head, *rows = rows_of(response)
        assert [row[0] for row in rows] == ["Known"]
        row = dict(zip(head, rows[0], strict=True))
        assert row["E-mail"] == "a@b.ro"
        assert row["Competences"] == "Cloud, Rust"
        assert row["Member since"] == "2020-01-15"
        assert response.headers["Content-Disposition"].startswith('attachment; filename="members-')

    def test_all_pages_of_it_and_semicolons_for_excel_in_romanian(self, client, ana):
        ActiveMemberFactory.create_batch(30)
        client.force_login(ana)

        rows = rows_of(client.get("/ro/members/list.csv?separator=semicolon&page=2"), ";")

        assert rows[0][0] == "Nume"
        assert len(rows) == 1 + 31

    def test_no_cell_is_a_formula(self, client, ana):
        ActiveMemberFactory(display_name='=HYPERLINK("http://x")', phone="+40 264 000 000",
                            city="@SUM(A1)", county="-1", street="Strada; „A”, 2")  # fmt: skip
        client.force_login(ana)

        cells = rows_of(client.get("/members/list.csv"))[1]

        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
        assert "'+40 264 000 000" in cells
        assert "Strada; „A”, 2" in cells

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_stay_the_same(self, client, office, django_assert_num_queries, count):
        ActiveMemberFactory.create_batch(count)
        client.force_login(office)

        with django_assert_num_queries(3):
            client.get("/members/list.csv")

    def test_who_represents_no_active_member_takes_nothing(self, client, ana, member, carmen):
        member.memberships.update(status=MembershipStatus.SUSPENDED)
        other = ActiveMemberFactory(slug="other")
        for address in ("/members/list.csv", "/members/list.vcf", "/members/other/card.vcf"):
            assert client.get(address).status_code == 302
            for person in (ana, carmen):
                client.force_login(person)
                assert client.get(address).status_code == 403
            client.logout()
        represent(carmen, other)
        client.force_login(carmen)
        assert client.get("/members/list.csv").status_code == 200

    @given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]))))
    def test_what_is_packed_comes_out_again(self, cells):
        packed = csv_files.packed(["a"], [cells], separator=";").decode("utf-8-sig")
        [_head, *rows] = csv.reader(io.StringIO(packed, newline=""), delimiter=";")

        assert rows == [[csv_files.safe(cell) for cell in cells]]


class TestCard:
    def test_card_is_a_vcard_of_an_organisation(self, client, ana, settings):
        settings.SITE_URL = "https://portal.example.org"
        one = ActiveMemberFactory(
            display_name="Nouă, Știință; Ltd", legal_name="Nouă Știință SRL", slug="noua",
            phone="+40 (264) 000-001", email="a@b.ro", website="https://b.ro/?a=1,2",
            summary_en="Line one\nand; more", competences=["Cloud, edge", "Rust"],
            street="Str. Lungă 1", city="Cluj-Napoca", county="Cluj", postal_code="400000",
        )  # fmt: skip
        client.force_login(ana)

        response = client.get(reverse("members:organisation_card", args=["noua"]))

        assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
        lines = unfolded(response.content.decode())
        assert lines[:3] == ["BEGIN:VCARD", "VERSION:4.0", "KIND:org"]
        assert lines[3].startswith("UID:urn:uuid:")
        assert lines[4:] == [
            "FN:Nouă\\, Știință\\; Ltd",
            "ORG:Nouă Știință SRL",
            "ADR:;;Str. Lungă 1;Cluj-Napoca;Cluj;400000;RO",
            "TEL;VALUE=uri:tel:+40-264-000-001",
            "EMAIL:a@b.ro",
            "URL:https://b.ro/?a=1,2",
            "NOTE:Line one\\nand\\; more",
            "CATEGORIES:Cloud\\, edge,Rust",
            f"SOURCE:https://portal.example.org{one.get_absolute_url()}",
            "END:VCARD",
            "",
        ]

    def test_cards_of_the_list_are_one_file(self, client, ana):
        ActiveMemberFactory(display_name="Second")
        client.force_login(ana)

        text = client.get("/members/list.vcf").content.decode()

        assert text.count("BEGIN:VCARD\r\n") == text.count("END:VCARD\r\n") == 2

    def test_card_of_who_is_no_member_is_hidden(self, client, ana):
        MembershipFactory(organisation__slug="rests", status=MembershipStatus.SUSPENDED)
        client.force_login(ana)

        assert client.get("/members/rests/card.vcf").status_code == 404

    @given(st.text(max_size=300))
    def test_lines_are_short_and_whole_letters_and_nothing_slips_out(self, text):
        one = Organisation(pk=1, slug="x", display_name=text, legal_name=text, summary=text,
                           website=text, phone=text, country="RO")  # fmt: skip
        made = vcards.card(one)

        lines = made.split("\r\n")
        assert all(len(line.encode()) <= 75 for line in lines)
        assert made.count("\n") == made.count("\r\n") == len(lines) - 1
        names = {re.split("[:;]", line, maxsplit=1)[0] for line in unfolded(made) if line}
        assert names <= {"BEGIN", "VERSION", "KIND", "UID", "FN", "ORG", "ADR", "TEL", "EMAIL",
                         "URL", "NOTE", "CATEGORIES", "SOURCE", "END"}  # fmt: skip


class TestMachines:
    def data_on(self, client, organisation):
        text = client.get(organisation.get_absolute_url()).content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        return json.loads(found[1]) if found else None

    def test_page_tells_machines_what_it_shows(self, client):
        member = ActiveMemberFactory(
            display_name="A </script> & B", city="Cluj", website="https://ab.example.org"
        )

        data = self.data_on(client, member)

        assert data["@type"] == "Organization"
        assert data["name"] == "A </script> & B"
        assert data["url"] == "https://ab.example.org"
        assert data["memberOf"]["name"] == "Test Cluster"
        assert "email" not in data
        assert "description" not in data

    def test_who_is_no_member_is_not_called_one(self, client, office):
        client.force_login(office)
        rests = MembershipFactory(status=MembershipStatus.SUSPENDED).organisation

        assert self.data_on(client, rests) is None


def test_members_see_the_address_and_code_the_public_does_not(client, ana):
    other = ActiveMemberFactory(street="Strada Lungă 1", city="Cluj", identifier="99000018")

    page = client.get(other.get_absolute_url()).content.decode()
    assert "99000018" not in page
    assert "Strada Lungă" not in page
    client.force_login(ana)
    page = client.get(other.get_absolute_url()).content.decode()
    assert "99000018" in page
    assert "Strada Lungă 1" in page
    assert "card.vcf" in page
