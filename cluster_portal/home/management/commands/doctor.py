"""What a maintainer runs first when something is odd."""

import datetime
import zoneinfo
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.core import checks, mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from cluster_portal.home import assets, health
from cluster_portal.home.health import Finding

CLOCKS_AGREE_WITHIN = datetime.timedelta(seconds=30)


def configuration() -> Finding:
    found = checks.run_checks(include_deployment_checks=settings.IS_PRODUCTION)
    wrong = [
        f"{message.msg} ({message.id})"
        for message in found
        if message.level >= checks.WARNING and not message.is_silenced()
    ]
    return Finding("settings", " ".join(wrong), detail=f"mode {settings.MODE}")


def post() -> Finding:
    """The mail server is greeted, nothing is sent."""
    if settings.MAIL_IS_KEPT:
        if settings.IS_PRODUCTION:
            return Finding(
                "mail", "No mail leaves the portal: set EMAIL_URL, smtp://user:password@host:587."
            )
        return Finding("mail", detail="kept in the admin and not sent, as EMAIL_URL is not set")
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return Finding("mail", "Mails have no sender: set DEFAULT_FROM_EMAIL to your address.")
    try:
        with mail.get_connection(timeout=10):
            pass
    except OSError as error:  # smtplib's errors are OSErrors
        return Finding(
            "mail",
            f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take us in "
            f"({type(error).__name__}): correct EMAIL_URL or the server.",
        )
    return Finding("mail", detail=f"by {settings.EMAIL_HOST}")


def storage() -> Finding:
    try:
        name = default_storage.save("doctor.txt", ContentFile(b"Written by manage.py doctor.\n"))
        default_storage.delete(name)
    except OSError as error:
        return Finding(
            "storage",
            f"Uploads cannot be kept ({error.strerror}): let the portal write to "
            f"{getattr(default_storage, 'location', 'its storage')}, or set MEDIA_ROOT.",
        )
    return Finding("storage", detail=str(getattr(default_storage, "location", "")))


def static_files() -> Finding:
    if assets.are_current():
        return Finding("static files")
    return Finding(
        "static files",
        "They are not gathered or older than their sources: run `manage.py setup_portal`.",
    )


def clock() -> Finding:
    try:
        zoneinfo.ZoneInfo(settings.TIME_ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        return Finding(
            "time", f"This machine does not know {settings.TIME_ZONE}: install the tzdata package."
        )
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select clock_timestamp(), exists(select from pg_timezone_names where name = %s)",
                [settings.TIME_ZONE],
            )
            there, is_known = cursor.fetchone()
    except (DatabaseError, psycopg.Error):
        return Finding("time", "The clock of the database cannot be read.")
    if not is_known:
        return Finding("time", f"PostgreSQL does not know {settings.TIME_ZONE}: mend its tzdata.")
    if abs(there - timezone.now()) > CLOCKS_AGREE_WITHIN:
        return Finding(
            "time", "The clocks of this machine and of the database differ: set them by NTP."
        )
    return Finding("time", detail=settings.TIME_ZONE)


WITHOUT_DATABASE: tuple[Callable[[], Finding], ...] = (configuration, post, storage, static_files)
WITH_DATABASE = (health.migrations, health.worker, clock)


class Command(BaseCommand):
    help = "Look at settings, database, mail, worker and storage, and say what to do."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        findings = [health.database()]
        if not findings[0].wrong:
            findings += [look() for look in WITH_DATABASE]
        findings += [look() for look in WITHOUT_DATABASE]
        for finding in findings:
            self.stdout.write(line(finding))
        wrong = sum(bool(finding.wrong) for finding in findings)
        self.stdout.write("All is well." if not wrong else f"{wrong} to put right.")
        if wrong:
            raise SystemExit(1)


def line(finding: Finding) -> str:
    mark = "WRONG" if finding.wrong else "ok"
    return f"{mark:5}  {finding.subject:12}  {finding.wrong or finding.detail}".rstrip()
