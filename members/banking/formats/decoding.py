"""From bytes to text, strictly: a wrong guess would store broken names for good."""

import codecs
import re

from django.utils.translation import gettext as _

from members.banking.errors import UnreadableFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# All but the ends of lines and pages, and those around MT940 messages.
_CONTROL = re.compile(r"[\x00\x02\x04-\x08\x0b\x0e-\x19\x1b-\x1f]")
_USUAL = ("utf-8", "cp1250")  # what Romanian banks send where they do not say


def text_of(content: bytes, encoding: str = "") -> str:
    """Raises UnreadableFileError for what is no text, or not in the encoding that is said.

    Without one: the file's own mark, else UTF-8, else Windows-1250.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if encoding and not marked and _is_utf8(content):
        marked = "utf-8"  # bytes that are UTF-8 are so by no chance, whatever the layout says
    for name in [marked] if marked else [encoding] if encoding else _USUAL:
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if _is_text(text):
            return text
    if encoding and not marked:
        raise UnreadableFileError(
            _("This file is not written in the encoding %(encoding)s that its layout says.")
            % {"encoding": encoding}
        )
    raise UnreadableFileError(
        _("The letters of this file cannot be read: its encoding is neither UTF-8 nor "
          "Windows-1250. Fetch it from the bank's page again.")
    )  # fmt: skip


def _is_utf8(content: bytes) -> bool:
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _is_text(text: str) -> bool:
    """Control signs mean that these bytes are a picture, a program or another encoding."""
    return _CONTROL.search(text) is None
