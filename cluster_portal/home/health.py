"""Is the portal well? Machines ask at /healthz and /readyz, people with `manage.py doctor`."""

import dataclasses
import datetime
from collections.abc import Callable

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

OLDEST_POSTGRESQL = 15
EXTENSIONS = ("btree_gist", "fuzzystrmatch", "intarray", "pg_trgm", "unaccent")
WORKER_REPORTS_WITHIN = datetime.timedelta(seconds=45)  # it does so every 10 seconds
JOBS_BEGIN_WITHIN = datetime.timedelta(minutes=10)


@dataclasses.dataclass(frozen=True)
class Finding:
    """What was looked at, and in words what is wrong and what to do; "" when all is well."""

    subject: str
    wrong: str = ""
    detail: str = ""


def database() -> Finding:
    """Asked on a connection of its own: a full pool or a dead server answers at once."""
    try:
        with psycopg.connect(
            **{**connection.get_connection_params(), "connect_timeout": 3, "autocommit": True}
        ) as asked:
            version = asked.info.server_version
            missing = [
                name
                for name in EXTENSIONS
                if not asked.execute(
                    "select 1 from pg_available_extensions where name = %s", [name]
                ).fetchone()
            ]
    except psycopg.OperationalError as error:
        return Finding("database", why_no_connection(error))
    if version // 10000 < OLDEST_POSTGRESQL:
        return Finding(
            "database",
            f"PostgreSQL {version // 10000} is too old: {OLDEST_POSTGRESQL} or newer is needed.",
        )
    if missing:
        return Finding(
            "database",
            f"PostgreSQL lacks the extension {', '.join(missing)}: install its contrib package "
            "(Debian and Ubuntu have it in postgresql, others in postgresql-contrib).",
        )
    return Finding("database", detail=f"PostgreSQL {version // 10000}.{version % 10000}")


def why_no_connection(error: psycopg.OperationalError) -> str:
    """In words, and without the address's password."""
    settings = connection.settings_dict
    where = f"{settings['HOST'] or 'this machine'}:{settings['PORT'] or 5432}"
    said = str(error)
    if "password" in said or "authentication" in said or "no pg_hba.conf entry" in said:
        return f"PostgreSQL at {where} refuses the user or password in DATABASE_URL: correct them."
    if "does not exist" in said and "database" in said:
        name = settings["NAME"]
        return f"PostgreSQL at {where} has no database {name}: create it (createdb {name})."
    if "role" in said and "does not exist" in said:
        return f"PostgreSQL at {where} has no user {settings['USER']}: create it (createuser)."
    if "too many" in said:
        return f"PostgreSQL at {where} has no connection left: raise max_connections."
    return f"No PostgreSQL answers at {where}: start it, or correct DATABASE_URL."


class MigrationsSeen:
    """Looking takes a quarter of a second, and what is applied once stays so: remembered."""

    applied = False


def migrations() -> Finding:
    if MigrationsSeen.applied:
        return Finding("migrations")
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, psycopg.Error):
        return Finding("migrations", "The database cannot be read.")
    if waiting:
        return Finding(
            "migrations", f"{len(waiting)} are not applied: run `manage.py setup_portal`."
        )
    MigrationsSeen.applied = True
    return Finding("migrations")


def worker() -> Finding:
    """Alive if it reported lately; and nothing may lie due for long."""
    now = timezone.now()
    try:
        heard = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
        overdue = (
            ProcrastinateJob.objects.filter(status="todo")
            .exclude(scheduled_at__gt=now - JOBS_BEGIN_WITHIN)
            .filter(procrastinateevent__type="deferred")
            .filter(procrastinateevent__at__lt=now - JOBS_BEGIN_WITHIN)
            .count()
        )
    except (DatabaseError, psycopg.Error):
        return Finding("worker", "The database cannot be read.")
    start = "start `manage.py procrastinate worker` (run.py does so)"
    if heard is None:
        return Finding("worker", f"No worker is running, so no mail goes out: {start}.")
    if now - heard > WORKER_REPORTS_WITHIN:
        seconds = int((now - heard).total_seconds())
        return Finding("worker", f"The worker last reported {seconds} seconds ago: {start}.")
    if overdue:
        return Finding(
            "worker", f"{overdue} jobs have waited over ten minutes: start a second worker."
        )
    return Finding("worker")


PUBLIC_WORDS = {  # anybody may ask; names of machines are for the doctor
    "database": "The database gives no answer or is not fit: run manage.py doctor.",
    "migrations": "Migrations wait to be applied: run manage.py setup_portal.",
    "worker": "No worker does its work: run manage.py doctor.",
}
READY: tuple[Callable[[], Finding], ...] = (database, migrations, worker)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    findings = []
    for look in READY:
        findings.append(look())
        if findings[0].wrong:  # without a database there is nothing else to ask
            break
    is_ready = not any(finding.wrong for finding in findings)
    words = {f.subject: PUBLIC_WORDS[f.subject] if f.wrong else "ok" for f in findings}
    return JsonResponse({"ready": is_ready, **words}, status=200 if is_ready else 503)
