"""The work of a run, some rows at a time: each call is one transaction under the run's lock.

Two workers take turns, and one that was killed in the middle leaves whole chunks behind: a row is
through or it is not, and a second start goes on with those that are not.
"""

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.history import actions as history
from members.imports import kinds, plans
from members.imports.errors import ValueRefusedError
from members.imports.languages import in_each, told
from members.imports.models import ImportEvent, ImportRow, ImportRun, Outcome, RunStatus
from members.imports.plans import Plan

CHUNK = 50
TO_WRITE = (Outcome.NEW, Outcome.CHANGE)


@transaction.atomic
def compare_some(*, run_id: int) -> bool:
    """Say of some rows what would come of them; nothing else is written. True while rows wait."""
    run = _at(run_id, RunStatus.COMPARING)
    if run is None:
        return False
    rows = list(run.rows.filter(outcome="").order_by("line")[:CHUNK])
    plans_by_row = {row: planned(row, run) for row in rows}
    module = kinds.of(run.kind)
    for row, found in plans_by_row.items():
        row.key = module.key(found)
        _say(row, run, found)
    earlier = run.rows.filter(key__in={row.key for row in rows if row.key}, outcome__gt="")
    seen = dict(earlier.order_by("-line").values_list("key", "line"))
    for row, found in plans_by_row.items():
        if row.key and row.key in seen:
            found = plans.refused("", found.subject)
            row.reason = told(
                gettext_noop("Line %(line)d is about the same one already."), line=seen[row.key]
            )
            row.key, row.notes = "", {}
        elif row.key:
            seen[row.key] = row.line
        for name, value in found.says().items():
            setattr(row, name, value)
    ImportRow.objects.bulk_update(rows, ["key", "outcome", "subject", "reason", "notes", "changes"])
    return _next(run, len(rows), RunStatus.PREVIEWED)


@transaction.atomic
def import_some(*, run_id: int) -> bool:
    """Enter some rows as the preview showed them. One that would now come out otherwise is
    refused: somebody changed the portal meanwhile.
    """
    run = _at(run_id, RunStatus.RUNNING)
    if run is None:
        return False
    waiting = run.rows.filter(outcome__in=TO_WRITE, imported_at__isnull=True)
    rows = list(waiting.order_by("line")[:CHUNK])
    for row in rows:
        _enter(row, run)
    return _next(run, len(rows), RunStatus.IMPORTED, ImportEvent.FINISHED)


def _say(row: ImportRow, run: ImportRun, found: Plan) -> None:
    """Why the row is refused and what to look at, in every language: most rows need no word."""
    row.reason, row.notes = {}, {}
    if found.reason or found.notes:
        again = in_each(lambda: planned(row, run))
        row.reason = {code: plan.reason for code, plan in again.items() if plan.reason}
        row.notes = {code: plan.notes for code, plan in again.items() if plan.notes}


def _enter(row: ImportRow, run: ImportRun) -> None:
    found = planned(row, run)
    says = found.says()
    if (says["outcome"], says["changes"]) != (row.outcome, row.changes):
        _say(row, run, found)
        row.outcome = Outcome.REFUSED
        row.reason = row.reason or told(
            gettext_noop("Since the preview somebody changed this in the portal.")
        )
    else:
        try:
            row.made = _written(found, run)
            row.imported_at = timezone.now()
        except PortalError as error:
            row.outcome = Outcome.REFUSED
            row.reason = in_each(partial(_refused, row, run, said=str(error)))
    row.save(update_fields=["outcome", "reason", "made", "imported_at"])


def _written(found: Plan, run: ImportRun) -> dict[str, int]:
    with transaction.atomic():
        return kinds.of(run.kind).apply(found, actor=run.acted_by, reason=reason_of(run))


def _refused(row: ImportRow, run: ImportRun, *, said: str) -> str:
    """Why it could not be written, in the language in force: tried again, and not kept whatever
    comes of it.
    """
    try:
        with transaction.atomic():
            _written(planned(row, run), run)
            transaction.set_rollback(True)
    except PortalError as error:
        return str(error)
    return said


def reason_of(run: ImportRun) -> str:
    return _("Entered by import from %(file)s") % {"file": run.file_name}


@transaction.atomic
def undo_some(*, run_id: int) -> bool:
    """Take some rows back, the last first; one that something else has happened to stays."""
    run = _at(run_id, RunStatus.UNDOING)
    if run is None:
        return False
    waiting = run.rows.filter(imported_at__isnull=False, undone_at__isnull=True, kept_because={})
    rows = list(waiting.order_by("-line")[:CHUNK])
    module = kinds.of(run.kind)
    for row in rows:
        with transaction.atomic():
            row.kept_because = module.undo(
                row,
                actor=run.acted_by,
                reason=_("The import from %(file)s was undone") % {"file": run.file_name},
            )
        row.undone_at = None if row.kept_because else timezone.now()
        row.save(update_fields=["kept_because", "undone_at"])
    return _next(run, len(rows), RunStatus.UNDONE, ImportEvent.UNDONE)


WORK: dict[str, Callable[..., bool]] = {
    RunStatus.COMPARING: compare_some,
    RunStatus.RUNNING: import_some,
    RunStatus.UNDOING: undo_some,
}


def planned(row: ImportRow, run: ImportRun) -> Plan:
    try:
        cells = _cells(row, run)
    except ValueRefusedError as error:
        return plans.refused(str(error))
    return kinds.of(run.kind).plan(cells)


def _cells(row: ImportRow, run: ImportRun) -> dict[str, str]:
    return plans.cells_of(row, run.columns)


def _at(run_id: int, status: RunStatus) -> ImportRun | None:
    """The run under its lock; None when its state is another one by now: the work is done."""
    rows = ImportRun.objects.select_for_update(of=["self"]).select_related("acted_by")
    return rows.filter(pk=run_id, status=status).first()


def _next(run: ImportRun, number: int, target: RunStatus, event: ImportEvent | None = None) -> bool:
    """Count the rows; when none was left, the run is through."""
    run.done += number
    if number == CHUNK:
        run.save(update_fields=["done"])
        return True
    run.status, run.finished_at = target, timezone.now()
    run.save(update_fields=["done", "status", "finished_at"])
    if event:
        history.record(subject=run, kind=event, actor=run.acted_by)
    return False
