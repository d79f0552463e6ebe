import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from governance.meetings.models import Attendance, Meeting
from governance.minutes.models import Correction, Minutes, MinutesStatus
from tests.factories.governance import (
    AgendaItemFactory,
    ApprovedMinutesFactory,
    AttendanceFactory,
    DraftMinutesFactory,
    MeetingFactory,
    MinutesFactory,
)

pytestmark = pytest.mark.django_db


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def published():
    meeting = MeetingFactory(place="Hall 2")
    AgendaItemFactory(meeting=meeting, position=1, title="Budget")
    AttendanceFactory(meeting=meeting)
    return MinutesFactory(meeting=meeting)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_minutes SET body_en = 'Other'",
        "UPDATE governance_minutes SET body_ro = 'Altfel'",
        "UPDATE governance_minutes SET status = 'draft', approved_at = NULL, published_at = NULL",
        "UPDATE governance_minutes SET approval_reference = 'Nobody'",
        "UPDATE governance_minutes SET number = 99",
        "DELETE FROM governance_minutes",
        "UPDATE governance_agendaitem SET title_en = 'Other'",
        "DELETE FROM governance_agendaitem",
        "INSERT INTO governance_agendaitem"
        " (meeting_id, position, title, note, note_html, presenter)"
        " SELECT meeting_id, 9, 'Smuggled', '', '', '' FROM governance_minutes",
        "UPDATE governance_attendance SET presence = 'absent'",
        "DELETE FROM governance_attendance",
        "UPDATE governance_meeting SET place_en = 'Elsewhere'",
        "UPDATE governance_meeting SET starts_at = starts_at + interval '1 day'",
        "UPDATE governance_meeting SET status = 'cancelled', cancel_reason = 'x'",
    ],
)
def test_the_database_refuses_to_change_published_minutes_and_their_papers(published, statement):
    with (
        pytest.raises(IntegrityError, match=r"(?i)published|number are not deleted"),
        transaction.atomic(),
    ):
        sql(statement)


def test_nothing_is_moved_onto_a_meeting_with_published_minutes(published):
    stray = AttendanceFactory()

    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        Attendance.objects.filter(pk=stray.pk).update(meeting=published.meeting)


def test_what_members_do_not_read_may_change(published):
    sql("UPDATE governance_meeting SET online_url = ''")
    published.save(update_fields=["body_html", "body_html_en", "body_html_ro"])


def test_html_is_rendered_anew_whatever_the_language_of_the_day(published):
    sql("UPDATE governance_minutes SET body_html_en = 'stale'")
    for language in ("ro", "en"):
        with translation.override(language):
            Minutes.objects.get().save()
            for item in published.meeting.agenda.all():
                item.save()
            Meeting.objects.get(pk=published.meeting_id).save()

    published.refresh_from_db()
    assert published.body_html_en == "<p>The Board met and decided.</p>\n"


@pytest.mark.parametrize("field", ["body_en", "body_ro"])
def test_the_database_refuses_to_change_the_text_of_approved_minutes(field):
    ApprovedMinutesFactory()

    with pytest.raises(IntegrityError, match="return them to draft"), transaction.atomic():
        Minutes.objects.update(**{field: "Other"})


def test_minutes_with_a_number_are_not_deleted_drafts_without_one_may_be():
    with pytest.raises(IntegrityError, match="not deleted"), transaction.atomic():
        ApprovedMinutesFactory().delete()

    DraftMinutesFactory().delete()


def test_a_correction_stays():
    correction = Correction.objects.create(
        minutes=MinutesFactory(), number=1, text="It was 8.", approval_reference="Board, 9 June"
    )

    for statement in (
        "UPDATE governance_correction SET text_en = 'It was 9.'",
        "DELETE FROM governance_correction",
    ):
        with pytest.raises(IntegrityError, match="add another one"), transaction.atomic():
            sql(statement)
    correction.save()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "read"}, "minutes_(status_known|dates_fit_status)"),
        ({"published_at": None}, "minutes_dates_fit_status"),
        ({"number": None, "year": None, "series": ""}, "minutes_numbered_when_approved"),
        ({"year": None}, "minutes_number_whole"),
    ],
)
def test_the_database_refuses_what_must_never_be(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MinutesFactory(**values)


def test_a_number_is_given_once():
    MinutesFactory(number=3)

    with pytest.raises(IntegrityError, match="minutes_number_once"), transaction.atomic():
        MinutesFactory(number=3)


def test_visible_to_follows_who_reads(ana, dana, carmen, office):
    draft, published = DraftMinutesFactory(), MinutesFactory()

    assert set(Minutes.objects.visible_to(office)) == {draft, published}
    assert set(Minutes.objects.visible_to(dana)) == {draft, published}
    assert set(Minutes.objects.visible_to(ana)) == {published}
    assert not Minutes.objects.visible_to(carmen).exists()


def test_worklists_know_what_waits():
    draft, approved = DraftMinutesFactory(), ApprovedMinutesFactory()
    MinutesFactory()
    unwritten = MeetingFactory()

    assert list(Minutes.objects.to_approve()) == [draft]
    assert list(Minutes.objects.to_publish()) == [approved]
    assert list(Meeting.objects.without_minutes()) == [unwritten]
    assert set(MinutesStatus) == {"draft", "approved", "published"}
