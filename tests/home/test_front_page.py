import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from faq.questions.models import Audience, Visibility
from members.organisations.models import Category, MembershipStatus
from tests.factories.faq import QuestionFactory, UnansweredQuestionFactory
from tests.factories.governance import ConvenedMeetingFactory, MeetingFactory, in_days
from tests.factories.members import ActiveMemberFactory, FeeTableFactory, OrganisationFactory
from tests.factories.working_groups import ProjectFactory, SeatFactory, WorkingGroupFactory
from working_groups.groups.models import GroupStatus
from working_groups.projects.models import ProjectStatus

pytestmark = pytest.mark.django_db


def page(client) -> str:
    response = client.get(reverse("home:home"))
    assert response.status_code == 200
    return response.content.decode()


def test_home_says_what_the_cluster_is_in_its_own_words(client, association):
    association.tagline_en = "Four kinds of organisations, one cluster in one city."
    association.save()

    assert "<h1>Four kinds of organisations, one cluster in one city.</h1>" in page(client)


def test_home_counts_the_active_members_by_strand(client, association):
    ActiveMemberFactory.create_batch(2)
    ActiveMemberFactory(category=Category.UNIVERSITY)
    ActiveMemberFactory(category=Category.AUTHORITY)
    ActiveMemberFactory(category=Category.CATALYST)
    OrganisationFactory(display_name="Not a member")
    suspended = ActiveMemberFactory(display_name="Suspended Ltd")
    suspended.memberships.update(status=MembershipStatus.SUSPENDED)

    response = client.get(reverse("home:home"))

    assert [strand.count for strand in response.context["who"].strands] == [2, 1, 2, 0]
    assert "5 organisations of four kinds" in response.content.decode()
    assert "Not a member" not in response.content.decode()
    assert "Suspended Ltd" not in response.content.decode()


def test_every_point_of_the_drawing_is_a_member(client, association):
    ActiveMemberFactory.create_batch(3)

    assert page(client).count('class="strands__point"') == 3


def test_members_are_named_and_linked(client, association):
    member = ActiveMemberFactory(display_name="Velundra", slug="velundra")

    assert f'<a href="{member.get_absolute_url()}">Velundra</a>' in page(client)


def test_home_offers_questions_of_those_who_consider_joining(client, association):
    QuestionFactory(audiences=[Audience.JOINING], text__title="What does it cost?")
    QuestionFactory(audiences=[Audience.MEMBER], text__title="How do we vote?")
    UnansweredQuestionFactory(audiences=[Audience.JOINING], text__title="What is not known?")
    QuestionFactory(
        audiences=[Audience.JOINING],
        visibility=Visibility.MEMBERS,
        text__title="What do members alone read?",
    )

    content = page(client)

    assert "What does it cost?" in content
    assert "How do we vote?" not in content
    assert "What is not known?" not in content
    assert "What do members alone read?" not in content


def test_home_shows_running_groups_with_the_number_of_their_organisations(client, association):
    seat = SeatFactory(group__name="AI and Data")
    SeatFactory(group=seat.group)
    SeatFactory(group=seat.group, organisation=seat.organisation)
    WorkingGroupFactory(name="Proposed group", status=GroupStatus.PROPOSED)

    content = page(client)

    assert "AI and Data" in content
    assert "2 organisations</p>" in content
    assert "Proposed group" not in content


def test_home_shows_projects_that_run_and_no_others(client, association):
    ProjectFactory(name="Running thing")
    ProjectFactory(name="Past thing", status=ProjectStatus.COMPLETED)
    ProjectFactory(name="Secret plan", status=ProjectStatus.PREPARING)

    content = page(client)

    assert "Running thing" in content
    assert "Past thing" not in content
    assert "Secret plan" not in content


def test_an_applicant_learns_when_the_board_next_meets(client, association):
    meeting = ConvenedMeetingFactory(starts_at=in_days(9))
    MeetingFactory(starts_at=in_days(-5))

    content = page(client)

    day = meeting.starts_at.astimezone(dt.timezone(dt.timedelta(hours=2)))
    assert f"It next meets on {day.day} {day:%B}." in content
    assert "Last met" in content


def test_home_tells_the_span_of_the_fee_and_that_it_is_an_example(client, association):
    FeeTableFactory(year=2026, is_example=True)

    content = page(client)

    assert "between 1,000.00\xa0RON and 3,000.00\xa0RON in 2026" in content
    assert "These are example fees." in content


def test_home_of_an_empty_association_still_says_what_to_do(client, association):
    content = page(client)

    assert "No working group is running at the moment" in content
    assert reverse("members:join") in content
    assert reverse("faq:search") in content


def test_home_asks_the_same_number_of_queries_at_one_and_at_three(client, association):
    def fill() -> None:
        SeatFactory()
        ProjectFactory()
        QuestionFactory(audiences=[Audience.JOINING])
        ConvenedMeetingFactory()

    fill()
    MeetingFactory()
    FeeTableFactory()
    page(client)
    with CaptureQueriesContext(connection) as at_one:
        page(client)
    fill()
    fill()
    with CaptureQueriesContext(connection) as at_three:
        page(client)
    assert len(at_one) == len(at_three) <= 12


def test_reading_the_home_page_sets_no_cookie_and_varies_by_none(client, association):
    response = client.get(reverse("home:home"))

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_home_in_romanian_stands_under_its_own_address(client, association):
    association.tagline_ro = "Patru feluri de organizații, un cluster."
    association.save()

    response = client.get("/ro/")

    assert '<html lang="ro">' in response.content.decode()
    assert "<h1>Patru feluri de organizații, un cluster.</h1>" in response.content.decode()
