"""The first sheet of an XLSX file, never unpacked beyond a bound, formulas never reckoned."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from members.imports.errors import UnreadableFileError
from members.imports.reading.sheet import MOST_COLUMNS, MOST_ROWS

MOST_PARTS = 300
MOST_UNPACKED = 60 * 1024 * 1024  # bytes; an honest sheet of 5,000 rows has two or three million
_FORBIDDEN = ("<!DOCTYPE", "<!ENTITY")


def rows_of(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], str]:
    _check_package(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and print areas that it does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            sheet = book.worksheets[0]
            cells = [
                [_text(value) for value in row]
                for row in sheet.iter_rows(
                    max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True
                )
            ]
            book.close()
    except Exception as error:  # a broken workbook fails in a hundred ways, all of them the file's
        raise _broken() from error
    return iter(list(enumerate(cells, start=1))), "XLSX"


def _check_package(content: bytes) -> None:
    """By the directory of the package, before anything in it is unpacked whole: sizes that are
    honest are bounded, and reading stops at them where they are not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise UnreadableFileError(
                    _("This is a package of another kind. Please send a CSV or XLSX file.")
                )
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise UnreadableFileError(
                    _("This workbook is too large when unpacked. Please send only the table, as "
                      "CSV or as a new XLSX file.")
                )  # fmt: skip
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as opened:
                        _check_beginning(opened.read(4096))
    except UnreadableFileError:
        raise
    except Exception as error:  # a package may be broken, locked or packed in an unknown way
        raise _broken() from error


def _check_beginning(beginning: bytes) -> None:
    """No workbook declares entities: what does is made to blow up."""
    for encoding in ("latin-1", "utf-16-le", "utf-16-be"):
        text = beginning.decode(encoding, "replace")
        if any(word in text for word in _FORBIDDEN):
            raise _broken()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _broken() -> UnreadableFileError:
    return UnreadableFileError(
        _("This workbook is broken or protected. Please open it, save it again and send that file.")
    )
