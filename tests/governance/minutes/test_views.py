import pytest
from django.urls import reverse
from django.utils import timezone

from governance.meetings.models import Body, MeetingStatus
from governance.minutes.models import Correction
from tests.factories.governance import (
    AgendaItemFactory,
    ApprovedMinutesFactory,
    AttendanceFactory,
    ConvenedMeetingFactory,
    DraftMinutesFactory,
    MeetingFactory,
    MinutesFactory,
    PlannedMeetingFactory,
    in_days,
)
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
MINUTES = "/board/minutes/"
ONLINE = "https://meet.example.org/board"
BODY = """## 1. Budget

The treasurer reported.

> The budget is adopted: 7 for, 1 against, no abstentions.

## 2. Offices

> The office moves.
"""


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def opened(client, meeting, person):
    client.force_login(person)
    return client.get(meeting.get_absolute_url())


@pytest.fixture
def record(db):
    """A held meeting with attendance, agenda and published minutes."""
    meeting = MeetingFactory(
        place="Hall 2", chair_name="Petra President", secretary_name="Silviu Secretary"
    )
    AgendaItemFactory(meeting=meeting, position=1, title="Budget", presenter="Tudor Treasurer")
    AgendaItemFactory(meeting=meeting, position=2, title="Offices")
    AttendanceFactory(meeting=meeting, person_name="Petra President", office="president")
    AttendanceFactory(meeting=meeting, person_name="Mihai Member", presence="excused")
    AttendanceFactory(meeting=meeting, person_name="Gabi Guest", office="", presence="online")
    return MinutesFactory(
        meeting=meeting, number=5, year=2026, body=BODY, approval_reference="Meeting of 3 May"
    )


class TestMeetingPage:
    def test_minutes_read_like_minutes(self, client, ana, record):
        page = text_of(opened(client, record.meeting, ana))

        assert "Minutes no. 5/2026" in page
        assert page.index("Petra President") < page.index("Mihai Member") < page.index("Gabi Guest")
        assert "excused" in page
        assert "Directors present: 1 of 2." in page
        assert page.index("Budget</p>") < page.index("Offices</p>")
        assert "presented by Tudor Treasurer" in page
        decisions = page[page.index('class="decisions"') : page.index('class="prose minutes"')]
        assert "The budget is adopted: 7 for, 1 against, no abstentions." in decisions
        assert "The office moves." in decisions
        assert '<h3 id="h-1-budget">1. Budget</h3>' in page
        assert "Approved: Meeting of 3 May." in page
        assert "Silviu Secretary" in page

    def test_says_so_when_the_minutes_are_in_the_other_language_only(self, client, ana, record):
        client.force_login(ana)

        page = text_of(client.get("/ro" + record.meeting.get_absolute_url()))

        assert '<div class="prose minutes" lang="en">' in page
        assert "The treasurer reported." in page

    def test_shows_the_readers_language_where_there_is_one(self, client, ana):
        minutes = MinutesFactory(body_en="Decided.", body_ro="S-a hotărât.")
        client.force_login(ana)

        page = text_of(client.get("/ro" + minutes.meeting.get_absolute_url()))

        assert "S-a hotărât." in page
        assert "Decided." not in page

    @pytest.mark.parametrize("factory", [DraftMinutesFactory, ApprovedMinutesFactory])
    def test_members_see_nothing_of_what_is_not_published(self, client, ana, factory):
        minutes = factory(body="Not yet for you")
        AttendanceFactory(meeting=minutes.meeting, person_name="Petra President")

        page = text_of(opened(client, minutes.meeting, ana))

        assert "Not yet for you" not in page
        assert "Petra President" not in page
        assert "The minutes are not published yet." in page

    @pytest.mark.parametrize("person", ["dana", "office"])
    def test_the_board_and_the_office_read_drafts(self, client, request, person):
        minutes = DraftMinutesFactory(body="Soon for all")

        page = text_of(opened(client, minutes.meeting, request.getfixturevalue(person)))

        assert "Soon for all" in page
        assert "A draft: only the Board and the office see it." in page

    @pytest.mark.parametrize(
        ("person", "sees"), [("ana", True), ("dana", True), ("office", True), ("guest", False)]
    )
    def test_shows_the_online_address_only_to_those_who_may_attend(
        self, client, request, person, sees
    ):
        meeting = ConvenedMeetingFactory(is_open_to_members=person != "guest")
        reader = request.getfixturevalue("ana" if person == "guest" else person)

        page = text_of(opened(client, meeting, reader))

        assert (ONLINE in page) is sees
        assert ("How to attend" in page) is True

    @pytest.mark.parametrize("status", [MeetingStatus.HELD, MeetingStatus.CANCELLED])
    def test_the_online_address_goes_when_the_meeting_is_over_or_off(self, client, ana, status):
        meeting = MeetingFactory(
            status=status,
            online_url=ONLINE,
            cancel_reason="Ill" if status == MeetingStatus.CANCELLED else "",
        )

        assert ONLINE not in text_of(opened(client, meeting, ana))

    def test_the_agenda_is_the_boards_until_the_meeting_is_convened(self, client, ana, dana):
        meeting = PlannedMeetingFactory()
        AgendaItemFactory(meeting=meeting, title="Early thoughts")

        assert "Early thoughts" not in text_of(opened(client, meeting, ana))
        assert "Early thoughts" in text_of(opened(client, meeting, dana))

    def test_the_agenda_of_a_closed_meeting_stays_with_the_board(self, client, ana, dana):
        meeting = ConvenedMeetingFactory(is_open_to_members=False)
        AgendaItemFactory(meeting=meeting, title="Personnel")

        assert "Personnel" not in text_of(opened(client, meeting, ana))
        assert "This meeting is for the Board alone." in text_of(opened(client, meeting, ana))
        assert "Personnel" in text_of(opened(client, meeting, dana))

    def test_every_member_may_attend_the_assembly(self, client, ana):
        meeting = ConvenedMeetingFactory(body=Body.ASSEMBLY, is_open_to_members=False)

        assert ONLINE in text_of(opened(client, meeting, ana))

    def test_says_why_it_was_called_off(self, client, ana):
        meeting = ConvenedMeetingFactory(status=MeetingStatus.CANCELLED, cancel_reason="No quorum")

        page = text_of(opened(client, meeting, ana))

        assert "This meeting does not take place" in page
        assert "No quorum" in page

    def test_shows_corrections_beneath_the_minutes(self, client, ana, record):
        Correction.objects.create(
            minutes=record, number=1, text="It was *8* for.", approval_reference="Meeting of 9 June"
        )

        page = text_of(opened(client, record.meeting, ana))

        assert "It was <em>8</em> for." in page
        assert "Approved: Meeting of 9 June" in page

    @pytest.mark.parametrize(("person", "sees"), [("ana", False), ("dana", True), ("office", True)])
    def test_only_the_board_and_the_office_see_the_history(self, client, request, person, sees):
        page = text_of(opened(client, MeetingFactory(), request.getfixturevalue(person)))

        assert ('id="history"' in page) is sees

    def test_is_hidden_when_it_is_not_there_and_forbidden_to_strangers(self, client, ana, carmen):
        dropped = MeetingFactory(
            status=MeetingStatus.CANCELLED, cancel_reason="Not needed", convened_at=None
        )

        assert opened(client, dropped, ana).status_code == 404
        assert opened(client, dropped, carmen).status_code == 403
        assert client.get("/board/meetings/1234567890/").status_code == 403
        client.force_login(ana)
        assert client.get("/board/meetings/99999999999999999999/").status_code == 404

    def test_sends_a_visitor_to_sign_in(self, client, record):
        assert client.get(record.meeting.get_absolute_url()).status_code == 302

    def test_cleans_what_people_wrote(self, client, ana):
        minutes = MinutesFactory(
            body="<script>alert(1)</script> [x](javascript:alert(1))\n\n> <img src=x onerror=y>"
        )

        page = text_of(opened(client, minutes.meeting, ana))

        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "<img src=x" not in page

    def test_asks_the_same_queries_however_long_the_meeting(
        self, client, ana, association, queries_of
    ):
        def record(length):
            meeting = MeetingFactory()
            AgendaItemFactory.create_batch(length, meeting=meeting)
            AttendanceFactory.create_batch(length, meeting=meeting)
            minutes = MinutesFactory(meeting=meeting)
            for number in range(length):
                Correction.objects.create(
                    minutes=minutes, number=number, text="x", approval_reference="y"
                )
            return meeting.get_absolute_url()

        client.force_login(ana)

        assert queries_of(record(1)) == queries_of(record(3))


class TestMinutesList:
    @pytest.fixture
    def search(self, client, ana):
        client.force_login(ana)
        return lambda **query: text_of(client.get(MINUTES, query))

    def test_forbids_strangers_in_words_and_sends_visitors_to_sign_in(self, client, carmen):
        assert client.get(MINUTES).status_code == 302
        client.force_login(carmen)
        response = client.get(MINUTES)
        assert response.status_code == 403
        assert "for those who represent an active member" in text_of(response)

    def test_lists_published_minutes_the_newest_first(self, search):
        MinutesFactory(meeting__title="Old", meeting__starts_at=in_days(-90))
        MinutesFactory(meeting__title="New", meeting__starts_at=in_days(-9))

        page = search()

        assert page.index("New") < page.index("Old")

    def test_says_what_to_expect_while_there_are_none(self, search):
        assert "No minutes have been published yet" in search()

    def test_drafts_are_listed_and_found_by_the_board_alone(self, client, ana, dana):
        DraftMinutesFactory(body="The unicorn plan", meeting__title="Hush")
        for query in ({}, {"q": "unicorn"}):
            client.force_login(ana)
            assert "Hush" not in text_of(client.get(MINUTES, query))
            client.force_login(dana)
            assert "Hush" in text_of(client.get(MINUTES, query))

    @pytest.mark.parametrize(
        "words",
        [
            "hotărârea",
            "hotararea",
            "hotărâri",
            "HOTĂRÂREA",
            "hotărârii bugetului",
            "sediului",
            "şedinţă",
            "ședință",
            "sedinta",
        ],
    )
    def test_finds_romanian_words_in_any_form_and_spelling(self, search, words):
        MinutesFactory(
            meeting__title="Wanted",
            body_ro="Hotărârea privind bugetul și sediul a fost luată în ședința din mai.",
        )
        MinutesFactory(meeting__title="Other", body_ro="S-a discutat despre altceva.")

        page = search(q=words)

        assert "Wanted" in page
        assert "Other" not in page

    @pytest.mark.parametrize("words", ["decide", "decided", "deciding budgets", "Popescu", "pope"])
    def test_finds_english_words_names_and_beginnings(self, search, words):
        MinutesFactory(meeting__title="Wanted", body_en="Ms Popescu: it was decided on budgets.")

        assert "Wanted" in search(q=words)

    def test_a_member_reading_english_finds_what_is_written_in_romanian(self, search):
        MinutesFactory(body="", body_ro="Bugetul a fost aprobat.", meeting__title="Wanted")

        page = search(q="buget")

        assert 'lang="ro">… <mark>Bugetul</mark> a fost aprobat' in page

    def test_sets_apart_what_was_found_and_escapes_the_rest(self, search):
        MinutesFactory(body="**Budget** <script>alert('x')</script> & [plan](https://example.org)")

        page = search(q="budget")

        assert "<mark>Budget</mark>" in page
        assert "<script>alert" not in page
        assert "https://example.org" not in page[page.index("<mark>") :]

    def test_signs_of_its_own_in_a_text_do_no_harm(self, search):
        MinutesFactory(body="Budget \ue000 open \ue001\ue001 for ever")

        page = search(q="budget")

        assert page.count("<mark>") == page.count("</mark>") == 1

    @pytest.mark.parametrize(
        "words",
        ["<b>", "'; --", '"', "-", "\x00", "%", "a & !b | (", ":*", "_", "ă" * 5000, "\ue000"],
    )
    def test_any_words_give_a_page(self, search, words):
        MinutesFactory()

        assert "Minutes" in search(q=words)

    def test_says_that_nothing_was_found_and_keeps_the_words(self, search):
        MinutesFactory()

        page = search(q="zebra <i>")

        assert "Nothing in the minutes for “zebra &lt;i&gt;”" in page
        assert 'value="zebra &lt;i&gt;"' in page

    def test_leaves_out_a_word_with_a_minus(self, search):
        MinutesFactory(body="budget and rent", meeting__title="Both")
        MinutesFactory(body="budget alone", meeting__title="Single")

        page = search(q="budget -rent")

        assert "Single" in page
        assert "Both" not in page

    def test_filters_by_year_together_with_words(self, search):
        for year in (2024, 2025):
            MinutesFactory(
                body="budget",
                meeting__title=f"Of {year}",
                meeting__starts_at=timezone.make_aware(timezone.datetime(year, 6, 1, 10)),
            )

        page = search(q="budget", year="2024")

        assert "Of 2024" in page
        assert "Of 2025" not in page
        assert '<option value="2024" selected>2024</option>' in page

    def test_has_pages_and_keeps_the_words(self, search):
        for day in range(26):
            MinutesFactory(body="budget", meeting__starts_at=in_days(-30 - day))

        page = search(q="budget")

        assert "1–25 of 26" in page
        assert "?q=budget&amp;page=2" in page

    @pytest.mark.parametrize("query", [{}, {"q": "budget"}])
    def test_asks_the_same_queries_however_many(self, client, ana, association, queries_of, query):
        client.force_login(ana)
        MinutesFactory(body="budget", meeting__starts_at=in_days(-30))
        with_one = queries_of(MINUTES, **query)
        for day in (31, 32):
            MinutesFactory(body="budget", meeting__starts_at=in_days(-day))

        assert queries_of(MINUTES, **query) == with_one


def test_addresses_are_those_of_the_contract():
    assert reverse("governance:board") == "/board/"
    assert reverse("governance:meeting_list") == "/board/meetings/"
    assert reverse("governance:meeting_detail", args=[7]) == "/board/meetings/7/"
    assert reverse("governance:minutes_list") == "/board/minutes/"


def test_staff_without_permissions_read_but_get_no_way_into_the_office(client):
    person = UserFactory(is_staff=True)
    page = text_of(opened(client, MeetingFactory(), person))

    assert 'id="history"' in page
    assert "Open in the office" not in page
