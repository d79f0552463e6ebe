import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.meetings.models import Body, MeetingStatus
from tests.factories.governance import (
    AgendaItemFactory,
    BoardTermFactory,
    ConvenedMeetingFactory,
    MandateFactory,
    MeetingFactory,
    MinutesFactory,
    PlannedMeetingFactory,
    in_days,
)
from tests.factories.members import ActiveMemberFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BOARD = "/board/"
MEETINGS = "/board/meetings/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


class TestBoardPage:
    def test_shows_a_visitor_who_serves_from_when_until_when_and_for_whom(self, client):
        term = BoardTermFactory(
            starts_on=dt.date(2026, 1, 10), ends_on=dt.date(2028, 1, 9), elected_by="Assembly 4"
        )
        member = ActiveMemberFactory(display_name="Works Ltd")
        MandateFactory(
            term=term, office="president", person_name="Petra", user=None, organisation=member
        )
        MandateFactory(term=term, office="executive_director", person_name="Edi", user=None)

        page = text_of(client.get(BOARD))

        assert "Term from 10 January 2026 until 9 January 2028." in page
        assert "Elected by Assembly 4." in page
        assert page.index("Petra") < page.index("Edi")
        assert f'<a href="/members/{member.slug}/">Works Ltd</a>' in page

    def test_links_no_organisation_that_has_no_page(self, client):
        gone = OrganisationFactory(display_name="Gone Ltd")
        MandateFactory(organisation=gone, user=None, person_name="Petra")

        assert f"/members/{gone.slug}/" not in text_of(client.get(BOARD))

    def test_keeps_the_name_of_that_day(self, client):
        person = MandateFactory(person_name="Petra Before").user
        person.full_name = "Petra After"
        person.save()

        page = text_of(client.get(BOARD))

        assert "Petra Before" in page
        assert "Petra After" not in page

    def test_who_left_early_is_not_among_those_who_serve(self, client):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        MandateFactory(person_name="Left", ended_on=yesterday, end_reason="Moved away, privately")

        page = text_of(client.get(BOARD))

        assert "No Board is entered for today" in page
        assert page.index("Others with a mandate in this term") < page.index("Left")
        assert "Moved away" not in page

    def test_keeps_earlier_terms_under_a_disclosure(self, client):
        old = BoardTermFactory(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 12, 31))
        MandateFactory(term=old, person_name="Olden", user=None)

        page = text_of(client.get(BOARD))

        assert "<summary>1 January 2020 to 31 December 2021</summary>" in page
        assert "Olden" in page

    def test_tells_a_visitor_the_day_of_the_next_meeting_and_nothing_more(self, client):
        meeting = ConvenedMeetingFactory(starts_at=in_days(3))
        AgendaItemFactory(meeting=meeting, title="Secret plans")
        PlannedMeetingFactory(starts_at=in_days(9))
        ConvenedMeetingFactory(starts_at=in_days(1), body=Body.ASSEMBLY)
        MeetingFactory(starts_at=in_days(2), status=MeetingStatus.CANCELLED, cancel_reason="Ill")

        page = text_of(client.get(BOARD))

        assert f"Next meeting: {timezone.localtime(meeting.starts_at):%A, %-d %B %Y}" in page
        assert "Secret plans" not in page
        assert meeting.online_url not in page

    def test_shows_what_the_present_board_says_of_itself_in_the_readers_language(self, client):
        BoardTermFactory(about_en="We meet *twice* a month.", about_ro="Ne întâlnim *de două ori*.")

        assert "We meet <em>twice</em> a month." in text_of(client.get(BOARD))
        assert "Ne întâlnim <em>de două ori</em>." in text_of(client.get("/ro/board/"))

    def test_asks_the_same_queries_however_many_serve(self, queries_of, association):
        def serve(years, people):
            for year in years:
                term = BoardTermFactory(
                    starts_on=dt.date(year, 1, 1), ends_on=dt.date(year + 1, 12, 31)
                )
                MandateFactory.create_batch(people, term=term, organisation=ActiveMemberFactory())
            MandateFactory.create_batch(people, organisation=ActiveMemberFactory())

        serve([2010], people=1)
        with_one = queries_of(BOARD)
        serve([2012, 2014], people=2)

        assert queries_of(BOARD) == with_one


class TestMeetingList:
    def test_sends_a_visitor_to_sign_in(self, client):
        response = client.get(MEETINGS)

        assert response.status_code == 302
        assert response.url == f"/accounts/login/?next={MEETINGS}"

    def test_tells_a_stranger_in_words_whom_it_is_for(self, client, carmen):
        client.force_login(carmen)

        response = client.get(MEETINGS)

        assert response.status_code == 403
        assert "for those who represent an active member" in text_of(response)

    def test_shows_members_what_is_ahead_and_what_is_past(self, client, ana):
        ahead = PlannedMeetingFactory(title="Strategy day")
        past = MeetingFactory(title="Long ago")
        client.force_login(ana)

        page = text_of(client.get(MEETINGS))

        assert page.index("Coming") < page.index("Strategy day") < page.index("Past")
        assert page.index("Past") < page.index("Long ago")
        assert ahead.get_absolute_url() in page
        assert past.get_absolute_url() in page

    def test_a_meeting_that_has_begun_is_still_ahead(self, client, ana):
        ConvenedMeetingFactory(title="Now", starts_at=timezone.now() - dt.timedelta(minutes=40))
        client.force_login(ana)

        page = text_of(client.get(MEETINGS))

        assert page.index("Now") < page.index("Past")

    def test_a_called_off_meeting_stays_visible_with_its_state(self, client, ana):
        MeetingFactory(
            title="Off", status=MeetingStatus.CANCELLED, cancel_reason="Ill", starts_at=in_days(3)
        )
        client.force_login(ana)

        page = text_of(client.get(MEETINGS))

        assert page.index("Off") < page.index("cancelled") < page.index("Past")

    def test_a_plan_dropped_unannounced_is_seen_by_the_board_only(self, client, ana, dana):
        MeetingFactory(
            title="Dropped",
            status=MeetingStatus.CANCELLED,
            cancel_reason="Not needed",
            convened_at=None,
        )
        client.force_login(ana)
        assert "Dropped" not in text_of(client.get(MEETINGS))

        client.force_login(dana)
        assert "Dropped" in text_of(client.get(MEETINGS))

    def test_filters_by_body_and_year(self, client, ana):
        MeetingFactory(
            title="Wanted", body=Body.ASSEMBLY, starts_at=dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC)
        )
        other = MeetingFactory(starts_at=dt.datetime(2024, 5, 2, 9, tzinfo=dt.UTC))
        MeetingFactory(title="Later", body=Body.ASSEMBLY)
        client.force_login(ana)

        page = text_of(client.get(MEETINGS, {"body": "assembly", "year": "2024"}))

        assert "Wanted" in page
        assert other.get_absolute_url() not in page
        assert "Later" not in page

    def test_a_year_is_the_associations_not_greenwichs(self, client, ana):
        MeetingFactory(title="New Year", starts_at=dt.datetime(2024, 12, 31, 22, 30, tzinfo=dt.UTC))
        client.force_login(ana)

        assert "New Year" in text_of(client.get(MEETINGS, {"year": "2025"}))

    @pytest.mark.parametrize("nonsense", ["?year=x", "?body=zz", "?page=abc", "?year=9999&page=-4"])
    def test_nonsense_in_the_address_shows_a_list(self, client, ana, nonsense):
        MeetingFactory()
        client.force_login(ana)

        assert client.get(MEETINGS + nonsense).status_code == 200

    def test_has_pages_of_25_and_keeps_the_filter(self, client, ana):
        for day in range(26):
            MeetingFactory(starts_at=in_days(-40 - day))
        client.force_login(ana)

        page = text_of(client.get(MEETINGS, {"body": "board"}))

        assert "1–25 of 26" in page
        assert "?body=board&amp;page=2" in page

    def test_asks_the_same_queries_however_many(self, client, ana, association, queries_of):
        def meet(days):
            for day in days:
                MinutesFactory(meeting__starts_at=in_days(-30 - day))
                ConvenedMeetingFactory(starts_at=in_days(5 + day))

        client.force_login(ana)
        meet([0])
        with_one = queries_of(MEETINGS)
        meet([1, 2])

        assert queries_of(MEETINGS) == with_one


@pytest.mark.parametrize("person", ["ana", "bogdan", "dana", "office"])
@pytest.mark.parametrize("page", ["meeting_list", "minutes_list"])
def test_members_the_board_and_the_office_read(client, request, person, page):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse(f"governance:{page}")).status_code == 200
