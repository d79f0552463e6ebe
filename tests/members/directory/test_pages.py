import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.organisations import actions
from members.organisations.models import (
    Category,
    EndReason,
    MembershipStatus,
    Objective,
    Role,
)
from tests.factories.members import (
    ActiveMemberFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    represent,
)
from tests.factories.working_groups import ProjectFactory, SeatFactory, WorkingGroupFactory
from working_groups.groups.models import GroupStatus
from working_groups.projects.models import ProjectParticipant, ProjectStatus

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40

pytestmark = pytest.mark.usefixtures("association")


def listed(client, **query):
    response = client.get(reverse("members:organisation_list"), query)
    assert response.status_code == 200
    return [str(one) for one in response.context["page"]]


def text_of(client, thing):
    return client.get(thing.get_absolute_url()).content.decode()


class TestList:
    def test_only_active_members_are_listed(self, client):
        ActiveMemberFactory(display_name="Active")
        OrganisationFactory(display_name="Unknown")
        MembershipFactory(
            organisation__display_name="Awaiting",
            status=MembershipStatus.AWAITING_PAYMENT,
            started_on=None,
        )
        MembershipFactory(organisation__display_name="Rests", status=MembershipStatus.SUSPENDED)
        MembershipFactory(
            organisation__display_name="Left",
            status=MembershipStatus.ENDED,
            ended_on=dt.date(2024, 1, 1),
            end_reason=EndReason.RESIGNED,
        )
        MembershipFactory(
            organisation__display_name="Later",
            started_on=timezone.localdate() + dt.timedelta(days=1),
        )

        assert listed(client) == ["Active"]

    def test_order_is_a_readers_not_a_machines(self, client):
        for name in ("zebra", "Șoim", "Stejar", "Arin", "Ăla", "sos"):
            ActiveMemberFactory(display_name=name)

        assert listed(client) == ["Ăla", "Arin", "Șoim", "sos", "Stejar", "zebra"]

    @pytest.mark.parametrize(
        "words", ["stiinta", "ȘTIINȚĂ", "cyber", "security cluj", "medicina", "legal name"]
    )
    def test_member_is_found_by_name_competence_sentence_and_town(self, client, words):
        ActiveMemberFactory(
            display_name="Știință Nouă",
            legal_name="The Legal Name SRL",
            competences=["cybersecurity", "cloud"],
            summary_en="Software for hospitals",
            summary_ro="Programe pentru medicină",
            city="Cluj-Napoca",
        )
        ActiveMemberFactory(display_name="Other", legal_name="Other SRL")

        assert listed(client, q=words) == ["Știință Nouă"]

    def test_category_filters_and_all_are_counted(self, client):
        ActiveMemberFactory.create_batch(2, category=Category.COMPANY)
        university = ActiveMemberFactory(category=Category.UNIVERSITY)

        response = client.get(reverse("members:organisation_list"), {"category": "university"})

        assert list(response.context["page"]) == [university]
        assert response.context["in_any_category"] == 3
        counts = {one.value: one.number for one in response.context["categories"]}
        assert (counts["company"], counts["university"]) == (2, 1)

    def test_objective_filters_and_each_choice_is_counted(self, client):
        skills = Objective.objects.create(name_en="Skills", name_ro="Competențe")
        Objective.objects.create(name_en="Nobody's", name_ro="Al nimănui")
        for name in ("One", "Two", "Three"):
            member = ActiveMemberFactory(display_name=name)
            if name != "Three":
                skills.organisations.add(member)

        assert listed(client, objective=skills.pk) == ["One", "Two"]
        assert listed(client, objective="nonsense") == ["One", "Three", "Two"]
        response = client.get("/members/", {"objective": skills.pk, "q": "company"})
        assert [(one.label, one.number) for one in response.context["objectives"]] == [
            ("Skills", len(response.context["page"]))
        ]
        assert "?q=company" in response.content.decode()  # the way to take the choice away

    def test_competence_filters_in_any_spelling_and_each_choice_is_counted(self, client):
        for name, competences, category in (
            ("One", ["Știința datelor", "Cloud"], Category.COMPANY),
            ("Two", ["știința datelor"], Category.UNIVERSITY),
            ("Three", ["Știința datelor"], Category.COMPANY),
            ("Four", ["Robotics"], Category.COMPANY),
        ):
            ActiveMemberFactory(display_name=name, competences=competences, category=category)

        assert listed(client, competence="Stiinta datelor") == ["One", "Three", "Two"]
        assert listed(client, competence="știința datelor", category="university") == ["Two"]
        response = client.get(reverse("members:organisation_list"), {"category": "company"})
        counts = [(one.label, one.number) for one in response.context["competences"]]
        assert counts == [("Știința datelor", 2), ("Cloud", 1), ("Robotics", 1)]

    def test_address_of_a_narrowed_list_can_be_shared_and_taken_apart(self, client):
        ActiveMemberFactory.create_batch(30, competences=["Cloud"], city="Cluj")

        page = client.get("/members/?q=cluj&competence=cloud&category=company&page=2")
        text = page.content.decode()
        assert "?q=cluj&amp;competence=cloud&amp;category=company&amp;page=1" in text
        assert "?q=cluj&amp;category=company" in text  # without the competence
        assert "?q=cluj&amp;competence=cloud" in text  # without the category
        assert '<input type="hidden" name="competence" value="cloud">' in text

    @pytest.mark.parametrize("query", [{"category": "x"}, {"page": "x"}, {"page": "-1"}])
    def test_nonsense_in_the_address_is_ignored(self, client, query):
        ActiveMemberFactory(display_name="Here")

        assert listed(client, **query) == ["Here"]

    def test_null_byte_in_the_search_does_no_harm(self, client):
        ActiveMemberFactory(display_name="A and B")

        assert listed(client, q="a\0b") == ["A and B"]

    def test_empty_register_says_how_to_join(self, client):
        response = client.get(reverse("members:organisation_list"))

        assert "There are no members yet" in response.content.decode()

    def test_search_without_result_leads_back(self, client):
        ActiveMemberFactory()

        response = client.get(reverse("members:organisation_list"), {"q": "qqqq"})

        assert "No member fits" in response.content.decode()

    def test_list_is_paged(self, client):
        ActiveMemberFactory.create_batch(26)

        assert len(listed(client)) == 25
        assert len(listed(client, page=2)) == 1

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_stay_the_same(self, client, django_assert_num_queries, count):
        ActiveMemberFactory.create_batch(count, competences=["cloud"])

        with django_assert_num_queries(5):
            client.get(reverse("members:organisation_list"))

    def test_romanian_list_shows_the_other_language_as_such(self, client):
        ActiveMemberFactory(summary_en="Only in English", summary_ro="")

        page = client.get("/ro/members/").content.decode()

        assert '<p class="row__text" lang="en">Only in English</p>' in page


class TestPage:
    def test_public_part_is_public(self, client):
        member = ActiveMemberFactory(
            display_name="Member Ltd",
            competences=["cloud"],
            description_en="**Bold** words <script>alert(1)</script>",
            website="https://member.example.org",
        )

        page = text_of(client, member)

        assert "member since 15 January 2020" in page
        assert "<strong>Bold</strong>" in page
        assert "<script>alert" not in page
        assert "https://member.example.org" in page
        assert "?competence=cloud" in page
        assert ">History<" not in page

    def test_who_is_no_member_has_no_public_page(self, client, carmen):
        organisation = OrganisationFactory()

        assert client.get(organisation.get_absolute_url()).status_code == 404
        client.force_login(carmen)
        assert client.get(organisation.get_absolute_url()).status_code == 404

    def test_its_own_people_see_it_before_it_is_active(self, client):
        membership = MembershipFactory(status=MembershipStatus.AWAITING_PAYMENT, started_on=None)
        person = UserFactory()
        represent(person, membership.organisation, Role.ADMINISTRATOR)
        client.force_login(person)

        page = text_of(client, membership.organisation)

        assert "The public does not see this page" in page
        assert "awaiting the first payment" in page

    def test_people_are_named_only_if_they_want(self, client, member, ana, bogdan):
        actions.describe_oneself(
            representative_id=ana.representations.get().pk,
            actor=ana,
            job_title="CTO",
            is_public=True,
        )

        page = text_of(client, member)

        assert "Ana Represents" in page
        assert "CTO" in page
        assert "Bogdan Administers" not in page
        assert "ana@example.org" not in page

    def test_history_is_for_its_people_and_the_office(
        self, client, member, ana, bogdan, carmen, office
    ):
        actions.edit_page(organisation_id=member.pk, actor=bogdan, summary_en="New")

        for person, sees in ((ana, True), (office, True), (carmen, False)):
            client.force_login(person)
            assert ("Public page changed" in text_of(client, member)) is sees

    def test_groups_and_projects_are_shown_as_far_as_one_may_see_them(
        self, client, member, ana, office
    ):
        shown = SeatFactory(user=ana, organisation=member).group
        hidden = SeatFactory(
            user=ana,
            organisation=member,
            group=WorkingGroupFactory(name="Secret Plan", status=GroupStatus.PROPOSED),
        ).group
        running = ProjectFactory(name="Running One", status=ProjectStatus.RUNNING)
        planned = ProjectFactory(name="Planned One", status=ProjectStatus.PREPARING)
        for project in (running, planned):
            ProjectParticipant.objects.create(project=project, organisation=member)

        page = text_of(client, member)
        assert shown.name in page
        assert "Running One" in page
        assert hidden.name not in page
        assert "Planned One" not in page
        client.force_login(office)
        page = text_of(client, member)
        assert hidden.name in page
        assert "Planned One" in page

    def test_queries_stay_the_same(self, client, member, ana):
        def queries_with(count):
            for _ in range(count):
                SeatFactory(user=ana, organisation=member)
                ProjectParticipant.objects.create(
                    project=ProjectFactory(status=ProjectStatus.RUNNING), organisation=member
                )
                represent(UserFactory(), member).__class__.objects.update(is_public=True)
            with CaptureQueriesContext(connection) as asked:
                client.get(member.get_absolute_url())
            return len(asked)

        assert queries_with(1) == queries_with(2)


class TestLogo:
    @pytest.fixture
    def with_logo(self, member, bogdan, settings, tmp_path):
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path},
            },
        }
        actions.edit_page(
            organisation_id=member.pk, actor=bogdan, logo=SimpleUploadedFile("a.png", PNG)
        )
        member.refresh_from_db()
        return member

    def test_logo_of_a_member_is_public_and_kept_by_browsers(self, client, with_logo):
        url = reverse("members:organisation_logo", args=[with_logo.slug])
        response = client.get(url)

        assert b"".join(response.streaming_content) == PNG
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"].startswith("public")
        assert url in text_of(client, with_logo)

    def test_logo_of_who_is_no_member_is_hidden(self, client, with_logo):
        with_logo.memberships.update(status=MembershipStatus.SUSPENDED)

        url = reverse("members:organisation_logo", args=[with_logo.slug])
        assert client.get(url).status_code == 404

    def test_without_a_logo_there_is_none(self, client, member):
        url = reverse("members:organisation_logo", args=[member.slug])
        assert client.get(url).status_code == 404
