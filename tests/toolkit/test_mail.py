"""The outbox: written with the change, sent once, tried again, kept or given up, and sent again."""

import smtplib
import threading
from email.utils import parseaddr
from types import SimpleNamespace

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cluster_portal.toolkit.mail import actions, tasks
from cluster_portal.toolkit.mail.errors import MailError
from cluster_portal.toolkit.mail.models import MAIL_MOVES, MailStatus, OutgoingMail
from tests.factories.governance import MeetingFactory
from tests.factories.members import AssociationFactory

TEMPLATES = {
    "kettle/boiled.subject.txt": "{% autoescape off %}Tea for {{ to_name }}{% endautoescape %}",
    "kettle/boiled.txt": "{% autoescape off %}Tea for {{ to_name }}. {{ why }} "
    "{{ association.name }}{% endautoescape %}",
    "kettle/boiled.html": "<p>Tea for {{ to_name }}. {{ why }} {{ link }}</p>",
}


@pytest.fixture(autouse=True)
def letters(settings):
    """A letter of these tests: kettle/boiled."""
    (engine,) = settings.TEMPLATES
    loaders = [
        ("django.template.loaders.locmem.Loader", TEMPLATES),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    options = {**engine["OPTIONS"], "loaders": loaders}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]


@pytest.fixture(autouse=True)
def empty_queue(request):
    """The worker's tables are not Django's: what other tests left in them is taken out."""
    if "django_db" in request.keywords:
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")


def write(**values) -> OutgoingMail:
    letter = {
        "template": "kettle/boiled",
        "to_address": "ana@example.org",
        "to_name": "Ana",
        "language": "en",
        "why": "You wanted tea.",
    }
    return actions.send_mail(**letter | values)


def jobs() -> list[int]:
    """The mails that wait in the worker's queue."""
    return [job.args["mail_id"] for job in ProcrastinateJob.objects.order_by("pk")]


def deliver(letter: OutgoingMail, attempts: int = 0) -> OutgoingMail:
    """What the worker does with a job that was tried `attempts` times before."""
    context = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    tasks.deliver(context, mail_id=letter.pk)
    letter.refresh_from_db()
    return letter


class Server(EmailBackend):
    """A mail server that answers with `error` as long as there is one."""

    error: Exception | None = None

    def send_messages(self, messages):
        if self.error:
            raise self.error
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch, mailoutbox):
    settings.EMAIL_BACKEND = f"{__name__}.Server"

    def answers(error: Exception | None) -> None:
        monkeypatch.setattr(Server, "error", error)

    answers(None)
    return answers


def refusal(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"ana@example.org": (code, b"no")})


@pytest.mark.django_db
class TestWriting:
    def test_a_letter_has_subject_text_and_html_and_says_why_it_comes(self, association):
        letter = write(context={"link": "https://example.org/tea"}, about=association)

        letter.refresh_from_db()
        assert letter.subject == "Tea for Ana"
        assert letter.text == "Tea for Ana. You wanted tea. Test Cluster\n"
        assert letter.html == "<p>Tea for Ana. You wanted tea. https://example.org/tea</p>"
        assert letter.status == MailStatus.QUEUED
        assert letter.about == association
        assert jobs() == [letter.pk]

    def test_text_is_for_readers_and_html_is_escaped(self):
        letter = write(to_name="Ana <b> & Co")

        assert "Tea for Ana <b> & Co." in letter.text
        assert "Tea for Ana &lt;b&gt; &amp; Co." in letter.html

    def test_it_is_written_in_the_readers_language(self):
        letter = write(language="ro", why=gettext_lazy("Monday"))

        assert "luni" in letter.text.lower()
        assert letter.language == "ro"

    def test_links_are_absolute(self, settings):
        settings.SITE_URL = "https://portal.example.org"

        assert actions.absolute("/board/") == "https://portal.example.org/board/"

    def test_a_missing_template_is_an_error_of_ours_and_leaves_nothing(self):
        with pytest.raises(TemplateDoesNotExist):
            write(template="kettle/melted")

        assert not OutgoingMail.objects.exists()
        assert jobs() == []

    def test_the_same_key_is_one_letter(self):
        first = write(key="tea-1")
        second = write(key="tea-1", to_address="other@example.org")

        assert second == first
        assert OutgoingMail.objects.get().to_address == "ana@example.org"
        assert jobs() == [first.pk]

    def test_without_a_key_each_call_is_a_letter(self):
        write()
        write()

        assert OutgoingMail.objects.count() == 2

    @pytest.mark.parametrize(
        "name", ["Ana\r\nBcc: all@example.org", "Ana\nX: y", "Ana\r", "\u2028Ana\x0bB"]
    )
    def test_no_line_of_a_name_becomes_a_header(self, name, mailoutbox):
        letter = deliver(write(to_name=name))

        assert letter.status == MailStatus.SENT
        assert "\n" not in letter.subject + letter.to_name
        (sent,) = mailoutbox
        assert sent.recipients() == [sent.to[0]]
        message = sent.message()
        assert parseaddr(message["To"])[1] == "ana@example.org"
        assert message["Bcc"] is None
        assert message["X"] is None

    @pytest.mark.parametrize(
        "name", ["Popescu, Ana", 'Ana "the boss"', "Ana <x@evil.example>", "Ștefănescu Ană", "A;B"]
    )
    def test_any_name_leaves_the_address_alone(self, name, mailoutbox):
        deliver(write(to_name=name))

        assert parseaddr(mailoutbox[0].message()["To"])[1] == "ana@example.org"

    @pytest.mark.parametrize("address", ["", "no address", "a@b\nBcc: c@example.org"])
    def test_an_address_that_cannot_be_written_to_is_told_and_not_tried_for_hours(self, address):
        letter = deliver(write(to_address=address))

        assert letter.status == MailStatus.FAILED
        assert letter.last_error
        assert letter.attempts == 1


@pytest.mark.django_db(transaction=True)
class TestWithTheTransaction:
    def test_a_rollback_leaves_neither_letter_nor_job(self):
        with transaction.atomic():
            write()
            transaction.set_rollback(True)

        assert not OutgoingMail.objects.exists()
        assert jobs() == []

    def test_a_commit_sends_once_by_the_worker(self, mailoutbox):
        with transaction.atomic():
            letter = write()
            assert not mailoutbox

        work()

        letter.refresh_from_db()
        assert letter.status == MailStatus.SENT
        assert letter.sent_at is not None
        assert [message.subject for message in mailoutbox] == ["Tea for Ana"]
        work()
        assert len(mailoutbox) == 1

    def test_a_job_that_runs_twice_sends_once(self, mailoutbox):
        letter = write()
        tasks.deliver.defer(mail_id=letter.pk)
        assert jobs() == [letter.pk, letter.pk]

        work()

        letter.refresh_from_db()
        assert len(mailoutbox) == 1
        assert letter.attempts == 1

    def test_a_job_whose_letter_is_gone_ends(self, mailoutbox):
        tasks.deliver.defer(mail_id=123_456)

        work()

        assert ProcrastinateJob.objects.get().status == "succeeded"
        assert not mailoutbox

    def test_an_attempt_that_fails_is_put_off_and_made_again(self, server, mailoutbox):
        server(OSError("no route to host"))
        letter = write()

        work()
        letter.refresh_from_db()
        assert (letter.status, letter.attempts) == (MailStatus.QUEUED, 1)
        assert letter.last_error == "OSError: no route to host"
        job = ProcrastinateJob.objects.get()
        assert (job.status, job.attempts) == ("todo", 1)
        assert job.scheduled_at is not None

        server(None)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
        work()
        letter.refresh_from_db()
        assert (letter.status, letter.attempts, letter.last_error) == (MailStatus.SENT, 2, "")
        assert len(mailoutbox) == 1

    def test_two_writers_of_one_key_write_one_letter(self):
        AssociationFactory()
        start, found = threading.Barrier(2), []

        def run() -> None:
            try:
                with transaction.atomic():
                    MeetingFactory()
                    start.wait(timeout=10)
                    found.append(write(key="tea-1").pk)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(found) == 2
        assert len(set(found)) == 1
        assert OutgoingMail.objects.count() == 1
        assert len(jobs()) == 1

    def test_two_workers_with_one_letter_send_it_once(self, mailoutbox):
        letter = write()
        start = threading.Barrier(2)

        def run() -> None:
            try:
                start.wait(timeout=10)
                tasks.deliver(SimpleNamespace(job=None), mail_id=letter.pk)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(mailoutbox) == 1


def work() -> None:
    """Run the worker until its queue is empty."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@pytest.mark.django_db
class TestSending:
    def test_the_message_has_both_forms_its_language_and_says_that_a_machine_wrote_it(
        self, mailoutbox, settings
    ):
        deliver(write(language="ro"))

        (sent,) = mailoutbox
        assert sent.to == ["Ana <ana@example.org>"]
        assert sent.from_email == settings.DEFAULT_FROM_EMAIL
        assert sent.body.startswith("Tea for Ana.")
        (alternative,) = sent.alternatives
        assert alternative.mimetype == "text/html"
        assert alternative.content.startswith("<p>Tea for Ana.")
        assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
        assert sent.extra_headers["Content-Language"] == "ro"

    @pytest.mark.parametrize(
        "error",
        [
            OSError("no route"),
            smtplib.SMTPServerDisconnected("bye"),
            smtplib.SMTPAuthenticationError(535, b"wrong password"),
            refusal(450),
            RuntimeError("a surprise"),
        ],
    )
    def test_what_may_pass_is_tried_again(self, server, error):
        server(error)
        letter = write()

        with pytest.raises(type(error)):
            deliver(letter)

        letter.refresh_from_db()
        assert (letter.status, letter.attempts) == (MailStatus.QUEUED, 1)
        assert type(error).__name__ in letter.last_error

    def test_the_last_attempt_gives_up_and_the_letter_waits_for_the_office(self, server):
        server(OSError("no route"))
        letter = write()
        for attempt in range(tasks.ATTEMPTS - 1):
            with pytest.raises(OSError, match="no route"):
                deliver(letter, attempts=attempt)

        letter = deliver(letter, attempts=tasks.ATTEMPTS - 1)

        assert (letter.status, letter.attempts) == (MailStatus.FAILED, tasks.ATTEMPTS)
        assert list(OutgoingMail.objects.failed()) == [letter]

    def test_an_address_that_the_server_does_not_know_fails_at_once(self, server):
        server(refusal(550))

        assert deliver(write()).status == MailStatus.FAILED

    def test_without_a_server_it_is_kept_and_counts_as_done(self, settings, mailoutbox):
        settings.MAIL_IS_KEPT = True

        letter = deliver(write())

        assert letter.status == MailStatus.KEPT
        assert letter.sent_at is not None
        assert letter.text.startswith("Tea for Ana")
        assert not mailoutbox

    def test_what_is_not_waiting_is_left_alone(self, mailoutbox):
        letter = deliver(write())

        deliver(letter)

        assert len(mailoutbox) == 1
        assert letter.attempts == 1


@pytest.mark.django_db
class TestSecrets:
    def test_a_secret_is_removed_once_it_is_sent(self, settings, mailoutbox):
        settings.MAIL_SECRETS_STAY = False

        letter = deliver(write(is_secret=True))

        assert (letter.text, letter.html) == ("", "")
        assert mailoutbox[0].body.startswith("Tea for Ana")

    def test_it_stays_until_then(self, settings, server):
        settings.MAIL_SECRETS_STAY = False
        server(OSError("no route"))
        letter = write(is_secret=True)

        with pytest.raises(OSError, match="no route"):
            deliver(letter)

        letter.refresh_from_db()
        assert letter.text

    def test_on_ones_own_machine_it_stays_to_be_read(self, settings):
        settings.MAIL_SECRETS_STAY = True

        assert deliver(write(is_secret=True)).text

    def test_other_letters_keep_their_text(self, settings):
        settings.MAIL_SECRETS_STAY = False

        assert deliver(write()).text

    def test_what_was_removed_cannot_be_sent_again(self, settings):
        settings.MAIL_SECRETS_STAY = False
        letter = deliver(write(is_secret=True))

        with pytest.raises(MailError, match="ask for a new one"):
            actions.send_again(mail_id=letter.pk)

        letter.refresh_from_db()
        assert letter.status == MailStatus.SENT


@pytest.mark.django_db
class TestAgain:
    def test_a_failed_letter_goes_out_as_it_was_written(self, server, mailoutbox):
        server(refusal(550))
        letter = deliver(write())
        server(None)

        actions.send_again(mail_id=letter.pk)

        letter.refresh_from_db()
        assert (letter.status, letter.attempts, letter.last_error) == (MailStatus.QUEUED, 0, "")
        assert jobs() == [letter.pk, letter.pk]
        assert deliver(letter).status == MailStatus.SENT
        assert [message.subject for message in mailoutbox] == ["Tea for Ana"]

    def test_asked_twice_it_goes_out_once(self, mailoutbox):
        letter = deliver(write())

        actions.send_again(mail_id=letter.pk)
        actions.send_again(mail_id=letter.pk)
        for _job in range(2):
            deliver(letter)

        assert len(mailoutbox) == 2

    def test_a_letter_whose_job_was_lost_gets_a_new_one(self, mailoutbox):
        letter = write()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")

        actions.send_again(mail_id=letter.pk)

        assert jobs() == [letter.pk]

    def test_every_state_has_its_row_in_the_table_of_moves(self):
        assert set(MAIL_MOVES) == set(MailStatus)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "lost"}, "mail_status_known"),
        ({"status": MailStatus.SENT}, "mail_sent_iff_dated"),
    ],
)
def test_the_database_refuses_what_must_never_be(values, constraint):
    write()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OutgoingMail.objects.update(**values)


def test_nothing_here_reaches_a_real_server(settings):
    assert "locmem" in settings.EMAIL_BACKEND
    assert django_mail.outbox == []
