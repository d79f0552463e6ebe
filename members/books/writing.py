"""Tables as CSV and XLSX. CSV is for machines: UTF-8, commas, points, ISO days; the workbook is for
people. Neither ever holds a formula: what somebody wrote cannot be run by opening it.
"""

import csv
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from members.books.tables import Cell, Table

# What makes a spreadsheet read a text as a formula (OWASP, CSV injection).
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 32_767  # signs in a cell of a workbook
BROAD = 18


def guarded(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(BEGINNINGS) else text


def write_csv(table: Table, path: Path) -> int:
    """How many rows it has. It begins with a mark by which Excel knows UTF-8."""
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.head)
        for row in table.rows():
            writer.writerow([_plain(cell) for cell in row])
            number += 1
    return number


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else f"{cell:f}"


def write_workbook(tables: Sequence[Table], path: Path) -> None:
    """A sheet for each; rows go to the file as they come."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title[:31])
        for place in range(1, len(table.head) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = BROAD
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, name, bold=True) for name in table.head])
        for row in table.rows():
            sheet.append([_cell(sheet, cell) for cell in row])
    book.save(path)


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST]
        cell = WriteOnlyCell(sheet, value=text)
        cell.data_type = "s"  # a text that begins with = stays a text
    else:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, Decimal):
            places = -int(value.as_tuple().exponent)
            cell.number_format = "#,##0." + "0" * max(places, 2)
        elif isinstance(value, dt.date):
            cell.number_format = "dd.mm.yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell
