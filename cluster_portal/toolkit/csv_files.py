"""Tables as CSV files that spreadsheets open rightly (RFC 4180, UTF-8 with its mark)."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

SEPARATORS = {"comma": ",", "semicolon": ";"}
MARK = "\ufeff"
# What a spreadsheet would reckon instead of show: a formula, or signs that hide one.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Any) -> str:
    """The text of a cell; one that a spreadsheet would take for a formula gets an apostrophe. A
    number stays a number, also below zero.
    """
    if isinstance(value, int | Decimal):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def packed(head: Sequence[str], rows: Iterable[Sequence[Any]], *, separator: str = ",") -> bytes:
    """Lines end with CRLF; a semicolon is what Excel in Romanian expects between cells."""
    paper = io.StringIO(newline="")
    writer = csv.writer(paper, delimiter=separator, lineterminator="\r\n")
    writer.writerow([safe(cell) for cell in head])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return (MARK + paper.getvalue()).encode()


def response(content: bytes, *, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
