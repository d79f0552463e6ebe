"""Which kind of file is this, and who reads it."""

import re
from enum import StrEnum

from django.utils.translation import gettext as _

from members.banking.errors import UnreadableFileError
from members.banking.formats import camt053, csv_mapping, mt940
from members.banking.formats.csv_mapping import CsvLayout
from members.banking.formats.decoding import text_of
from members.banking.formats.entry import Statement

_MT940_TAGS = re.compile(rb"^:(20|25|28C?|60[FM]|61):", re.MULTILINE)
_PICTURES_AND_PAPERS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP, XLSX"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
)


class FileFormat(StrEnum):
    CAMT053 = "camt053"
    MT940 = "mt940"
    CSV = "csv"


def format_of(content: bytes) -> FileFormat:
    """By what stands in the file, whatever its name. Raises UnreadableFileError."""
    if not content.strip():
        raise UnreadableFileError(_("This file is empty."))
    for beginning, name in _PICTURES_AND_PAPERS:
        if content.startswith(beginning):
            raise UnreadableFileError(
                _("This is a %(kind)s file, not a statement. Ask the bank's page for CAMT.053, "
                  "MT940 or CSV.") % {"kind": name}
            )  # fmt: skip
    start = content[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return FileFormat.CAMT053
    if len(set(_MT940_TAGS.findall(content[:200_000].replace(b"\x00", b"")))) >= 2:
        return FileFormat.MT940
    return FileFormat.CSV


def read_statements(
    content: bytes, kind: FileFormat, layout: CsvLayout | None = None
) -> list[Statement]:
    """Raises UnreadableFileError with a sentence to show; there is no half-read file."""
    if kind == FileFormat.CAMT053:
        return camt053.read(content)
    if kind == FileFormat.MT940:
        return mt940.read(text_of(content))
    if layout is None:
        text_of(content)
        raise UnreadableFileError(
            _("This is neither CAMT.053 nor MT940. If it is a CSV file, tell the portal once which "
              "column is what (“CSV layouts”), then import it again.")
        )  # fmt: skip
    return csv_mapping.read(text_of(content, layout.encoding), layout)
