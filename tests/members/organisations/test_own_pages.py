import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations import actions
from members.organisations.models import Invitation, InvitationStatus, Role
from tests.factories.members import ActiveMemberFactory, UserFactory, represent

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PAGE = {
    "summary_en": "What we do",
    "summary_ro": "Ce facem",
    "description_en": "About *us*",
    "description_ro": "Despre *noi*",
    "competences": "cloud, Payments , cloud,",
    "website": "member.example.org",
    "email": "",
    "phone": "",
    "language": "ro",
}

pytestmark = pytest.mark.usefixtures("association")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


def text(response):
    return response.content.decode()


class TestOrganisation:
    def test_representative_reads_and_is_told_who_changes_it(self, client, member, ana):
        client.force_login(ana)

        page = text(client.get(reverse("members:my_organisation")))

        assert "Member Ltd SRL" in page
        assert "Your administrator can change it" in page
        assert reverse("members:my_organisation_edit") not in page

    def test_stranger_is_told_what_to_do(self, client, carmen):
        client.force_login(carmen)

        for route in ("members:my_organisation", "members:people"):
            assert "You represent no organisation yet" in text(client.get(reverse(route)))

    def test_administrator_writes_the_page_in_both_languages(self, client, member, bogdan):
        client.force_login(bogdan)

        response = client.post(
            reverse("members:my_organisation_edit"),
            {**PAGE, "logo": SimpleUploadedFile("logo.png", PNG)},
        )

        assert response.url == reverse("members:my_organisation")
        member.refresh_from_db()
        assert (member.summary_en, member.summary_ro) == ("What we do", "Ce facem")
        assert "<em>noi</em>" in member.description_html_ro
        assert "<em>us</em>" in member.description_html_en
        assert member.competences == ["cloud", "Payments"]
        assert member.website == "https://member.example.org"
        assert member.logo.name.startswith("logos/")
        event = HistoryEvent.objects.about(member).get()
        assert event.kind == "organisation.edited"
        assert event.changes["summary_ro"] == [None, "Ce facem"]

    def test_saving_without_a_change_writes_no_history(self, client, member, bogdan):
        client.force_login(bogdan)
        for _ in range(2):
            client.post(reverse("members:my_organisation_edit"), PAGE)

        assert HistoryEvent.objects.about(member).count() == 1

    def test_logo_is_kept_removed_and_refused(self, client, member, bogdan):
        client.force_login(bogdan)
        url = reverse("members:my_organisation_edit")
        client.post(url, {**PAGE, "logo": SimpleUploadedFile("logo.png", PNG)})
        client.post(url, PAGE)
        member.refresh_from_db()
        assert member.logo

        response = client.post(
            url, {**PAGE, "logo": SimpleUploadedFile("logo.png", b"<svg>"), "summary_en": "Typed"}
        )
        assert "its content is something else" in text(response)
        assert "Typed" in text(response)

        client.post(url, {**PAGE, "remove_logo": "on"})
        member.refresh_from_db()
        assert not member.logo

    def test_legal_identity_is_not_changed_here(self, client, member, bogdan):
        client.force_login(bogdan)

        client.post(
            reverse("members:my_organisation_edit"),
            {**PAGE, "legal_name": "Mine SRL", "identifier": "1", "display_name": "Mine"},
        )

        member.refresh_from_db()
        assert (member.legal_name, member.display_name) == ("Member Ltd SRL", "Member Ltd")
        assert member.identifier != "1"

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            (", ".join(f"thing {n}" for n in range(13)), "12 at most"),
            ("x" * 61, "Separate the words with commas"),
        ],
    )
    def test_bad_competences_get_a_sentence(self, client, bogdan, typed, says):
        client.force_login(bogdan)

        response = client.post(
            reverse("members:my_organisation_edit"), {**PAGE, "competences": typed}
        )

        assert says in text(response)
        assert typed in text(response)

    def test_representative_changes_nothing(self, client, member, ana):
        client.force_login(ana)
        assert client.get(reverse("members:my_organisation_edit")).status_code == 403
        assert client.post(reverse("members:my_organisation_edit"), PAGE).status_code == 403
        with pytest.raises(NotAllowedError):
            actions.edit_page(organisation_id=member.pk, actor=ana, summary_en="Mine")

    def test_stranger_has_nothing_to_change(self, client, carmen):
        client.force_login(carmen)
        assert client.get(reverse("members:my_organisation_edit")).status_code == 404

    def test_only_fields_of_the_page_are_taken(self, member, bogdan):
        with pytest.raises(TypeError, match="legal_name"):
            actions.edit_page(organisation_id=member.pk, actor=bogdan, legal_name="Mine")


class TestSwitch:
    @pytest.fixture
    def other(self, ana):
        organisation = ActiveMemberFactory(display_name="Z Second")
        represent(ana, organisation, Role.ADMINISTRATOR)
        return organisation

    def test_person_acts_for_one_and_switches_to_the_other(self, client, member, ana, other):
        client.force_login(ana)
        assert "<h1>Member Ltd</h1>" in text(client.get(reverse("members:my_organisation")))

        response = client.post(
            reverse("members:switch_organisation"),
            {"organisation": other.pk, "next": reverse("members:my_organisation")},
            follow=True,
        )

        assert "<h1>Z Second</h1>" in text(response)
        assert "You now act for Z Second" in text(response)
        assert client.get(reverse("members:invite")).status_code == 200

    @pytest.mark.parametrize("target", ["https://evil.example.com/", "//evil.example.com", ""])
    def test_next_stays_in_the_portal(self, client, ana, other, target):
        client.force_login(ana)

        response = client.post(
            reverse("members:switch_organisation"), {"organisation": other.pk, "next": target}
        )

        assert response.url == reverse("home:my")

    @pytest.mark.parametrize("chosen", ["stranger's", "x", ""])
    def test_nobody_acts_for_whom_they_do_not_represent(self, client, ana, other, chosen):
        chosen = ActiveMemberFactory().pk if chosen == "stranger's" else chosen
        client.force_login(ana)

        response = client.post(reverse("members:switch_organisation"), {"organisation": chosen})

        assert response.status_code == 404

    def test_ended_choice_falls_back_to_the_other(self, client, member, ana, other):
        client.force_login(ana)
        client.post(reverse("members:switch_organisation"), {"organisation": other.pk})
        represent(UserFactory(), other, Role.ADMINISTRATOR)
        actions.end_representation(
            representative_id=ana.representations.get(organisation=other).pk, actor=ana
        )

        assert "<h1>Member Ltd</h1>" in text(client.get(reverse("members:my_organisation")))


class TestPeople:
    def test_people_stand_with_their_roles_since_when(self, client, member, ana, bogdan):
        client.force_login(ana)

        page = text(client.get(reverse("members:people")))

        assert "Bogdan Administers" in page
        assert "Primary contact since" in page
        assert reverse("members:invite") not in page

    def test_administrator_finds_what_can_be_done(self, client, member, ana, bogdan):
        client.force_login(bogdan)

        page = text(client.get(reverse("members:people")))

        for route in ("representative_roles", "representative_end"):
            assert reverse(f"members:{route}", args=[ana.representations.get().pk]) in page
        assert reverse("members:leave", args=[bogdan.representations.get().pk]) in page

    def test_queries_stay_the_same(self, client, member, bogdan):
        client.force_login(bogdan)

        def queries_with(count):
            for number in range(count):
                represent(UserFactory(), member, Role.BILLING)
                actions.invite(
                    organisation_id=member.pk,
                    email=f"{count}-{number}@example.org",
                    full_name="Somebody",
                    roles=["billing"],
                    language="en",
                    actor=bogdan,
                )
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("members:people"))
            return len(asked)

        client.get(reverse("members:people"))
        assert queries_with(1) == queries_with(2)

    def test_administrator_invites(self, client, member, bogdan):
        client.force_login(bogdan)

        response = client.post(
            reverse("members:invite"),
            {
                "full_name": "Dan Director",
                "email": "dan@example.org",
                "job_title": "",
                "roles": ["representative"],
                "language": "en",
            },
            follow=True,
        )

        assert "The invitation is on its way to dan@example.org" in text(response)
        assert "Dan Director" in text(response)
        assert OutgoingMail.objects.get().to_address == "dan@example.org"

    def test_invited_name_hides_nothing_and_one_of_nothing_is_asked_again(self, client, bogdan):
        client.force_login(bogdan)
        data = {"email": "dan@example.org", "roles": ["representative"], "language": "en"}

        client.post(reverse("members:invite"), data | {"full_name": "Dan\u202e rotceriD"})
        refused = client.post(reverse("members:invite"), data | {"full_name": "\u200b\u2060"})

        assert Invitation.objects.get().full_name == "Dan rotceriD"
        assert "\u202e" not in OutgoingMail.objects.get().text
        assert "This field is required" in text(refused)

    def test_rule_is_said_on_the_form_and_the_rest_stays(self, client, bogdan, ana):
        client.force_login(bogdan)

        response = client.post(
            reverse("members:invite"),
            {
                "full_name": "Ana Again",
                "email": "ana@example.org",
                "roles": ["billing"],
                "language": "en",
            },
        )

        assert response.status_code == 200
        assert "represents Member Ltd already" in text(response)
        assert "Ana Again" in text(response)

    def test_invitation_is_sent_again_and_taken_back(self, client, member, bogdan):
        client.force_login(bogdan)
        invitation = actions.invite(
            organisation_id=member.pk,
            email="dan@example.org",
            full_name="Dan",
            roles=["billing"],
            language="en",
            actor=bogdan,
        )

        again = client.post(
            reverse("members:invitation_send_again", args=[invitation.pk]), follow=True
        )
        assert "It was sent a moment ago" in text(again)
        Invitation.objects.update(sent_at=invitation.created_at.replace(year=2025))
        client.post(reverse("members:invitation_send_again", args=[invitation.pk]))
        assert OutgoingMail.objects.count() == 2

        back = client.post(
            reverse("members:invitation_take_back", args=[invitation.pk]), follow=True
        )
        assert "The invitation is taken back" in text(back)
        invitation.refresh_from_db()
        assert invitation.status == InvitationStatus.REVOKED

    def test_roles_are_changed_on_the_page(self, client, ana, bogdan):
        client.force_login(bogdan)
        tie = ana.representations.get()

        response = client.post(
            reverse("members:representative_roles", args=[tie.pk]), {"roles": ["billing"]}
        )

        assert response.url == reverse("members:people")
        assert tie.roles_held.open().get().role == Role.BILLING

    def test_last_administrator_is_asked_for_a_successor(self, client, member, ana, bogdan):
        client.force_login(bogdan)
        tie = bogdan.representations.get()
        url = reverse("members:leave", args=[tie.pk])

        assert "Somebody must hold these roles: Primary contact, Administrator" in text(
            client.get(url)
        )
        assert "Please choose who takes over" in text(client.post(url))
        response = client.post(url, {"successor": ana.representations.get().pk})

        assert response.url == reverse("home:my")
        assert not bogdan.representations.open().exists()
        assert Role.ADMINISTRATOR in set(
            ana.representations.get().roles_held.open().values_list("role", flat=True)
        )

    def test_only_person_cannot_leave_and_is_told_why(self, client, bogdan):
        client.force_login(bogdan)
        url = reverse("members:leave", args=[bogdan.representations.get().pk])

        assert "Nobody else could take over" in text(client.get(url))
        assert "must keep these roles filled" in text(client.post(url))
        assert bogdan.representations.open().exists()

    def test_role_that_must_not_stay_empty_is_said_at_the_successor(self, client, ana, bogdan):
        client.force_login(bogdan)
        url = reverse("members:representative_roles", args=[bogdan.representations.get().pk])

        response = client.post(url, {"roles": ["billing"]})

        assert "Choose who takes them over" in response.context["form"].errors["successor"][0]

    def test_administrator_ends_a_colleagues_representation(self, client, ana, bogdan):
        client.force_login(bogdan)
        tie = ana.representations.get()
        address = reverse("members:representative_end", args=[tie.pk])
        roles = reverse("members:representative_roles", args=[tie.pk])
        assert f"End the representation of {ana}?" in client.get(address).content.decode()
        assert f"The roles of {ana}" in client.get(roles).content.decode()

        client.post(address, {"reason": "Changed jobs"})

        assert not ana.representations.open().exists()
        letter = OutgoingMail.objects.get(to_address=ana.email)
        assert "Changed jobs" in letter.text

    def test_ending_oneself_is_leaving(self, client, bogdan):
        client.force_login(bogdan)
        tie = bogdan.representations.get()

        response = client.get(reverse("members:representative_end", args=[tie.pk]))

        assert response.url == reverse("members:leave", args=[tie.pk])

    def test_person_writes_what_they_are_there(self, client, ana):
        client.force_login(ana)
        tie = ana.representations.get()

        client.post(
            reverse("members:oneself", args=[tie.pk]), {"job_title": "CTO", "is_public": "on"}
        )

        tie.refresh_from_db()
        assert (tie.job_title, tie.is_public) == ("CTO", True)

    @pytest.mark.parametrize("route", ["representative_roles", "representative_end"])
    def test_invisible_is_404_and_visible_but_forbidden_403(
        self, client, ana, bogdan, carmen, route
    ):
        url = reverse(f"members:{route}", args=[bogdan.representations.get().pk])

        client.force_login(carmen)
        assert client.get(url).status_code == 404
        client.force_login(ana)
        assert client.get(url).status_code == 403

    @pytest.mark.parametrize("route", ["leave", "oneself"])
    def test_ones_own_pages_are_nobody_elses(self, client, ana, bogdan, route):
        client.force_login(bogdan)

        url = reverse(f"members:{route}", args=[ana.representations.get().pk])
        assert client.get(url).status_code == 404

    @pytest.mark.parametrize("route", ["invitation_send_again", "invitation_take_back"])
    def test_invitations_are_the_administrators(self, client, member, ana, bogdan, carmen, route):
        invitation = actions.invite(
            organisation_id=member.pk,
            email="dan@example.org",
            full_name="Dan",
            roles=["billing"],
            language="en",
            actor=bogdan,
        )
        url = reverse(f"members:{route}", args=[invitation.pk])

        client.force_login(carmen)
        assert client.post(url).status_code == 404
        client.force_login(ana)
        assert client.post(url).status_code == 403
