"""Every movement of a file becomes a line, once, however many files hold it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from cluster_portal.toolkit.states import check_move
from members.banking.actions.importing import read_file
from members.banking.formats import Statement, StatementEntry
from members.banking.models import (
    FILE_MOVES,
    FileStatus,
    StatementFile,
    StatementLine,
    facts_of,
)

BATCH = 500


def store_lines(*, file_id: int) -> StatementFile:
    """Safe to stop and to run again, also by two at once: what is stored stays, and the database
    refuses a second line of the same identity.
    """
    file = StatementFile.objects.select_related("account", "mapping").get(pk=file_id)
    if file.status != FileStatus.RECEIVED:
        return file
    rows: list[StatementLine] = []
    for place, (identity, entry) in enumerate(with_identities(statements_of(file)), start=1):
        facts = facts_of(entry)
        rows.append(
            StatementLine(
                file=file, account=file.account, place=place, identity=identity, **facts
            )
        )  # fmt: skip
        if len(rows) == BATCH:
            StatementLine.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
    StatementLine.objects.bulk_create(rows, ignore_conflicts=True)
    return _stored(file_id)


@transaction.atomic
def _stored(file_id: int) -> StatementFile:
    file = StatementFile.objects.select_for_update(of=["self"]).get(pk=file_id)
    if file.status == FileStatus.RECEIVED:
        check_move(FILE_MOVES, FileStatus(file.status), FileStatus.STORED, str(file))
        file.status = FileStatus.STORED
        file.stored_count = file.lines.count()
        file.save(update_fields=["status", "stored_count"])
    return file


def statements_of(file: StatementFile) -> list[Statement]:
    """Of this file's account, from the file as it was kept."""
    with file.content.open("rb") as content:
        read = read_file(
            content.read(), account_id=_chosen(file), mapping_id=file.mapping_id
        )  # fmt: skip
    own = [told for account, told in read.by_account.items() if account.pk == file.account_id]
    return [statement for told in own for statement in told]


def _chosen(file: StatementFile) -> int | None:
    """A file of several accounts names them all; of one, the choice made at import holds."""
    of_this_file = StatementFile.objects.filter(sha256=file.sha256)
    return file.account_id if of_this_file.count() == 1 else None


def with_identities(statements: Iterable[Statement]) -> Iterator[tuple[str, StatementEntry]]:
    """The bank's own reference with day and sum, where it gave one: told twice is one movement,
    unless the balances say that it is two. Without it all that the line says, and which of its
    like in this file it is: two equal transfers of a day are two, and an overlapping file counts
    them the same way.

    Different movements under one reference, as banks book collections, are numbered. Statements
    that do not follow on one another may overlap: each counts anew.
    """
    contents: dict[str, dict[str, int]] = defaultdict(dict)
    seen: dict[str, int] = defaultdict(int)
    before: Statement | None = None
    for statement in statements:
        if before is not None and not statement.may_follow(before):
            seen.clear()
        before = statement
        repeated: dict[str, int] = defaultdict(int)
        for entry in statement.entries:
            content = entry.content()
            if entry.bank_reference:
                key = (
                    f"{entry.bank_reference.casefold()}|{entry.booked_on:%Y%m%d}|"
                    f"{entry.amount:.2f}|{entry.currency}"
                )
                repeated[f"{key}|{content}"] += 1
                again = repeated[f"{key}|{content}"] if statement.balances_fit else 1
                told = content if again == 1 else f"{content}|{again}"
                number = contents[key].setdefault(told, len(contents[key]))
                yield _hashed(f"reference|{key}|{number}"), entry
            else:
                seen[content] += 1
                yield _hashed(f"content|{content}|{seen[content]}"), entry


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
