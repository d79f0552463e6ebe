"""What people decide about a run; each hands the work itself to the worker."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from cluster_portal.toolkit.uploads import sha256
from members.accounts.models import User
from members.imports import columns as guessing
from members.imports import policies
from members.imports.errors import ImportRefusedError
from members.imports.models import (
    RUN_MOVES,
    ImportEvent,
    ImportRow,
    ImportRun,
    RememberedColumns,
    RunStatus,
)
from members.imports.reading import files
from members.imports.reading.sheet import MOST_BYTES

JOB = "members.imports.jobs.work"


@transaction.atomic
def receive(*, kind: str, file: UploadedFile, actor: User) -> ImportRun:
    """Keep the rows of the file as they stand in it. Nothing is entered yet.

    Raises UnreadableFileError with a sentence for whatever is no table.
    """
    if not policies.can_import(actor):
        raise NotAllowedError
    file.seek(0)
    sheet = files.read(file.read(MOST_BYTES + 1))
    remembered = RememberedColumns.objects.filter(
        kind=kind, header=guessing.fingerprint(sheet.header)
    ).first()
    run = ImportRun.objects.create(
        kind=kind,
        file=file,
        file_name=" ".join((file.name or "").split())[:200],
        sha256=sha256(file),
        read_as=sheet.read_as,
        header=sheet.header,
        columns=remembered.columns if remembered else guessing.guess(kind, sheet.header),
        total=len(sheet.rows),
        created_by=actor,
    )
    ImportRow.objects.bulk_create(
        [ImportRow(run=run, line=line, cells=cells) for line, cells in sheet.rows],
        batch_size=500,
    )
    history.record(subject=run, kind=ImportEvent.RECEIVED, actor=actor)
    return run


@transaction.atomic
def choose_columns(*, run_id: int, columns: dict[str, int], actor: User) -> ImportRun:
    """Say which column is which; it is remembered for the next file with this header. The rows
    are then compared with what the portal knows.
    """
    run = _held(run_id, actor, policies.can_import(actor))
    if lacking := guessing.missing(run.kind, columns):
        raise ImportRefusedError(
            _("These columns are needed: %(labels)s.") % {"labels": ", ".join(lacking)}
        )
    if len(set(columns.values())) < len(columns):
        raise ImportRefusedError(_("Each column can be one field only."))
    RememberedColumns.objects.update_or_create(
        kind=run.kind,
        header=guessing.fingerprint(run.header),
        defaults={"columns": columns},
    )
    run.columns = columns
    run.rows.update(key="", outcome="", reason={}, notes={}, changes={}, subject="")
    return _to_work(run, RunStatus.COMPARING, actor, "columns")


@transaction.atomic
def start_import(*, run_id: int, actor: User) -> ImportRun:
    """From here on what the preview showed is entered."""
    run = _held(run_id, actor, policies.can_import(actor))
    check_move(RUN_MOVES, RunStatus(run.status), RunStatus.RUNNING, _("This import"))
    if not run.rows.filter(outcome__in=["new", "change"]).exists():
        raise ImportRefusedError(_("No row of this file is new or would change anything."))
    history.record(subject=run, kind=ImportEvent.STARTED, actor=actor)
    return _to_work(run, RunStatus.RUNNING, actor)


@transaction.atomic
def start_undo(*, run_id: int, actor: User, reason: str) -> ImportRun:
    run = _held(run_id, actor, policies.can_undo(actor))
    check_move(RUN_MOVES, RunStatus(run.status), RunStatus.UNDOING, _("This import"))
    history.record(subject=run, kind=ImportEvent.UNDO_STARTED, actor=actor, reason=reason)
    return _to_work(run, RunStatus.UNDOING, actor)


@transaction.atomic
def discard(*, run_id: int, actor: User) -> ImportRun:
    """A file that will not be imported: its rows, which hold people's data, are forgotten."""
    run = _held(run_id, actor, policies.can_import(actor))
    check_move(RUN_MOVES, RunStatus(run.status), RunStatus.DISCARDED, _("This import"))
    run.rows.all().delete()
    run.file.delete(save=False)
    run.status = RunStatus.DISCARDED
    run.save(update_fields=["status", "file"])
    history.record(subject=run, kind=ImportEvent.DISCARDED, actor=actor)
    return run


def _held(run_id: int, actor: User, is_allowed: bool) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if not is_allowed:
        raise NotAllowedError
    return run


def _to_work(run: ImportRun, target: RunStatus, actor: User, *fields: str) -> ImportRun:
    check_move(RUN_MOVES, RunStatus(run.status), target, _("This import"))
    run.status, run.done, run.finished_at = target, 0, None
    run.acted_by, run.language = actor, get_language() or settings.LANGUAGE_CODE
    run.save(update_fields=["status", "done", "finished_at", "acted_by", "language", *fields])
    app.configure_task(JOB, queue="imports").defer(run_id=run.pk)
    return run
