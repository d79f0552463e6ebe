"""Any file somebody sends: a sheet, or a sentence that says why it is none."""

from itertools import islice

from django.utils.translation import gettext as _

from members.imports.errors import UnreadableFileError
from members.imports.reading import texts, workbooks
from members.imports.reading.sheet import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Sheet,
    tidy,
)

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"BM")


def read(content: bytes) -> Sheet:
    """Raises UnreadableFileError."""
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            _("This file is larger than %(limit)d MB. Please send a smaller one.")
            % {"limit": MOST_BYTES // 1024 // 1024}
        )
    if not content.strip(b"\0 \r\n\t"):
        raise UnreadableFileError(_("This file is empty."))
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFileError(
            _("This is an Excel file of the old kind or a protected one. Please save it as XLSX "
              "or CSV without a password.")
        )  # fmt: skip
    if content.startswith(_OTHERS):
        raise texts.not_a_table()
    is_package = content.startswith(b"PK\x03\x04")
    rows, read_as = workbooks.rows_of(content) if is_package else texts.rows_of(content)
    filled = [
        (line, [tidy(cell) for cell in cells])
        for line, cells in islice(rows, MOST_ROWS * 4)
        if any(cell.strip() for cell in cells)
    ]
    return _sheet(filled, read_as)


def _sheet(filled: list[tuple[int, list[str]]], read_as: str) -> Sheet:
    if len(filled) < 2:
        raise UnreadableFileError(
            _("There is no table in this file: the first line names the columns, and a row for "
              "each organisation or person follows.")
        )  # fmt: skip
    if len(filled) > MOST_ROWS + 1:
        raise UnreadableFileError(
            _("This table has more than %(limit)d rows. Please send it in parts.")
            % {"limit": MOST_ROWS}
        )
    header = filled[0][1]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise UnreadableFileError(
            _("This table has more than %(limit)d columns. Please leave out what is not needed.")
            % {"limit": MOST_COLUMNS}
        )
    width = len(header)
    rows = []
    for line, cells in filled[1:]:
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise UnreadableFileError(
                _("A cell in line %(line)d has more than %(limit)d signs. Is this a table of "
                  "organisations or people?")
                % {"line": line, "limit": LONGEST_CELL}
            )  # fmt: skip
        rows.append((line, (cells + [""] * width)[:width]))
    return Sheet(header, rows, read_as)
