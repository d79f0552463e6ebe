"""Making a month: its tables are read in one moment, its documents one by one, all of it goes to a
file on the disk. What stands in memory is one document, however many there are.
"""

import contextlib
import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.states import check_move
from members.books.models import MONTH_MOVES, AccountantMonth, MonthStatus
from members.books.tables import invoices_of, notices_of, tables_of
from members.books.writing import write_csv, write_workbook
from members.fees import paper
from members.fees.documents import sheet_of
from members.invoices import pdf
from members.invoices.ubl.builder import xml_of

LOG = logging.getLogger(__name__)
MANIFEST = "MANIFEST.sha256"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
STEP = 20  # documents between two notes of the progress
PART = 1024 * 1024


def make(month_id: int, *, is_last: bool = True) -> None:
    """Once: what is ready or failed stays. A worker that was killed in the middle left it as being
    made, and the next one begins anew.
    """
    month = _begun(month_id)
    if month is None:
        return
    try:
        with tempfile.TemporaryDirectory() as folder, translation.override(_language(month)):
            _make(month, Path(folder))
    except Exception as error:
        LOG.exception("The accountant's month %s could not be made.", month.name)
        if is_last:
            _failed(month_id, error)
        raise


def _language(month: AccountantMonth) -> str:
    """Of the heads of tables: that of whoever asked for it."""
    return month.requested_by.language if month.requested_by else settings.LANGUAGE_CODE


@transaction.atomic
def _begun(month_id: int) -> AccountantMonth | None:
    month = (
        AccountantMonth.objects.select_for_update(of=["self"])
        .select_related("requested_by")
        .get(pk=month_id)
    )
    if not month.is_under_way:
        return None
    month.status, month.done = MonthStatus.RUNNING, 0
    month.total = _number(month)
    month.save(update_fields=["status", "done", "total"])
    return month


def _number(month: AccountantMonth) -> int:
    days = (month.first_day, month.last_day)
    return notices_of(*days).count() + invoices_of(*days).count()


@transaction.atomic
def _failed(month_id: int, error: Exception) -> None:
    month = AccountantMonth.objects.select_for_update().get(pk=month_id)
    check_move(MONTH_MOVES, MonthStatus(month.status), MonthStatus.FAILED, _("This month"))
    month.status, month.message = MonthStatus.FAILED, f"{type(error).__name__}: {error}"
    month.finished_at = timezone.now()
    month.save(update_fields=["status", "message", "finished_at"])


@contextlib.contextmanager
def _one_moment() -> Iterator[None]:
    """All tables see the same state, whatever is recorded meanwhile."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _make(month: AccountantMonth, folder: Path) -> None:
    target = folder / "month.zip"
    tables = tables_of(month)
    book = folder / f"{month.name}.xlsx"
    with _one_moment():
        for table in tables:
            write_csv(table, folder / f"{table.name}-{month.name}.csv")
        write_workbook(tables, book)
    with Archive(target) as archive:
        archive.add_file(book)
        for table in tables:
            archive.add_file(folder / f"{table.name}-{month.name}.csv")
        for number, (name, content) in enumerate(_documents(month)):
            archive.add(name, content)
            if number % STEP == 0:
                AccountantMonth.objects.filter(pk=month.pk).update(done=_papers(archive))
        archive.close_with_manifest(month.name)
        done = _papers(archive)
    _keep(month, target, done)


def _papers(archive: "Archive") -> int:
    return sum(name.startswith("documents/") for name in archive.hashes)


def _documents(month: AccountantMonth) -> Iterator[tuple[str, bytes]]:
    """Each notice and invoice as PDF, and the XML of what RO e-Factura gets."""
    days = (month.first_day, month.last_day)
    for notice in notices_of(*days).iterator(chunk_size=100):
        yield f"documents/{notice.number}.pdf", paper.pdf_of(sheet_of(notice), [notice.language])
    rows = invoices_of(*days).prefetch_related("lines")
    for invoice in rows.iterator(chunk_size=100):
        yield f"documents/{pdf.file_name(invoice)}", pdf.pdf_of(invoice)
        yield f"e-factura/{pdf.file_name(invoice, 'xml')}", xml_of(invoice)


@transaction.atomic
def _keep(month: AccountantMonth, target: Path, done: int) -> None:
    row = AccountantMonth.objects.select_for_update(of=["self"]).get(pk=month.pk)
    check_move(MONTH_MOVES, MonthStatus(row.status), MonthStatus.READY, _("This month"))
    with target.open("rb") as file:
        row.file.save(target.name, File(file), save=False)
    row.status, row.finished_at, row.done = MonthStatus.READY, timezone.now(), done
    row.sha256 = hash_of(target)
    row.save(update_fields=["file", "status", "finished_at", "done", "sha256"])


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Archive:
    """A ZIP on the disk whose manifest has the SHA-256 of each file, as `sha256sum` reads it."""

    def __init__(self, path: Path):
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.hashes: dict[str, str] = {}

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_error: object) -> None:
        self.zip.close()

    def add(self, name: str, content: bytes) -> None:
        self.zip.writestr(_entry(name), content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()

    def add_file(self, path: Path) -> None:
        with path.open("rb") as source, self.zip.open(_entry(path.name), "w") as target:
            while part := source.read(PART):
                target.write(part)
        self.hashes[path.name] = hash_of(path)

    def close_with_manifest(self, month: str) -> None:
        lines = [
            f"# The accountant's month {month}: {len(self.hashes)} files and their SHA-256.",
            f"# To check them: unpack, then run  sha256sum --check {MANIFEST}",
            *(f"{digest}  {name}" for name, digest in self.hashes.items()),
        ]
        self.zip.writestr(_entry(MANIFEST), "\n".join(lines) + "\n")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
