import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cluster_portal.home import worklists
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail
from cluster_portal.toolkit.numbering.models import NumberSeries
from governance.meetings.models import MeetingEvent
from tests.factories.governance import MeetingFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
MAILS = "/admin/toolkit/outgoingmail/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def letter(**values) -> OutgoingMail:
    sent = values.get("status", MailStatus.SENT) in (MailStatus.SENT, MailStatus.KEPT)
    return OutgoingMail.objects.create(
        **{
            "to_address": "ana@example.org",
            "to_name": "Ana",
            "language": "en",
            "subject": "Tea",
            "text": "Tea for <b>Ana</b>",
            "html": "<p>Tea for <b>Ana</b></p><script>alert(1)</script>",
            "status": MailStatus.SENT,
            "sent_at": timezone.now() if sent else None,
        }
        | values
    )


def page(mail, name="change") -> str:
    return reverse(f"admin:toolkit_outgoingmail_{name}", args=[mail.pk])


@pytest.fixture
def admin_client(client, office):
    client.force_login(office)
    return client


def staff_with(*codenames):
    person = UserFactory(is_staff=True)
    person.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return person


class TestMails:
    def test_are_found_by_address_name_subject_and_key(self, admin_client):
        letter(subject="Wanted", to_address="maria@example.org", to_name="Maria", key="fee-7")
        letter(subject="Other")

        for words in ("maria@", "Maria", "Wanted", "fee-7"):
            listed = text_of(admin_client.get(MAILS, {"q": words}))
            assert "Wanted" in listed
            assert ">Other<" not in listed

    def test_are_filtered_by_state_and_language(self, admin_client):
        letter(subject="Wanted", status=MailStatus.FAILED, language="ro")
        letter(subject="Other")

        listed = text_of(
            admin_client.get(MAILS, {"status__exact": "failed", "language__exact": "ro"})
        )

        assert "Wanted" in listed
        assert ">Other<" not in listed

    def test_show_their_text_as_text(self, admin_client):
        content = text_of(admin_client.get(page(letter())))

        assert "Tea for &lt;b&gt;Ana&lt;/b&gt;" in content
        assert "<script>alert" not in content

    def test_show_their_html_on_a_page_that_cannot_act(self, admin_client):
        mail = letter()
        assert page(mail, "html") in text_of(admin_client.get(page(mail)))

        response = admin_client.get(page(mail, "html"))

        assert response.content.decode() == mail.html
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert "sandbox" in policy
        assert "default-src 'none'" in policy
        assert not [part for part in policy if part.startswith(("script-src", "connect-src"))]
        assert response.headers["X-Frame-Options"] == "DENY"
        assert "no-store" in response.headers["Cache-Control"]

    def test_the_page_around_keeps_the_strict_policy(self, admin_client, settings):
        response = admin_client.get(page(letter()))

        policy = response.headers["Content-Security-Policy"]
        assert policy == settings.CONTENT_SECURITY_POLICY

    @pytest.mark.parametrize("status", [MailStatus.QUEUED, MailStatus.FAILED])
    def test_a_secret_is_not_shown_to_the_office(self, admin_client, settings, status):
        settings.MAIL_SECRETS_STAY = False
        mail = letter(is_secret=True, text="Your code is 424242", html="424242", status=status)

        content = text_of(admin_client.get(page(mail)))

        assert "424242" not in content
        assert "It carries a secret" in content
        assert admin_client.get(page(mail, "html")).status_code == 403

    def test_on_ones_own_machine_it_is_where_one_reads_a_sign_in_code(self, admin_client, settings):
        settings.MAIL_SECRETS_STAY = True
        mail = letter(is_secret=True, text="Your code is 424242")

        assert "424242" in text_of(admin_client.get(page(mail)))

    def test_cannot_be_written_changed_or_deleted_by_hand(self, admin_client):
        mail = letter()

        assert admin_client.get(reverse("admin:toolkit_outgoingmail_add")).status_code == 403
        assert admin_client.post(page(mail), {"subject": "Other"}).status_code == 403
        assert admin_client.post(page(mail, "delete"), {"post": "yes"}).status_code == 403
        admin_client.post(
            MAILS, {"action": "delete_selected", "_selected_action": mail.pk, "post": "yes"}
        )
        mail.refresh_from_db()
        assert mail.subject == "Tea"

    def test_the_list_asks_the_same_queries_however_many(
        self, admin_client, association, django_assert_max_num_queries
    ):
        letter()
        admin_client.get(MAILS)
        with django_assert_max_num_queries(30) as captured:
            admin_client.get(MAILS)
        with_one = len(captured)
        letter()
        letter()

        with django_assert_max_num_queries(with_one):
            admin_client.get(MAILS)


class TestSendAgain:
    @pytest.mark.parametrize(
        ("values", "offered"),
        [
            ({"status": MailStatus.FAILED}, True),
            ({"status": MailStatus.SENT}, True),
            ({"status": MailStatus.KEPT}, True),
            ({"status": MailStatus.QUEUED}, False),
            ({"text": "", "html": ""}, False),
        ],
    )
    def test_is_offered_where_it_can_help(self, admin_client, values, offered):
        mail = letter(**values)

        assert (page(mail, "again") in text_of(admin_client.get(page(mail)))) is offered

    def test_is_offered_for_a_letter_that_has_waited_long(self, admin_client):
        mail = letter(status=MailStatus.QUEUED)
        OutgoingMail.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))

        assert page(mail, "again") in text_of(admin_client.get(page(mail)))

    def test_queues_the_letter_and_says_so(self, admin_client):
        mail = letter(status=MailStatus.FAILED, last_error="no route", attempts=8)

        response = admin_client.post(page(mail, "again"), follow=True)

        assert "The mail is on its way once more." in text_of(response)
        mail.refresh_from_db()
        assert (mail.status, mail.last_error, mail.attempts) == (MailStatus.QUEUED, "", 0)
        assert ProcrastinateJob.objects.filter(args={"mail_id": mail.pk}).count() == 1

    def test_says_why_a_removed_secret_cannot_go_out(self, admin_client):
        mail = letter(is_secret=True, text="", html="")

        response = admin_client.post(page(mail, "again"), follow=True)

        assert "ask for a new one instead" in text_of(response)

    def test_is_a_button_and_not_a_link(self, admin_client):
        mail = letter(status=MailStatus.FAILED)

        assert admin_client.get(page(mail, "again")).status_code == 405
        mail.refresh_from_db()
        assert mail.status == MailStatus.FAILED

    def test_needs_the_permission(self, client):
        mail = letter(status=MailStatus.FAILED)
        client.force_login(staff_with("view_outgoingmail"))

        assert page(mail, "again") not in text_of(client.get(page(mail)))
        assert client.post(page(mail, "again")).status_code == 403
        mail.refresh_from_db()
        assert mail.status == MailStatus.FAILED


@pytest.mark.parametrize("name", ["outgoingmail", "historyevent", "numberseries"])
def test_staff_without_the_permission_see_nothing(client, name):
    client.force_login(staff_with("view_meeting"))

    assert client.get(reverse(f"admin:toolkit_{name}_changelist")).status_code == 403
    assert client.get(page(letter(), "html")).status_code == 403


class TestHistory:
    @pytest.fixture
    def event(self, office):
        meeting = MeetingFactory(title="Strategy day")
        return history.record(
            subject=meeting,
            kind=MeetingEvent.MOVED,
            actor=office,
            reason="Painters",
            changes={"place": ["Hall 2", ""], "agenda": [["One"], ["One", "Two"]]},
        )

    def test_is_found_by_subject_actor_and_reason(self, admin_client, event):
        for words in ("Strategy", "Olga", "Painters"):
            listed = text_of(admin_client.get("/admin/toolkit/historyevent/", {"q": words}))
            assert "Time or place changed" in listed
        nothing = text_of(admin_client.get("/admin/toolkit/historyevent/", {"q": "zebra"}))
        assert "0 history" in nothing

    def test_is_filtered_by_what_happened_in_words(self, admin_client, event):
        history.record(subject=event.subject, kind=MeetingEvent.CANCELLED)

        listed = text_of(
            admin_client.get("/admin/toolkit/historyevent/", {"kind": "meeting.moved"})
        )

        assert "1 history event" in listed
        assert "Meeting cancelled" in listed[listed.index("By what happened") :]

    def test_leads_to_its_subject_and_shows_what_changed(self, admin_client, event):
        content = text_of(
            admin_client.get(reverse("admin:toolkit_historyevent_change", args=[event.pk]))
        )

        assert f'href="/admin/governance/meeting/{event.subject_id}/change/"' in content
        assert "place: Hall 2 → –" in content
        assert "agenda: One → One; Two" in content

    def test_is_read_only(self, admin_client, event):
        address = reverse("admin:toolkit_historyevent_change", args=[event.pk])

        assert admin_client.post(address, {"reason": "Other"}).status_code == 403
        assert admin_client.get(reverse("admin:toolkit_historyevent_add")).status_code == 403
        delete = reverse("admin:toolkit_historyevent_delete", args=[event.pk])
        assert admin_client.post(delete, {"post": "yes"}).status_code == 403
        assert HistoryEvent.objects.get().reason == "Painters"


def test_number_series_are_read_only(admin_client):
    series = NumberSeries.objects.create(series="A", year=2026, last=7)
    address = reverse("admin:toolkit_numberseries_change", args=[series.pk])

    assert "7" in text_of(admin_client.get(address))
    assert admin_client.post(address, {"last": 1}).status_code == 403
    assert admin_client.get(reverse("admin:toolkit_numberseries_add")).status_code == 403
    series.refresh_from_db()
    assert series.last == 7


def test_failed_mails_stand_on_the_admins_first_page(admin_client, office):
    mail = letter(status=MailStatus.FAILED, subject="Bounced")
    letter(subject="Fine")

    listed = {each.title: each for each in worklists.for_staff(office)}["Mails that failed"]

    assert list(listed.rows) == [mail]
    assert listed.count == 1
    assert listed.first == [(mail, page(mail))]
    assert list(admin_client.get(listed.url).context["cl"].queryset) == [mail]
    assert "Bounced" in text_of(admin_client.get(reverse("admin:index")))
