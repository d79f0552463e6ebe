import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cluster_portal.home import worklists
from cluster_portal.toolkit.mail.models import OutgoingMail
from governance.minutes.models import Minutes, MinutesStatus
from tests.factories.governance import (
    AgendaItemFactory,
    ApprovedMinutesFactory,
    ConvenedMeetingFactory,
    DraftMinutesFactory,
    MeetingFactory,
    MinutesFactory,
    in_days,
)
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page(minutes, move="change") -> str:
    return reverse(f"admin:governance_minutes_{move}", args=[minutes.pk])


def written(minutes, **values) -> dict:
    return {
        "body_en": minutes.body_en,
        "body_ro": "",
        "seen_at": minutes.updated_at.isoformat(),
        **values,
    }


@pytest.fixture
def admin_client(client, office):
    client.force_login(office)
    return client


def test_minutes_are_begun_from_their_meeting_and_open_for_writing(admin_client):
    meeting = MeetingFactory()
    AgendaItemFactory(meeting=meeting, position=1, title="Budget")
    begin = reverse("admin:governance_minutes_begin", args=[meeting.pk])
    change = reverse("admin:governance_meeting_change", args=[meeting.pk])
    assert begin in text_of(admin_client.get(change))
    assert "The agenda becomes their headings" in text_of(admin_client.get(begin))

    response = admin_client.post(begin, {}, follow=True)

    minutes = Minutes.objects.get()
    assert response.redirect_chain[-1][0] == page(minutes)
    assert "## 1. Budget" in text_of(response)
    assert begin not in text_of(admin_client.get(change))


def test_a_draft_is_written_in(admin_client):
    minutes = DraftMinutesFactory()

    response = admin_client.post(page(minutes), written(minutes, body_en="New", body_ro="Nou"))

    assert response.status_code == 302, text_of(response)
    minutes.refresh_from_db()
    assert (minutes.body_en, minutes.body_ro) == ("New", "Nou")
    assert minutes.body_html_ro == "<p>Nou</p>\n"


def test_a_colleagues_text_is_not_written_over_and_ones_own_is_kept_on_the_page(admin_client):
    minutes = DraftMinutesFactory()
    opened = written(minutes, body_en="Mine, not lost")
    minutes.body_en = "Theirs"
    minutes.save()

    response = admin_client.post(page(minutes), opened)

    assert "Somebody else has saved this draft since you opened it." in text_of(response)
    assert "Mine, not lost" in text_of(response)
    minutes.refresh_from_db()
    assert minutes.body_en == "Theirs"


@pytest.mark.parametrize("factory", [ApprovedMinutesFactory, MinutesFactory])
def test_approved_minutes_are_read_and_not_written(admin_client, factory):
    minutes = factory()

    assert 'name="body_en"' not in text_of(admin_client.get(page(minutes)))
    assert admin_client.post(page(minutes), written(minutes, body_en="X")).status_code == 403
    minutes.refresh_from_db()
    assert minutes.body_en == "The Board met and decided."


@pytest.mark.parametrize(
    ("factory", "moves"),
    [
        (DraftMinutesFactory, {"approve"}),
        (ApprovedMinutesFactory, {"publish", "return"}),
        (MinutesFactory, {"correct"}),
    ],
)
def test_offers_the_moves_that_are_possible_now(admin_client, factory, moves):
    minutes = factory()

    content = text_of(admin_client.get(page(minutes)))

    every = ("approve", "return", "publish", "correct")
    assert {move for move in every if page(minutes, move) in content} == moves


def test_the_way_from_draft_to_published_and_corrected(admin_client, association):
    minutes = DraftMinutesFactory(body="Done.", meeting__starts_at=in_days(-20))
    year = minutes.meeting.day.year

    said = admin_client.post(
        page(minutes, "approve"), {"approval_reference": "Board, 3 May"}, follow=True
    )
    assert f"The minutes are approved and have the number 1/{year}." in text_of(said)
    assert "A letter goes to the Board" in text_of(admin_client.get(page(minutes, "publish")))
    said = admin_client.post(page(minutes, "publish"), {}, follow=True)
    assert "The minutes are published." in text_of(said)
    said = admin_client.post(
        page(minutes, "correct"),
        {"text_en": "It was 8.", "approval_reference": "Board, 9 June"},
        follow=True,
    )

    assert "It was 8." in text_of(said)
    minutes.refresh_from_db()
    assert minutes.status == MinutesStatus.PUBLISHED
    assert minutes.corrections.count() == 1
    assert [mail.to_address for mail in OutgoingMail.objects.all()] == [association.email]


def test_publishing_twice_says_why_not(admin_client):
    minutes = ApprovedMinutesFactory()
    admin_client.post(page(minutes, "publish"), {})

    again = text_of(admin_client.post(page(minutes, "publish"), {}))

    assert "cannot become “published to members”" in again


def test_an_unfinished_draft_is_said_and_the_reference_kept(admin_client):
    minutes = DraftMinutesFactory(body="## 1. Budget\n\n## 2. End\n\nThanks.")

    content = text_of(
        admin_client.post(page(minutes, "approve"), {"approval_reference": "Board, 3 May"})
    )

    assert "Nothing is written under: 1. Budget." in content
    assert 'value="Board, 3 May"' in content


@pytest.mark.parametrize("move", ["approve", "return", "publish", "correct"])
def test_staff_without_the_permission_are_refused(client, move):
    minutes = ApprovedMinutesFactory()
    person = UserFactory(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_minutes"))
    client.force_login(person)

    assert client.get(page(minutes)).status_code == 200
    assert client.post(page(minutes, move), {"reason": "x"}).status_code == 403
    begin = reverse("admin:governance_minutes_begin", args=[MeetingFactory().pk])
    assert client.post(begin, {}).status_code == 403
    minutes.refresh_from_db()
    assert minutes.status == MinutesStatus.APPROVED


def test_minutes_are_neither_added_by_hand_nor_deleted(admin_client):
    minutes = DraftMinutesFactory()

    assert admin_client.get(reverse("admin:governance_minutes_add")).status_code == 403
    assert admin_client.post(page(minutes, "delete"), {"post": "yes"}).status_code == 403
    listed = text_of(admin_client.get(reverse("admin:governance_minutes_changelist")))
    assert "delete_selected" not in listed
    assert Minutes.objects.exists()


def test_the_list_asks_the_same_queries_however_many(admin_client, association, queries_of):
    address = reverse("admin:governance_minutes_changelist")
    MinutesFactory(meeting__starts_at=in_days(-30))
    with_one = queries_of(address, q="decided")
    for day in (31, 32):
        MinutesFactory(meeting__starts_at=in_days(-day))

    assert queries_of(address, q="decided") == with_one


class TestWorklists:
    @pytest.fixture
    def rows(self):
        return {
            "Meetings to close": ConvenedMeetingFactory(starts_at=in_days(-3)),
            "Held meetings without minutes": MeetingFactory(),
            "Minutes to finish and approve": DraftMinutesFactory(),
            "Minutes to publish": ApprovedMinutesFactory(),
        }

    def test_show_what_waits(self, rows, office):
        MinutesFactory()
        found = {worklist.title: list(worklist.rows) for worklist in worklists.for_staff(office)}

        assert {title: found[title] for title in rows} == {
            title: [row] for title, row in rows.items()
        }

    def test_lead_to_the_same_rows_in_the_admin(self, rows, admin_client, office):
        for worklist in worklists.for_staff(office):
            if worklist.title in rows:
                response = admin_client.get(worklist.url)
                assert list(response.context["cl"].queryset) == [rows[worklist.title]]

    def test_are_for_those_who_may_act_on_them(self, rows):
        person = UserFactory(is_staff=True)
        person.user_permissions.add(Permission.objects.get(codename="change_meeting"))
        person = type(person).objects.get(pk=person.pk)

        titles = {worklist.title for worklist in worklists.for_staff(person)}

        assert titles == {"Meetings to close"}
