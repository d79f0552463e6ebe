"""/healthz and /readyz for machines, `manage.py doctor` for people, and the queue's upkeep."""

import datetime
import io

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cluster_portal.home import health, tasks

pytestmark = pytest.mark.django_db


def worker_reported(seconds_ago: float) -> int:
    at = timezone.now() - datetime.timedelta(seconds=seconds_ago)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (%s) returning id", [at]
        )
        return cursor.fetchone()[0]


def doctor() -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def well(settings, tmp_path):
    """What `doctor` looks at outside the database is in order."""
    settings.MAIL_IS_KEPT = True
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return tmp_path


def test_the_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_ready_means_database_migrations_and_worker(client):
    worker_reported(5)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "worker": "ok"}


def test_not_ready_while_no_worker_reports(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert "No worker" in answer.json()["worker"]
    worker_reported(90)
    assert client.get("/readyz").status_code == 503
    assert "last reported 90 seconds ago" in health.worker().wrong


def test_not_ready_while_work_lies_about(client):
    worker_reported(5)
    job = app.configure_task("upkeep.nobody_runs_this").defer()
    assert client.get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_events set at = now() - interval '11 minutes' where job_id = %s",
            [job],
        )
    assert client.get("/readyz").status_code == 503
    assert "1 jobs have waited" in health.worker().wrong


def test_not_ready_while_migrations_wait(client, monkeypatch):
    worker_reported(5)
    monkeypatch.setattr(health.MigrationsSeen, "applied", False)
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'faq'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "setup_portal" in answer.json()["migrations"]


def test_an_unreachable_database_is_said_without_its_name_or_password(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "9")
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "s3cret")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()) == {"ready", "database"}
    assert "127.0.0.1" not in answer.text
    wrong = health.database().wrong
    assert wrong == "No PostgreSQL answers at 127.0.0.1:9: start it, or correct DATABASE_URL."


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("NAME", "portal_nowhere", "has no database portal_nowhere: create it"),
        ("USER", "portal_nobody", "has no user portal_nobody: create it"),
    ],
)
def test_a_wrong_name_in_the_address_is_told_apart(part, value, words, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, part, value)
    assert words in health.database().wrong


def test_an_old_postgresql_or_one_without_its_extensions(monkeypatch):
    monkeypatch.setattr(health, "OLDEST_POSTGRESQL", 99)
    assert "is too old: 99 or newer is needed" in health.database().wrong
    monkeypatch.undo()
    monkeypatch.setattr(health, "EXTENSIONS", ("unaccent", "not_made_yet"))
    assert "lacks the extension not_made_yet" in health.database().wrong


def test_the_doctor_finds_all_well(well):
    worker_reported(5)
    words, code = doctor()
    assert code == 0, words
    assert words.endswith("All is well.\n")
    assert "Europe/Bucharest" in words
    assert list(well.iterdir()) == []


def test_the_doctor_says_what_to_do_for_each_thing_wrong(well, settings):
    settings.MAIL_IS_KEPT = False
    settings.DEFAULT_FROM_EMAIL = "office@example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    blocked = well / "a-file"
    blocked.write_text("not a folder")
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": str(blocked)}}
    }
    settings.TIME_ZONE = "UTC"  # known, so only three are wrong
    words, code = doctor()
    assert code == 1
    assert "start `manage.py procrastinate worker`" in words
    assert "correct EMAIL_URL or the server" in words
    assert "or set MEDIA_ROOT" in words
    assert "3 to put right." in words


def test_a_job_of_a_killed_worker_is_handed_to_another():
    killed, alive = worker_reported(120), worker_reported(1)
    lost, running = (app.configure_task("mail.nobody_runs_this").defer() for _ in range(2))
    with connection.cursor() as cursor:
        for job, worker in ((lost, killed), (running, alive)):
            cursor.execute(
                "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
                [worker, job],
            )
    async_to_sync(tasks.retry_stalled_jobs.func)(timestamp=0)
    assert ProcrastinateJob.objects.get(pk=lost).status == "todo"
    assert ProcrastinateJob.objects.get(pk=running).status == "doing"


def test_finished_jobs_are_forgotten_after_a_month_and_failed_ones_kept():
    old, fresh, failed = (app.configure_task("mail.nobody_runs_this").defer() for _ in range(3))
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")
        cursor.execute(
            "update procrastinate_jobs set status = 'succeeded' where id in (%s, %s)", [old, fresh]
        )
        cursor.execute("update procrastinate_jobs set status = 'failed' where id = %s", [failed])
        cursor.execute(
            "update procrastinate_events set at = now() - interval '40 days' where job_id != %s",
            [fresh],
        )
    async_to_sync(tasks.forget_finished_jobs.func)(timestamp=0)
    left = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    assert left == {fresh, failed}
