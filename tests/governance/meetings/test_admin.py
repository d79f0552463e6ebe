import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from governance.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingEvent,
    MeetingStatus,
    Presence,
)
from tests.factories.governance import (
    AgendaItemFactory,
    ApprovedMinutesFactory,
    AttendanceFactory,
    ConvenedMeetingFactory,
    MandateFactory,
    MeetingFactory,
    MinutesFactory,
    PlannedMeetingFactory,
    in_days,
)
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page(meeting, move="change") -> str:
    if move == "change":
        return reverse("admin:governance_meeting_change", args=[meeting.pk])
    return reverse(f"admin:governance_meeting_{move}", args=[meeting.pk])


def agenda_of(meeting) -> list[tuple[int, str]]:
    return list(meeting.agenda.order_by("position").values_list("position", "title_en"))


def posted(meeting, items=(), new=(), **values) -> dict:
    """The meeting's form in the admin: `items` are (item, position), `new` (position, title)."""
    starts_at = timezone.localtime(meeting.starts_at)
    form = {
        "body": meeting.body,
        "title_en": meeting.title_en or "",
        "title_ro": "",
        "is_open_to_members": "on",
        "starts_at_0": starts_at.strftime("%Y-%m-%d"),
        "starts_at_1": starts_at.strftime("%H:%M:%S"),
        "ends_at_0": "",
        "ends_at_1": "",
        "place_en": meeting.place_en or "",
        "place_ro": "",
        "online_url": meeting.online_url,
        "chair_name": meeting.chair_name,
        "secretary_name": meeting.secretary_name,
        "agenda-TOTAL_FORMS": len(items) + len(new),
        "agenda-INITIAL_FORMS": len(items),
    }
    for row, (item, position) in enumerate(items):
        form |= {
            f"agenda-{row}-id": item.pk,
            f"agenda-{row}-meeting": meeting.pk,
            f"agenda-{row}-position": position,
            f"agenda-{row}-title_en": item.title_en,
            f"agenda-{row}-title_ro": "",
            f"agenda-{row}-presenter": item.presenter,
            f"agenda-{row}-note_en": item.note_en or "",
            f"agenda-{row}-note_ro": "",
        }
    for row, (position, title) in enumerate(new, start=len(items)):
        form |= {
            f"agenda-{row}-meeting": meeting.pk,
            f"agenda-{row}-position": position,
            f"agenda-{row}-title_en": title,
        }
    return form | values


@pytest.fixture
def admin_client(client, office):
    client.force_login(office)
    return client


class TestAgenda:
    def test_items_are_put_in_order_by_their_numbers_and_numbered_anew(self, admin_client):
        meeting = PlannedMeetingFactory()
        first = AgendaItemFactory(meeting=meeting, position=1, title="First")
        second = AgendaItemFactory(meeting=meeting, position=2, title="Second")

        response = admin_client.post(
            page(meeting),
            posted(meeting, items=[(first, 2), (second, 1)], new=[("", "Last"), (2, "Between")]),
        )

        assert response.status_code == 302, text_of(response)
        assert agenda_of(meeting) == [(1, "Second"), (2, "First"), (3, "Between"), (4, "Last")]

    def test_an_item_may_be_written_in_romanian_alone(self, admin_client, ana):
        meeting = ConvenedMeetingFactory()

        response = admin_client.post(
            page(meeting),
            posted(meeting, new=[(1, "")], **{"agenda-0-title_ro": "Bugetul"}),
        )

        assert response.status_code == 302, text_of(response)
        admin_client.force_login(ana)
        assert "Bugetul" in text_of(admin_client.get(meeting.get_absolute_url()))

    def test_an_item_needs_a_title_in_one_language_at_least(self, admin_client):
        meeting = PlannedMeetingFactory()

        response = admin_client.post(
            page(meeting),
            posted(meeting, new=[(1, "")], **{"agenda-0-presenter": "Kept as typed"}),
        )

        assert "Write a title in at least one language." in text_of(response)
        assert "Kept as typed" in text_of(response)
        assert agenda_of(meeting) == []

    def test_a_change_after_convening_stands_in_the_history(self, admin_client, office):
        meeting = ConvenedMeetingFactory()
        item = AgendaItemFactory(meeting=meeting, position=1, title="First")

        admin_client.post(page(meeting), posted(meeting, items=[(item, 1)], new=[(2, "Added")]))

        event = HistoryEvent.objects.about(meeting).get()
        assert event.kind == MeetingEvent.AGENDA_CHANGED
        assert event.actor_id == office.pk
        assert event.changes == {"agenda": [["First"], ["First", "Added"]]}

    @pytest.mark.parametrize("factory", [ApprovedMinutesFactory, MinutesFactory])
    def test_stays_as_it_was_once_the_minutes_are_approved(self, admin_client, factory):
        meeting = MeetingFactory()
        item = AgendaItemFactory(meeting=meeting, position=1, title="First")
        factory(meeting=meeting)

        response = admin_client.post(page(meeting), posted(meeting, items=[(item, 5)]))

        assert response.status_code == 403
        assert agenda_of(meeting) == [(1, "First")]


class TestPage:
    def test_time_and_place_of_a_convened_meeting_are_not_fields(self, admin_client):
        meeting = ConvenedMeetingFactory()

        content = text_of(admin_client.get(page(meeting)))

        assert 'name="starts_at_0"' not in content
        assert 'name="place_en"' not in content
        assert "Change time or place" in content

    def test_the_state_cannot_be_typed(self, admin_client):
        meeting = PlannedMeetingFactory()

        admin_client.post(page(meeting), posted(meeting, status="held"))

        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.PLANNED

    @pytest.mark.parametrize(
        ("factory", "days", "moves"),
        [
            (PlannedMeetingFactory, 5, {"convene", "cancel"}),
            (PlannedMeetingFactory, -5, {"hold"}),
            (ConvenedMeetingFactory, 5, {"move", "cancel"}),
            (ConvenedMeetingFactory, -5, {"hold", "cancel"}),
            (MeetingFactory, -5, set()),
        ],
    )
    def test_offers_the_moves_that_are_possible_now(self, admin_client, factory, days, moves):
        meeting = factory(starts_at=in_days(days))

        content = text_of(admin_client.get(page(meeting)))

        offered = {
            name
            for name in ("convene", "move", "cancel", "hold")
            if f"/{meeting.pk}/{name}/" in content
        }
        assert offered == moves

    def test_only_a_plan_can_be_deleted(self, admin_client):
        plan, convened, held = PlannedMeetingFactory(), ConvenedMeetingFactory(), MeetingFactory()
        for meeting in (plan, convened, held):
            delete = reverse("admin:governance_meeting_delete", args=[meeting.pk])
            admin_client.post(delete, {"post": "yes"})

        assert set(Meeting.objects.all()) == {convened, held}

    def test_the_list_has_no_action_that_deletes(self, admin_client):
        PlannedMeetingFactory()

        listed = text_of(admin_client.get(reverse("admin:governance_meeting_changelist")))

        assert "delete_selected" not in listed

    def test_the_list_asks_the_same_queries_however_many(
        self, admin_client, association, queries_of
    ):
        address = reverse("admin:governance_meeting_changelist")
        MinutesFactory(meeting__starts_at=in_days(-30))
        with_one = queries_of(address)
        for day in (31, 32):
            MinutesFactory(meeting__starts_at=in_days(-day))

        assert queries_of(address) == with_one

    def test_a_meetings_page_asks_the_same_queries_however_long_its_papers(
        self, admin_client, association, queries_of
    ):
        meeting = MeetingFactory()
        address = page(meeting)
        AgendaItemFactory(meeting=meeting)
        AttendanceFactory(meeting=meeting)
        with_one = queries_of(address)
        AgendaItemFactory.create_batch(2, meeting=meeting)
        AttendanceFactory.create_batch(2, meeting=meeting)

        assert queries_of(address) == with_one

    @pytest.mark.parametrize("stage", ["ahead", "to_close", "without_minutes"])
    def test_the_list_finds_by_what_is_to_be_done(self, admin_client, stage):
        rows = {
            "ahead": PlannedMeetingFactory(title="Ahead"),
            "to_close": ConvenedMeetingFactory(title="Unclosed", starts_at=in_days(-5)),
            "without_minutes": MeetingFactory(title="Unwritten"),
        }
        MinutesFactory(meeting__title="Done")

        listed = text_of(
            admin_client.get(reverse("admin:governance_meeting_changelist"), {"stage": stage})
        )

        assert [name for name, row in rows.items() if f">{row.title}<" in listed] == [stage]
        assert ">Done<" not in listed


class TestMoves:
    def test_convene_asks_first_and_then_sends_the_notice(self, admin_client, dana):
        meeting = PlannedMeetingFactory()
        AgendaItemFactory(meeting=meeting)

        assert "14 days before the meeting" in text_of(admin_client.get(page(meeting, "convene")))
        assert not OutgoingMail.objects.exists()
        response = admin_client.post(page(meeting, "convene"), {}, follow=True)

        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.CONVENED
        assert "The meeting is convened" in text_of(response)
        assert [mail.to_address for mail in OutgoingMail.objects.all()] == [dana.email]

    def test_convene_without_an_agenda_says_what_is_missing(self, admin_client):
        meeting = PlannedMeetingFactory()

        content = text_of(admin_client.post(page(meeting, "convene"), {"tell_members": "on"}))

        assert "Write the agenda first" in content
        assert "checked" in content

    def test_move_shows_the_present_values_and_keeps_what_was_typed(self, admin_client):
        meeting = ConvenedMeetingFactory()
        begins = timezone.localtime(meeting.starts_at).strftime("%Y-%m-%dT%H:%M")
        assert begins in text_of(admin_client.get(page(meeting, "move")))

        past = text_of(
            admin_client.post(
                page(meeting, "move"),
                {"starts_at": "2020-01-01T10:00", "place_en": "Hall 9", "reason": "Paint"},
            )
        )

        assert "This is in the past." in past
        assert 'value="Hall 9"' in past

    def test_move_reads_the_hour_in_the_associations_zone(self, admin_client):
        meeting = ConvenedMeetingFactory()
        year = timezone.localdate().year + 1

        admin_client.post(
            page(meeting, "move"),
            {"starts_at": f"{year}-07-01T10:00", "place_en": "Hall 9", "reason": "Paint"},
        )

        meeting.refresh_from_db()
        assert meeting.starts_at == dt.datetime(year, 7, 1, 7, tzinfo=dt.UTC)
        assert meeting.place_en == "Hall 9"

    def test_cancel_needs_a_reason(self, admin_client):
        meeting = ConvenedMeetingFactory()

        content = text_of(admin_client.post(page(meeting, "cancel"), {"reason": "  "}))

        assert "This field is required." in content
        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.CONVENED

    def test_hold_takes_the_attendance_of_everybody(self, admin_client):
        meeting = ConvenedMeetingFactory(
            starts_at=timezone.make_aware(dt.datetime(2026, 11, 3, 22))  # noqa: DTZ001 - made aware here
        )
        AgendaItemFactory(meeting=meeting)
        petra = MandateFactory(office="president", person_name="Petra", organisation_name="Works")
        mihai = MandateFactory(person_name="Mihai")
        form = text_of(admin_client.get(page(meeting, "hold")))
        assert form.index("Petra, President") < form.index("Mihai, Member of the Board")
        assert 'value="Petra"' in form

        response = admin_client.post(
            page(meeting, "hold"),
            {
                f"mandate_{petra.pk}": "in_room",
                f"mandate_{mihai.pk}": "excused",
                "others": "Gabi Guest, Guests Ltd\n\n  Silviu  ",
                "chair_name": "Petra",
                "secretary_name": "Silviu",
                "ended": "00:30",
            },
        )

        assert response.status_code == 302, text_of(response)
        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.HELD
        assert meeting.ends_at == meeting.starts_at + dt.timedelta(hours=2, minutes=30)
        assert list(
            meeting.attendance.values_list("person_name", "office", "organisation_name", "presence")
        ) == [
            ("Petra", "president", "Works", Presence.IN_ROOM),
            ("Mihai", "member", "", Presence.EXCUSED),
            ("Gabi Guest", "", "Guests Ltd", Presence.IN_ROOM),
            ("Silviu", "", "", Presence.IN_ROOM),
        ]

    def test_hold_says_at_whose_name_the_choice_is_missing(self, admin_client, dana):
        meeting = ConvenedMeetingFactory(starts_at=in_days(-1))
        AgendaItemFactory(meeting=meeting)

        content = text_of(admin_client.post(page(meeting, "hold"), {"chair_name": "Kept as typed"}))

        assert "This field is required." in content
        assert "Kept as typed" in content
        assert not Attendance.objects.exists()

    @pytest.mark.parametrize("move", ["convene", "move", "cancel", "hold"])
    def test_staff_without_the_permission_are_refused(self, client, move):
        meeting = PlannedMeetingFactory()
        person = UserFactory(is_staff=True)
        person.user_permissions.add(Permission.objects.get(codename="view_meeting"))
        client.force_login(person)

        assert client.get(page(meeting)).status_code == 200
        assert client.get(page(meeting, move)).status_code == 403
        assert client.post(page(meeting, move), {"reason": "x"}).status_code == 403
        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.PLANNED

    def test_staff_with_the_permission_keep_meetings_and_their_papers(self, client):
        meeting = PlannedMeetingFactory()
        person = UserFactory(is_staff=True)
        person.user_permissions.add(
            *Permission.objects.filter(codename__in=["view_meeting", "change_meeting"])
        )
        client.force_login(person)

        client.post(page(meeting), posted(meeting, new=[(1, "Written by staff")]))
        client.post(page(meeting, "convene"), {})

        meeting.refresh_from_db()
        assert meeting.status == MeetingStatus.CONVENED
        assert agenda_of(meeting) == [(1, "Written by staff")]


def test_attendance_put_right_stands_in_the_history(admin_client, office):
    meeting = MeetingFactory()
    item = AgendaItemFactory(meeting=meeting, position=1)
    line = AttendanceFactory(meeting=meeting, person_name="Petra", presence="absent")
    rows = {
        "attendance-TOTAL_FORMS": 1,
        "attendance-INITIAL_FORMS": 1,
        "attendance-0-id": line.pk,
        "attendance-0-meeting": meeting.pk,
        "attendance-0-person_name": "Petra",
        "attendance-0-organisation_name": "",
        "attendance-0-office": "member",
        "attendance-0-presence": "in_room",
    }

    response = admin_client.post(page(meeting), posted(meeting, items=[(item, 1)], **rows))

    assert response.status_code == 302, text_of(response)
    line.refresh_from_db()
    assert line.presence == Presence.IN_ROOM
    event = HistoryEvent.objects.about(meeting).get()
    assert (event.kind, event.actor_id) == (MeetingEvent.ATTENDANCE_CHANGED, office.pk)


def test_agenda_positions_swap_within_one_transaction():
    meeting = MeetingFactory()
    AgendaItemFactory(meeting=meeting, position=1)
    AgendaItemFactory(meeting=meeting, position=2)

    AgendaItem.objects.filter(meeting=meeting, position=1).update(position=3)
    AgendaItem.objects.filter(meeting=meeting, position=2).update(position=1)

    assert sorted(meeting.agenda.values_list("position", flat=True)) == [1, 3]
