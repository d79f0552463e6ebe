"""Line after line: decide, post what is sure, leave the rest in the queue.

Lines are handled in runs of some dozens, each run in one transaction: what a line changes is seen
by the next one in the book, and the run is written with a few statements. Where the ledger refuses
a run (somebody posted by hand meanwhile), its lines are handled one by one.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.states import check_move
from members.banking.actions import posting
from members.banking.actions.bookkeeping import Bookkeeper
from members.banking.actions.storing import store_lines
from members.banking.actions.twins import Twins
from members.banking.matching.deciding import decide
from members.banking.matching.outcome import Outcome, Proposal, Verdict
from members.banking.models import (
    FILE_MOVES,
    LINE_MOVES,
    FileStatus,
    LinePosting,
    LineStatus,
    Match,
    MatchStatus,
    StatementFile,
    StatementLine,
)
from members.payments import actions as payments

LETTERS_JOB = "members.banking.periodic.tell_of_file"
RUN = 200
_ONE_AT_A_TIME = 4_0161  # of pg_advisory_xact_lock: who posts lines sees all that was posted before
_STATUS_OF = {
    Verdict.POST: LineStatus.POSTED,
    Verdict.QUEUE: LineStatus.QUEUED,
    Verdict.IGNORE: LineStatus.IGNORED,
}


def work_off(*, file_id: int, on_progress: Callable[[int], None] | None = None) -> StatementFile:
    """Store and match a file to its end. Safe to stop anywhere and to run again, also by several
    workers at once: each line is decided under its lock, and what was posted before is seen.
    """
    file = store_lines(file_id=file_id)
    if file.is_done:
        return file
    keeper = Bookkeeper()
    twins = Twins(file)
    done = 0
    while handled := _handle_some(file_id, keeper, twins):
        done += handled
        if on_progress is not None:
            on_progress(done)
    return _finish(file_id)


def _handle_some(file_id: int, keeper: Bookkeeper, twins: Twins) -> int:
    """A run of lines; gives how many. Nothing of a run that fails stays."""
    try:
        return _handle_run(file_id, keeper, twins)
    except (PortalError, DatabaseError):
        keeper.begin_anew()
        return _handle_run(file_id, keeper, twins, one_by_one=True)


@transaction.atomic
def _handle_run(file_id: int, keeper: Bookkeeper, twins: Twins, *, one_by_one: bool = False) -> int:
    """If the server itself dies, its last runs may be lost, lines and payments together, and are
    matched again: so no run waits for the disk.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    lines = list(
        StatementLine.objects.select_for_update(skip_locked=True, of=["self"])
        .filter(file=file_id, status=LineStatus.NEW)
        .order_by("place")[: 10 if one_by_one else RUN]
    )
    if not lines:
        return 0
    keeper.catch_up()
    if one_by_one:
        for line in lines:
            _handle_one(line, keeper, twins)
    else:
        _handle_together(lines, keeper, twins)
    StatementFile.objects.filter(pk=file_id).update(handled_count=lines[-1].place)
    return len(lines)


def _handle_together(lines: Sequence[StatementLine], keeper: Bookkeeper, twins: Twins) -> None:
    """Payments of the run are written at its end, or before a line that needs to see them."""
    decided: list[tuple[StatementLine, Outcome]] = []
    for line in lines:
        outcome = _decide(line, keeper, twins)
        is_plain = outcome.verdict != Verdict.POST or line.amount > 0
        if not is_plain or outcome.note.get("code") == "bank_return":
            _write(decided)
            decided = []
            keeper.catch_up()
            _handle_one(line, keeper, twins)
            continue
        if outcome.verdict == Verdict.POST:
            keeper.foresee(line, outcome.proposals[0])
        decided.append((line, outcome))
    _write(decided)


def _write(decided: Sequence[tuple[StatementLine, Outcome]]) -> None:
    """Proposals, payments, postings and states of some lines."""
    matches = [_match(line, one) for line, outcome in decided for one in outcome.proposals]
    posted = [(line, outcome) for line, outcome in decided if outcome.verdict == Verdict.POST]
    best: dict[int, Match] = {}
    for match in matches:
        best.setdefault(match.line_id, match)
    for line, _outcome in posted:
        best[line.pk].status = MatchStatus.POSTED
    Match.objects.bulk_create(matches)
    if posted:
        made = payments.record_many(
            [posting.incoming(line, outcome.proposals[0]) for line, outcome in posted]
        )
        LinePosting.objects.bulk_create(
            LinePosting(
                line=line,
                payment=payment,
                match=best[line.pk],
                teaches=posting.teaches(line, best[line.pk]),
            )
            for (line, _outcome), payment in zip(posted, made, strict=True)
        )
    for line, outcome in decided:
        check_move(LINE_MOVES, LineStatus(line.status), _STATUS_OF[outcome.verdict], str(line))
    by_end: dict[tuple[Verdict, str], list[int]] = {}
    for line, outcome in decided:
        by_end.setdefault((outcome.verdict, json.dumps(outcome.note)), []).append(line.pk)
    for (verdict, note), keys in by_end.items():
        StatementLine.objects.filter(pk__in=keys).update(
            status=_STATUS_OF[verdict], note=json.loads(note)
        )


def _decide(line: StatementLine, keeper: Bookkeeper, twins: Twins) -> Outcome:
    outcome = decide(line.entry(), keeper.book, settings.BANK_MATCH_THRESHOLD)
    twin = twins.of(line) if outcome.verdict == Verdict.POST else None
    if twin is not None:
        return replace(outcome, verdict=Verdict.QUEUE, note={"code": "maybe_known", "line": twin})
    if outcome.note.get("code") == "bank_return":
        keeper.book.returns_wait.add((-line.amount, line.currency))
    return outcome


def _handle_one(line: StatementLine, keeper: Bookkeeper, twins: Twins) -> None:
    """By the same actions that people use; what the ledger refuses is for a person."""
    outcome = _decide(line, keeper, twins)
    if outcome.verdict != Verdict.POST:
        Match.objects.bulk_create(_match(line, one) for one in outcome.proposals)
        move(line, _STATUS_OF[outcome.verdict], outcome.note)
        return
    try:
        with transaction.atomic():
            best = Match.objects.bulk_create(_match(line, one) for one in outcome.proposals)[0]
            posting.post(line, best, None, is_told=False)
            best.status = MatchStatus.POSTED
            best.save(update_fields=["status"])
            move(line, LineStatus.POSTED)
            keeper.book.returns_wait.discard((-line.amount, line.currency))
    except PortalError as error:
        line.refresh_from_db()
        Match.objects.bulk_create(_match(line, one) for one in outcome.proposals)
        move(line, LineStatus.QUEUED, {"code": "refused", "text": str(error)})
    keeper.catch_up()


def propose_anew(line: StatementLine) -> None:
    """What the matcher says today of a line that waits once more. A person has the last word, so
    nothing is posted, however sure it is.
    """
    outcome = decide(line.entry(), Bookkeeper().book, settings.BANK_MATCH_THRESHOLD)
    Match.objects.bulk_create(_match(line, one) for one in outcome.proposals)


def _match(line: StatementLine, proposal: Proposal) -> Match:
    return Match(
        line=line,
        organisation_id=proposal.organisation_id,
        kind=proposal.kind.value,
        confidence=round(proposal.confidence, 4),
        reasons=list(proposal.reasons),
        shares=[[share.receivable_id, str(share.amount)] for share in proposal.shares],
        rate=proposal.rate,
        payment_id=proposal.payment_id,
    )


def move(line: StatementLine, target: LineStatus, note: dict | None = None) -> None:
    check_move(LINE_MOVES, LineStatus(line.status), target, str(line))
    line.status = target
    line.note = note or {}
    line.save(update_fields=["status", "note"])


@transaction.atomic
def _finish(file_id: int) -> StatementFile:
    """Once no line of it is new: also none that another worker holds at this moment."""
    file = StatementFile.objects.select_for_update(of=["self"]).get(pk=file_id)
    if file.status != FileStatus.STORED or file.lines.filter(status=LineStatus.NEW).exists():
        return file
    check_move(FILE_MOVES, FileStatus(file.status), FileStatus.MATCHED, str(file))
    file.status, file.matched_at = FileStatus.MATCHED, timezone.now()
    file.handled_count = file.line_count
    file.save(update_fields=["status", "matched_at", "handled_count"])
    if file.is_told:
        app.configure_task(LETTERS_JOB, queue="banking").defer(file_id=file.pk)
    return file
