"""From the bytes of somebody's file to text, or one sentence that says why not."""

import codecs
import re
from pathlib import Path

from faq.editorial.errors import UnreadableFileError

MEGABYTE = 1024 * 1024
LIMIT = 5 * MEGABYTE
_KNOWN_BEGINNINGS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word, OpenDocument or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_CONTROL = bytes({*range(32)} - {9, 10, 12, 13})
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", re.I
)
_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252",
    "iso-8859-2": "iso-8859-2",
    "iso-8859-15": "iso-8859-15",
    "iso-8859-16": "iso-8859-16",
    "latin1": "cp1252",
    "latin2": "iso-8859-2",
    "us-ascii": "cp1252",
    "windows-1250": "cp1250",
    "windows-1252": "cp1252",
}
_OLD_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
_QUOTES_OF_8859_16 = b"\xa5\xb5"  # „ ”, which are letters of other languages in ISO 8859-2


def read_text(path: Path) -> str:
    """The text of a file, with comma-below letters and plain line ends."""
    try:
        if path.is_dir():
            raise UnreadableFileError(
                f"{path} is a folder: name the files in it, for example {path}/*.md."
            )
        if not path.is_file():
            raise UnreadableFileError(f"There is no file {path}.")
        size = path.stat().st_size
        if size > LIMIT:
            raise UnreadableFileError(
                f"{path} has {size / MEGABYTE:.0f} MB; a FAQ of more than "
                f"{LIMIT // MEGABYTE} MB is not read."
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be opened ({error.strerror}).") from error
    return decode(content, str(path))


def decode(content: bytes, name: str) -> str:
    if not content.strip():
        raise UnreadableFileError(f"{name} is empty.")
    for beginning, kind in _KNOWN_BEGINNINGS.items():
        if content.startswith(beginning):
            raise UnreadableFileError(f"{name} is {kind}, not text: save it as plain text first.")
    text = _decoded(content)
    if text is None:
        raise UnreadableFileError(f"{name} is not text: save it as plain text in UTF-8 first.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableFileError(f"{name} is empty.")
    # A file of ours says its language: another than Romanian may have ş.
    return text if text.startswith("---\n") else with_comma_below(text)


def with_comma_below(text: str) -> str:
    return text.translate(_OLD_CEDILLA)


def _decoded(content: bytes) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _in(content, "utf-16")
    if any(sign in _CONTROL for sign in content):
        return None
    text = _in(content, "utf-8-sig")
    if text is None and (declared := _declared_encoding(content)):
        text = _in(content, declared)
    return _in(content, _single_byte_encoding(content)) if text is None else text


def _declared_encoding(content: bytes) -> str:
    """What a web page says of itself, if it is one of the encodings that browsers agree about."""
    found = _DECLARED.search(content[:4096])
    name = found.group(1).decode().lower() if found else ""
    return _AS_BROWSERS_READ.get(name, "")


def _in(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _single_byte_encoding(content: bytes) -> str:
    """The encodings of Romanian before UTF-8 agree on its letters; quotes and dashes part them."""
    if any(0x80 <= sign <= 0x9F for sign in content):
        return "cp1250"
    if any(sign in _QUOTES_OF_8859_16 for sign in content):
        return "iso-8859-16"
    return "iso-8859-2"
