import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from members.certificates import actions, limits, papers
from members.certificates.models import Certificate
from members.organisations.models import (
    Association,
    EndReason,
    Membership,
    MembershipStatus,
    Organisation,
)
from tests import qr
from tests.factories.members import ActiveMemberFactory
from tests.paper import fonts_of, words_on

pytestmark = pytest.mark.usefixtures("association")
MINE = "/my/certificates/"


@pytest.fixture
def issued(member, bogdan):
    return actions.issue(organisation_id=member.pk, language="en", actor=bogdan)


class TestMine:
    def test_administrator_asks_and_finds_it_below(self, client, bogdan):
        client.force_login(bogdan)

        page = client.post(MINE, {"language": "both"}, follow=True).content.decode()

        certificate = Certificate.objects.get()
        assert f"Certificate {certificate.number} is ready below." in page
        assert reverse("members:certificate_pdf", args=[certificate.pk]) in page
        assert certificate.get_absolute_url() in page

    def test_colleague_sees_but_does_not_ask(self, client, ana, issued):
        client.force_login(ana)

        page = client.get(MINE).content.decode()

        assert issued.number in page
        assert "Make the certificate" not in page
        assert client.post(MINE, {"language": "en"}).status_code == 403
        assert client.get(f"{MINE}{issued.pk}.pdf").status_code == 200

    def test_stranger_sees_nothing_of_it(self, client, carmen, issued):
        client.force_login(carmen)

        assert issued.number not in client.get(MINE).content.decode()
        assert client.get(f"{MINE}{issued.pk}.pdf").status_code == 404

    def test_nothing_chosen_is_said_at_the_field(self, client, bogdan):
        client.force_login(bogdan)

        assert "This field is required" in client.post(MINE, {}).content.decode()
        assert not Certificate.objects.exists()

    def test_suspended_member_is_told_why_there_is_none(self, client, bogdan, member):
        member.memberships.update(status=MembershipStatus.SUSPENDED)
        client.force_login(bogdan)

        assert "no membership in force" in client.get(MINE).content.decode()
        page = client.post(MINE, {"language": "en"}).content.decode()
        assert "no membership in force" in page
        assert not Certificate.objects.exists()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_stay_the_same(self, client, bogdan, member, count, django_assert_num_queries):
        for day in range(count):
            Organisation.objects.filter(pk=member.pk).update(legal_name=f"Name {day}")
            actions.issue(organisation_id=member.pk, language="en", actor=bogdan)
        client.force_login(bogdan)

        with django_assert_num_queries(10):
            client.get(MINE)


class TestPaper:
    def test_it_says_who_is_a_member_since_when_and_where_to_check(self, settings, issued):
        settings.SITE_URL = "https://portal.example.org"

        words = words_on(papers.pdf_of(issued))

        assert "Certificate of membership" in words
        assert f"No. {issued.number}" in words
        assert "Member Ltd SRL" in words
        assert f"registered under the code {issued.identifier}" in words
        assert "is a member of Asociația Test Cluster since 15 January 2020." in words
        assert f"https://portal.example.org/verify/{issued.token}/" in words.replace(" ", "") or (
            f"https://portal.example.org/verify/{issued.token}/" in words
        )

    def test_its_code_is_read_as_the_address_to_check_it(self, settings, issued):
        settings.SITE_URL = "https://portal.example.org"

        read = qr.words_of(papers.pdf_of(issued))

        assert read == f"https://portal.example.org/verify/{issued.token}/"

    def test_romanian_first_where_it_is_in_both(self, member, bogdan):
        both = actions.issue(organisation_id=member.pk, language="both", actor=bogdan)

        words = words_on(papers.pdf_of(both))

        assert words.index("Adeverință de membru") < words.index("Certificate of membership")
        assert "15 ianuarie 2020" in words
        assert "15 January 2020" in words

    def test_same_certificate_same_paper_whatever_happens_to_the_member(self, member, issued):
        before = papers.pdf_of(issued)
        Organisation.objects.filter(pk=member.pk).update(legal_name="Renamed", identifier="1")
        Association.objects.update(legal_name="Renamed too")

        assert papers.pdf_of(Certificate.objects.get()) == before
        assert all("yes yes" in font for font in fonts_of(before))

    @pytest.mark.parametrize(
        "name", ["#panic()", "$x$ *b* \\ `r`", "“Ș” <b>&", "🙂 日本", "x" * 200]
    )
    def test_any_name_is_only_words(self, member, bogdan, name):
        Organisation.objects.filter(pk=member.pk).update(legal_name=name)
        certificate = actions.issue(organisation_id=member.pk, language="both", actor=bogdan)

        assert papers.pdf_of(certificate).startswith(b"%PDF-")

    def test_sample_says_that_it_certifies_nothing(self, issued):
        Association.objects.update(is_sample=True)

        assert "certifies nothing" in words_on(papers.pdf_of(issued))


class TestVerify:
    def test_anybody_reads_whether_it_holds_and_nothing_else(self, client, issued, member, bogdan):
        Organisation.objects.filter(pk=member.pk).update(
            email="secret@example.org", phone="0123", street="Hidden Street", staff_count=77
        )

        response = client.get(issued.get_absolute_url())

        page = response.content.decode()
        assert "This certificate is valid" in page
        assert "Member Ltd SRL" in page
        for hidden in ("secret@", "0123", "Hidden", "Bogdan", bogdan.email, member.slug):
            assert hidden not in page
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "no-referrer"

    def test_revoked_says_the_day_and_keeps_the_reason(self, client, office, issued):
        actions.revoke(certificate_id=issued.pk, actor=office, reason="Between us")

        page = client.get(issued.get_absolute_url()).content.decode()

        assert "This certificate was revoked on" in page
        assert "Between us" not in page

    def test_ended_membership_says_so_without_another_act(self, client, issued):
        Membership.objects.update(
            status=MembershipStatus.ENDED, ended_on=timezone.localdate(),
            end_reason=EndReason.EXCLUDED,
        )  # fmt: skip

        page = client.get(issued.get_absolute_url()).content.decode()

        assert "the membership ended on" in page
        assert "excluded" not in page

    @pytest.mark.parametrize("token", ["x", "x" * 32, "%00", "' OR 1=1 --", "ș" * 40])
    def test_an_address_nobody_issued_is_nothing(self, client, issued, token):
        assert client.get(f"/verify/{token}/").status_code == 404

    def test_trying_out_addresses_is_stopped(self, client, issued, monkeypatch):
        monkeypatch.setattr(limits, "PER_PLACE", 2)
        client.get("/verify/one/")
        client.get("/verify/two/")

        response = client.get(issued.get_absolute_url())

        assert response.status_code == 429
        assert response.headers["Retry-After"] == "3600"
        assert "Member Ltd" not in response.content.decode()

    def test_in_romanian(self, client, issued):
        assert "este valabilă" in client.get(f"/ro/verify/{issued.token}/").content.decode()


class TestOffice:
    def test_issues_finds_and_revokes(self, client, office, member):
        client.force_login(office)
        ActiveMemberFactory(display_name="Another")

        page = client.get("/admin/members/certificate/issue/").content.decode()
        assert page.index("Another") < page.index("Member Ltd")
        data = {"organisation": member.pk, "language": "ro", "valid_until": ""}
        client.post("/admin/members/certificate/issue/", data)
        certificate = Certificate.objects.get()
        assert certificate.number in client.get("/admin/members/certificate/").content.decode()
        address = f"/admin/members/certificate/{certificate.pk}/"
        client.post(f"{address}revoke/", {"reason": ""})
        assert Certificate.objects.get().revoked_on is None
        client.post(f"{address}revoke/", {"reason": "A slip"})
        page = client.get(f"{address}change/").content.decode()
        assert "A slip" in page
        assert "Certificate of membership revoked" in page
        assert client.get(f"{address}paper/").headers["Content-Type"] == "application/pdf"

    @pytest.mark.parametrize(("standing", "number"), [("valid", 1), ("revoked", 1), ("over", 1)])
    def test_filters_by_what_it_is_worth(self, client, office, member, bogdan, standing, number):
        for language in ("en", "ro"):
            actions.issue(organisation_id=member.pk, language=language, actor=bogdan)
        revoked = Certificate.objects.first()
        actions.revoke(certificate_id=revoked.pk, actor=office, reason="A slip")
        rests = ActiveMemberFactory()
        actions.issue(organisation_id=rests.pk, language="en", actor=office)
        rests.memberships.update(status=MembershipStatus.SUSPENDED)
        client.force_login(office)

        response = client.get("/admin/members/certificate/", {"standing": standing})

        assert response.context["cl"].result_count == number

    def test_a_day_out_of_reach_is_said_on_the_form(self, client, office, member):
        client.force_login(office)
        day = timezone.localdate() + dt.timedelta(days=3000)

        response = client.post(
            "/admin/members/certificate/issue/",
            {"organisation": member.pk, "language": "ro", "valid_until": day.isoformat()},
        )

        assert "at most two years" in response.content.decode()
