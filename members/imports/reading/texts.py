"""CSV in the encodings and with the separators that Romanian offices have."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.imports.errors import UnreadableFileError

SEPARATORS = {";": "“;”", ",": "“,”", "\t": "tab", "|": "“|”"}  # as all languages read it
_LOOKED_AT = 20  # lines


def rows_of(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], str]:
    """The lines with their numbers, and in words how they were read."""
    text, encoding = decoded(content)
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return _numbered(reader), f"CSV, {encoding}, {SEPARATORS[separator]}"


def _numbered(reader) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableFileError(
            _("Line %(line)d cannot be read as CSV. Please save the table again as CSV or XLSX.")
            % {"line": reader.line_num + 1}
        ) from error


def decoded(content: bytes) -> tuple[str, str]:
    """UTF-8 with or without its mark, UTF-16, else one of the two old Central European codes:
    only Windows-1250 has letters where ISO 8859-2 has control signs (0x80 to 0x9F).
    """
    text, encoding = _decoded(content)
    if any(not sign.isprintable() and ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text):
        raise not_a_table()
    return text, encoding


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        if content.startswith(b"\xef\xbb\xbf"):
            return content.decode("utf-8-sig"), "UTF-8"
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), "UTF-16"
        if b"\0" in content[:400]:
            is_little = content[:400:2].count(0) < content[1:400:2].count(0)
            return content.decode("utf-16-le" if is_little else "utf-16-be"), "UTF-16"
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if b"\0" in content or content.startswith(b"\xef\xbb\xbf"):
            raise not_a_table() from error
    is_windows = any(0x80 <= byte <= 0x9F for byte in content)
    name = "cp1250" if is_windows else "iso-8859-2"
    return content.decode(name, "replace"), "Windows-1250" if is_windows else "ISO-8859-2"


def separator_of(text: str) -> str:
    """The one that cuts the first lines into equally many cells, the most of them."""
    best, most = ",", (0, 0)
    for separator in SEPARATORS:
        sample = io.StringIO(text[:100_000], newline="")
        widths = []
        try:
            for cells in csv.reader(sample, delimiter=separator):
                if any(cell.strip() for cell in cells):
                    widths.append(len(cells))
                if len(widths) == _LOOKED_AT:
                    break
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        merit = (widths.count(usual) if usual > 1 else 0, usual)
        if merit > most:
            best, most = separator, merit
    return best


def not_a_table() -> UnreadableFileError:
    return UnreadableFileError(
        _("This is not a table that we can read. Please send a CSV or XLSX file.")
    )
