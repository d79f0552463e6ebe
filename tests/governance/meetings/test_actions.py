from functools import partial

import pytest
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from governance.meetings import actions
from governance.meetings.actions import Present
from governance.meetings.errors import (
    AttendanceError,
    EmptyAgendaError,
    MeetingError,
    RecordClosedError,
    TimeError,
)
from governance.meetings.models import (
    MEETING_MOVES,
    Body,
    Meeting,
    MeetingEvent,
    MeetingStatus,
    Presence,
)
from members.organisations.models import MembershipStatus, Role
from tests.factories.governance import (
    AgendaItemFactory,
    ConvenedMeetingFactory,
    MandateFactory,
    MeetingFactory,
    PlannedMeetingFactory,
    in_days,
)
from tests.factories.members import ActiveMemberFactory, UserFactory, represent
from tests.governance.racing import race

pytestmark = pytest.mark.django_db


def planned(**values) -> Meeting:
    meeting = PlannedMeetingFactory(**values)
    AgendaItemFactory(meeting=meeting, position=1, title="Budget", title_ro="Bugetul")
    return meeting


def recipients() -> set[str]:
    return set(OutgoingMail.objects.values_list("to_address", flat=True))


def kinds(meeting) -> list[str]:
    return list(HistoryEvent.objects.about(meeting).values_list("kind", flat=True))


def test_every_state_has_its_row_in_the_table_of_moves():
    assert set(MEETING_MOVES) == set(MeetingStatus)


class TestConvene:
    def test_tells_the_board_and_nobody_else(self, office, dana, bogdan):
        meeting = planned()
        UserFactory(email="gone@example.org", is_active=False)

        actions.convene_meeting(meeting_id=meeting.pk, actor=office)

        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.CONVENED
        assert meeting.convened_at is not None
        assert meeting.members_told is False
        assert recipients() == {dana.email}
        assert kinds(meeting) == [MeetingEvent.CONVENED]

    def test_the_notice_carries_agenda_place_link_and_says_why(self, office, dana, settings):
        meeting = planned()

        actions.convene_meeting(meeting_id=meeting.pk, actor=office)

        mail = OutgoingMail.objects.get()
        for content in (mail.text, mail.html):
            assert "Olga Office convenes this meeting" in content
            assert "Budget" in content
            assert "Hall 2" in content
            assert meeting.online_url in content
            assert f"{settings.SITE_URL}/board/meetings/{meeting.pk}/" in content
            assert "because you sit with the Board of Directors" in content
        assert mail.subject.startswith("Meeting convened: Board of Directors, ")
        assert mail.about == meeting

    def test_writes_to_each_in_their_language(self, office, dana):
        dana.language = "ro"
        dana.save()
        meeting = planned()

        actions.convene_meeting(meeting_id=meeting.pk, actor=office)

        mail = OutgoingMail.objects.get()
        assert mail.language == "ro"
        assert "Bugetul" in mail.text
        assert f"/ro/board/meetings/{meeting.pk}/" in mail.text

    def test_on_request_tells_the_primary_contacts_of_active_members(
        self, office, dana, ana, bogdan
    ):
        suspended = ActiveMemberFactory()
        suspended.memberships.update(status=MembershipStatus.SUSPENDED)
        represent(UserFactory(email="late@example.org"), suspended, Role.PRIMARY_CONTACT)
        meeting = planned()

        actions.convene_meeting(meeting_id=meeting.pk, actor=office, tell_members=True)

        assert recipients() == {dana.email, bogdan.email}
        letter = OutgoingMail.objects.get(to_address=bogdan.email)
        assert meeting.online_url not in letter.text + letter.html
        assert "The address for joining online is on the meeting's page." in letter.text

    def test_an_assembly_tells_the_delegates_too_and_each_person_once(self, office, member, bogdan):
        delegate = UserFactory(email="delegate@example.org")
        represent(delegate, member, Role.ASSEMBLY_DELEGATE)
        MandateFactory(user=bogdan)
        meeting = planned(body=Body.ASSEMBLY, is_open_to_members=False)

        actions.convene_meeting(meeting_id=meeting.pk, actor=office, tell_members=True)

        assert sorted(OutgoingMail.objects.values_list("to_address", flat=True)) == [
            bogdan.email,
            delegate.email,
        ]

    def test_refuses_an_empty_agenda(self, office, dana):
        meeting = PlannedMeetingFactory()

        with pytest.raises(EmptyAgendaError, match="Write the agenda first"):
            actions.convene_meeting(meeting_id=meeting.pk, actor=office)

        assert Meeting.objects.get().status == MeetingStatus.PLANNED
        assert not OutgoingMail.objects.exists()

    @pytest.mark.parametrize(
        ("values", "error"),
        [
            ({"starts_at": in_days(-1)}, TimeError),
            ({"place": "", "online_url": ""}, MeetingError),
        ],
    )
    def test_refuses_a_past_or_placeless_meeting(self, office, values, error):
        with pytest.raises(error):
            actions.convene_meeting(meeting_id=planned(**values).pk, actor=office)

    def test_refuses_to_invite_members_to_a_closed_meeting(self, office):
        meeting = planned(is_open_to_members=False)

        with pytest.raises(MeetingError, match="not open to members"):
            actions.convene_meeting(meeting_id=meeting.pk, actor=office, tell_members=True)

    def test_twice_is_refused_and_tells_nobody_again(self, office, dana):
        meeting = planned()
        actions.convene_meeting(meeting_id=meeting.pk, actor=office)

        with pytest.raises(IllegalTransitionError):
            actions.convene_meeting(meeting_id=meeting.pk, actor=office)

        assert OutgoingMail.objects.count() == 1

    def test_is_for_whoever_keeps_meetings(self, ana, dana):
        for person in (ana, dana):
            with pytest.raises(NotAllowedError):
                actions.convene_meeting(meeting_id=planned().pk, actor=person)


class TestMove:
    def test_tells_whoever_got_the_notice_and_keeps_what_stood_before(self, office, dana, bogdan):
        meeting = ConvenedMeetingFactory(members_told=True)

        actions.move_meeting(
            meeting_id=meeting.pk, actor=office, reason="Painters", place_en="Hall 9"
        )

        meeting.refresh_from_db()
        assert meeting.place_en == "Hall 9"
        event = HistoryEvent.objects.about(meeting).get()
        assert event.reason == "Painters"
        assert event.changes == {"place_en": ["Hall 2", "Hall 9"]}
        assert recipients() == {dana.email, bogdan.email}
        assert all("Painters" in mail.text for mail in OutgoingMail.objects.all())

    def test_the_same_values_change_nothing_and_tell_nobody(self, office, dana):
        meeting = ConvenedMeetingFactory()
        values = {"starts_at": meeting.starts_at, "place_en": "Hall 2", "place_ro": ""}

        actions.move_meeting(meeting_id=meeting.pk, actor=office, reason="Again", **values)

        assert kinds(meeting) == []
        assert not OutgoingMail.objects.exists()

    @pytest.mark.parametrize(
        "values",
        [{"starts_at": in_days(-1)}, {"starts_at": in_days(9), "ends_at": in_days(8)}],
    )
    def test_refuses_times_that_cannot_be(self, office, dana, values):
        meeting = ConvenedMeetingFactory()

        with pytest.raises(TimeError):
            actions.move_meeting(meeting_id=meeting.pk, actor=office, reason="x", **values)

        assert not OutgoingMail.objects.exists()

    @pytest.mark.parametrize("factory", [PlannedMeetingFactory, MeetingFactory])
    def test_only_a_convened_meeting_is_moved(self, office, factory):
        with pytest.raises(RecordClosedError):
            actions.move_meeting(
                meeting_id=factory().pk, actor=office, reason="x", place_en="Hall 9"
            )


class TestCancel:
    def test_tells_whoever_got_the_notice_why(self, office, dana, bogdan):
        meeting = ConvenedMeetingFactory(members_told=True)

        actions.cancel_meeting(meeting_id=meeting.pk, actor=office, reason="No quorum expected")

        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.CANCELLED
        assert meeting.cancel_reason == "No quorum expected"
        assert recipients() == {dana.email, bogdan.email}
        assert "No quorum expected" in OutgoingMail.objects.first().text

    def test_members_who_were_not_invited_are_not_told(self, office, dana, bogdan):
        meeting = ConvenedMeetingFactory(members_told=False)

        actions.cancel_meeting(meeting_id=meeting.pk, actor=office, reason="Ill")

        assert recipients() == {dana.email}

    def test_a_plan_is_dropped_without_letters(self, office, dana):
        actions.cancel_meeting(meeting_id=planned().pk, actor=office, reason="Not needed")

        assert Meeting.objects.get().status == MeetingStatus.CANCELLED
        assert not OutgoingMail.objects.exists()

    def test_needs_a_reason(self, office):
        with pytest.raises(MeetingError, match="Say why"):
            actions.cancel_meeting(meeting_id=planned().pk, actor=office, reason=" ")

    def test_a_held_meeting_cannot_be_cancelled(self, office):
        with pytest.raises(IllegalTransitionError):
            actions.cancel_meeting(meeting_id=MeetingFactory().pk, actor=office, reason="x")


class TestHold:
    @pytest.fixture
    def past(self):
        meeting = ConvenedMeetingFactory(starts_at=in_days(-1))
        AgendaItemFactory(meeting=meeting)
        return meeting

    def test_writes_down_who_was_there_as_they_were_that_day(self, office, past):
        mandate = MandateFactory(person_name="Petra", organisation_name="Works", office="president")

        actions.mark_held(
            meeting_id=past.pk,
            actor=office,
            attendance=[Present(Presence.ONLINE, mandate_id=mandate.pk)],
            chair_name="Petra",
        )
        mandate.person_name = "Corrected"
        mandate.save()

        line = past.attendance.get()
        assert (line.person_name, line.organisation_name) == ("Petra", "Works")
        assert (line.office, line.presence) == ("president", Presence.ONLINE)
        past.refresh_from_db()
        assert (past.status, past.chair_name) == (MeetingStatus.HELD, "Petra")
        assert kinds(past) == [MeetingEvent.HELD]

    def test_refuses_when_somebody_of_the_board_is_left_out(self, office, past, dana):
        MandateFactory()
        one = dana.mandates.get()

        with pytest.raises(AttendanceError, match="Say of everybody"):
            actions.mark_held(
                meeting_id=past.pk,
                actor=office,
                attendance=[Present(Presence.IN_ROOM, mandate_id=one.pk)],
            )

        assert not past.attendance.exists()
        assert Meeting.objects.get().status == MeetingStatus.CONVENED

    def test_refuses_a_board_meeting_without_the_board(self, office, past, dana):
        absent = Present(Presence.ABSENT, mandate_id=dana.mandates.get().pk)

        with pytest.raises(AttendanceError, match="cancel the meeting"):
            actions.mark_held(meeting_id=past.pk, actor=office, attendance=[absent])

    def test_asks_those_who_held_an_office_that_day_not_those_of_today(self, office):
        past = ConvenedMeetingFactory(starts_at=in_days(-90))
        AgendaItemFactory(meeting=past)
        late = MandateFactory(starts_on=timezone.localdate())

        with pytest.raises(AttendanceError):
            actions.mark_held(
                meeting_id=past.pk,
                actor=office,
                attendance=[Present(Presence.IN_ROOM, mandate_id=late.pk)],
            )
        actions.mark_held(meeting_id=past.pk, actor=office)

    def test_an_old_meeting_is_entered_without_a_notice(self, office, dana):
        meeting = planned(starts_at=in_days(-3000))

        actions.mark_held(meeting_id=meeting.pk, actor=office)

        assert Meeting.objects.get().status == MeetingStatus.HELD
        assert not OutgoingMail.objects.exists()

    def test_refuses_what_has_not_begun_and_what_has_no_agenda(self, office):
        with pytest.raises(TimeError):
            actions.mark_held(meeting_id=planned().pk, actor=office)
        with pytest.raises(EmptyAgendaError):
            actions.mark_held(
                meeting_id=ConvenedMeetingFactory(starts_at=in_days(-1)).pk, actor=office
            )


@pytest.mark.django_db(transaction=True)
def test_two_people_convening_at_once_convene_once():
    people = UserFactory.create_batch(2, is_superuser=True)
    MandateFactory()
    meeting = planned()

    outcomes = race(
        *(
            partial(actions.convene_meeting, meeting_id=meeting.pk, actor=person)
            for person in people
        )
    )

    assert outcomes == ["done", "IllegalTransitionError"]
    assert kinds(meeting) == [MeetingEvent.CONVENED]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_writing_the_attendance_at_once_write_it_once():
    people = UserFactory.create_batch(2, is_superuser=True)
    mandate = MandateFactory()
    meeting = planned(starts_at=in_days(-1))
    line = Present(Presence.IN_ROOM, mandate_id=mandate.pk)

    outcomes = race(
        *(
            partial(actions.mark_held, meeting_id=meeting.pk, actor=person, attendance=[line])
            for person in people
        )
    )

    assert outcomes == ["done", "IllegalTransitionError"]
    assert meeting.attendance.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_meeting_called_off_while_it_is_moved_ends_in_one_state():
    people = UserFactory.create_batch(2, is_superuser=True)
    meeting = ConvenedMeetingFactory()

    outcomes = race(
        partial(actions.cancel_meeting, meeting_id=meeting.pk, actor=people[0], reason="Ill"),
        partial(
            actions.move_meeting,
            meeting_id=meeting.pk,
            actor=people[1],
            reason="Paint",
            place_en="Hall 9",
        ),
    )

    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.CANCELLED
    moved = MeetingEvent.MOVED in kinds(meeting)
    assert outcomes == (["done", "done"] if moved else ["done", "RecordClosedError"])
