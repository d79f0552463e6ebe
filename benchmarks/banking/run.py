"""The measurement from beginning to end; `measure.py` calls it once Django is set up."""

import argparse
import resource
import time
from decimal import Decimal

from django.core.management import call_command
from django.db import connection

from benchmarks.banking import baseline, loading, pure, readme, scoring
from benchmarks.banking import year as years
from benchmarks.banking.world import OWN_EUR, OWN_RON
from members.banking import actions
from members.banking.models import CsvMapping, LinePosting, LineStatus, StatementFile, StatementLine
from members.ledger.models import Allocation
from members.organisations.models import AccountSource, BankAccount, OrganisationAccount

WITH, WITHOUT, WRONG, SECONDS, MEGABYTES = 0.98, 0.85, 0, 60, 300


def run(options: argparse.Namespace) -> int:
    rows, ok = [], True
    for seed in options.seed:
        year = years.make(
            seed,
            options.organisations,
            int(options.organisations * 1.75),
            int(options.organisations * 1.25),
        )
        simple = baseline.measure(year)
        rows.append((seed, "reference to the letter", len(year.movements), simple, None))
        begun = time.perf_counter()
        result = _pure(year) if options.pure else _through_the_portal(year)
        rows.append((seed, "the portal", len(year.movements), result, time.perf_counter() - begun))
        _say(seed, result, time.perf_counter() - begun, options.show)
        ok &= result.with_reference >= WITH and result.without_reference >= WITHOUT
        ok &= len(result.wrong) == WRONG
    big = _big_file() if options.big else None
    if big:
        print(f"one file of {big[0]} lines: {big[1]:.1f} s, {big[2]:.0f} MB at the most")
        ok &= big[1] <= SECONDS and big[2] <= MEGABYTES
    if options.write_readme:
        readme.write(rows, big)
    return 0 if ok else 1


def _pure(year: years.Year) -> scoring.Score:
    given = pure.answers(year, list(pure.DIALECTS), 0.95)
    return scoring.score(year.movements, lambda move: given[move.number])


def _say(seed: int, result: scoring.Score, seconds: float, show: int) -> None:
    print(
        f"seed {seed}: right without a person {result.with_reference:.2%} of {result.carrying} "
        f"lines with the reference, {result.without_reference:.2%} of {result.without} without; "
        f"wrong {len(result.wrong)}; "
        f"queue {result.queued}; {seconds:.0f} s"
    )
    for move, answer in result.wrong:
        print("WRONG", move, answer[:3])
    for move, answer in result.missed[:show]:
        print(
            "missed:",
            move.why,
            move.amount,
            move.name,
            "|",
            move.text,
            move.structured,
            "|",
            answer[0],
        )


def empty() -> None:
    """Migrated, and without a row of members: each measurement begins anew."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables "
            "WHERE schemaname = 'public' "
            "AND (tablename LIKE 'members_%' OR tablename LIKE 'toolkit_%')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} CASCADE")


def _through_the_portal(year: years.Year) -> scoring.Score:
    """Files as the banks write them, imported one after the other."""
    empty()
    org_keys, receivable_keys = loading.load(year)
    learn_known_accounts(year, org_keys)
    _layouts()
    moves_of: dict[int, years.Movement] = {}
    for content, moves in pure.files_of(year, list(pure.DIALECTS)):
        [received] = actions.import_statement(
            content=content, name="statement", actor=None, is_told=False, is_deferred=False
        )
        actions.work_off(file_id=received.file.pk)
        lines = (
            StatementLine.objects.filter(file=received.file)
            .order_by("place")
            .values_list("pk", flat=True)
        )
        assert len(lines) == len(moves)
        moves_of.update(zip(lines, moves, strict=True))
    given = answers(moves_of, org_keys, receivable_keys)
    return scoring.score(year.movements, lambda move: given[move.number])


def learn_known_accounts(year: years.Year, org_keys: dict[int, int]) -> None:
    """Accounts that the organisations declared themselves."""
    OrganisationAccount.objects.bulk_create(
        OrganisationAccount(
            organisation_id=org_keys[org.pk],
            iban=org.ibans[0],
            is_confirmed=True,
            source=AccountSource.DECLARED,
        )
        for org in year.orgs
        if org.is_iban_known
    )


def _layouts() -> None:
    for iban in (OWN_RON, OWN_EUR):
        CsvMapping.objects.create(
            account=BankAccount.objects.get(iban=iban),
            name=f"Bank {iban[-2:]}",
            encoding="cp1250",
            columns=pure.LAYOUT.columns,
        )


def answers(
    moves_of: dict[int, years.Movement], org_keys: dict[int, int], receivable_keys: dict[int, int]
) -> dict[int, scoring.Answer]:
    orgs = {key: number for number, key in org_keys.items()}
    docs = {key: number for number, key in receivable_keys.items()}
    given: dict[int, scoring.Answer] = {}
    for line in StatementLine.objects.filter(pk__in=moves_of):
        word = {LineStatus.QUEUED: "queue", LineStatus.IGNORED: "ignore"}.get(line.status, "post")
        given[moves_of[line.pk].number] = (word,)
    line_of = dict(
        LinePosting.objects.filter(payment__reverses=None).values_list("payment_id", "line_id")
    )
    for posting in LinePosting.objects.filter(line__in=moves_of).select_related("payment"):
        number = moves_of[posting.line_id].number
        payment = posting.payment
        if payment.reverses_id:
            given[number] = ("reverse", moves_of[line_of[payment.reverses_id]].number)
            continue
        shares: dict[int, Decimal] = {}
        for allocation in Allocation.objects.filter(payment=payment, reverses=None):
            shares[docs[allocation.receivable_id]] = allocation.amount
        given[number] = ("post", orgs[payment.organisation_id], shares)
    return given


def _big_file() -> tuple[int, float, float]:
    """One CAMT.053 file of 10,000 lines, in a process of its own for its memory."""
    empty()
    year = years.make(11, 2000, 5900, 2900)
    loading.load(year)
    moves = [move for move in year.movements if move.currency == "RON"][:10_000]
    content = pure.DIALECTS["camt.053.001.08"](moves, OWN_RON, "RON")
    count = len(moves)
    del year, moves
    begun = time.perf_counter()
    [received] = actions.import_statement(
        content=content, name="big.xml", actor=None, is_told=False, is_deferred=False
    )
    actions.work_off(
        file_id=received.file.pk, on_progress=lambda done: done % 2000 or print(f"  {done} lines …")
    )
    seconds = time.perf_counter() - begun
    file = StatementFile.objects.get(pk=received.file.pk)
    assert (file.status, file.stored_count) == ("matched", count)
    return count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
