"""All that stands between a new version of the code and serving it."""

import contextlib
import traceback
from argparse import ArgumentParser
from collections.abc import Iterator

import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from cluster_portal import env, localstate
from cluster_portal.home import assets, health
from faq.search import actions as search

LOCK = 0x706F7274616C  # "portal": two starters on one database take turns
LOGINS = "sample-logins.txt"


class Command(BaseCommand):
    help = (
        "Migrations, cache table, static files and, on an empty database of a local run, the "
        "sample association. Safe to run at every start, and by several starters at once."
    )
    requires_system_checks: list[str] = []  # `manage.py check` is for that; this has to be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-sample",
            action="store_true",
            help="Leave an empty database empty (PORTAL_SAMPLE=0 does the same).",
        )

    def handle(self, *args: object, no_sample: bool, **options: object) -> None:
        if wrong := health.database().wrong:
            self.give_up(wrong)
        try:
            self.look_over_the_code()
            with turn():
                self.migrate()
                call_command("createcachetable", verbosity=0)
                self.gather_static_files()
                search.bring_up_to_date()
                if wants_sample() and not no_sample and is_empty():
                    self.load_sample()
        except Exception as error:
            if was_caused_by(error, psycopg.errors.InsufficientPrivilege):
                self.refused()
            log = localstate.folder() / "setup.log"
            log.write_text(traceback.format_exc(), encoding="utf-8")
            said = " ".join(str(error).split())[:200]
            self.give_up(f"The portal could not be set up ({said}): the details are in {log}")
        self.stdout.write(closing_words())

    def look_over_the_code(self) -> None:
        """Also imports all that the web server will import, while there is somebody to tell."""
        if wrong := [found for found in checks.run_checks() if found.is_serious()]:
            self.give_up(f"The code is not whole ({wrong[0].msg}): run manage.py check.")

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            self.progress(f"Bringing the database up to date ({waiting} migrations) …")
            call_command("migrate", interactive=False, verbosity=0)

    def gather_static_files(self) -> None:
        if not assets.are_current():
            self.progress("Gathering static files …")
            assets.collect()

    def load_sample(self) -> None:
        self.progress("Loading the sample association …")
        with (
            transaction.atomic()
        ):  # broken off half-way it leaves an empty database, and is repeated
            call_command("load_sample", verbosity=0, stdout=self.stderr)

    def progress(self, words: str) -> None:
        self.stderr.write(words, style_func=str)
        self.stderr.flush()

    def refused(self) -> None:
        self.give_up(
            "PostgreSQL does not let the user in DATABASE_URL create tables or extensions: make "
            f"that user the owner of the database {connection.settings_dict['NAME']}."
        )

    def give_up(self, words: str) -> None:
        self.progress(words)
        raise SystemExit(1)


def was_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """A lock of the database, on its own connection; in a transaction, so that poolers allow it."""
    parameters = {**connection.get_connection_params(), "autocommit": False}
    with psycopg.connect(**parameters) as held:
        held.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        yield


def wants_sample() -> bool:
    if not env.flag("PORTAL_SAMPLE", default=settings.MODE in {"local", "dev"}):
        return False
    return "load_sample" in get_commands()


def is_empty() -> bool:
    organisation = apps.get_model("members", "Organisation")
    return not (get_user_model().objects.exists() or organisation.objects.exists())


def closing_words() -> str:
    """What the person who started the portal needs first: how to get in."""
    users = get_user_model().objects
    logins = localstate.ROOT / ".local" / LOGINS
    if logins.exists():
        words = logins.read_text(encoding="utf-8").strip()
        addresses = {word.strip("<>,;()") for word in words.split() if "@" in word}
        if users.filter(email__in=addresses).exists():
            return words
    if not users.filter(is_superuser=True).exists():
        return (
            "Nobody can enter the office yet. Make its first administrator with\n"
            "    .venv/bin/python manage.py createsuperuser"
        )
    return ""
