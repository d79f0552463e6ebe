"""Files that people send: checked by content, kept under names of our own, never executed."""

import hashlib
import uuid
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
PAPERS = {"pdf", "png", "jpg", "jpeg", "docx", "odt"}
IMAGES = {"png", "jpg", "jpeg"}

_BEGINNINGS = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    "docx": (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "odt": (b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
}


def ending(name: str) -> str:
    return PurePath(name).suffix.lstrip(".").lower()


@deconstructible
class UploadValidator:
    """Refuses a file by size (megabytes), by its ending, and by first bytes that do not fit it."""

    def __init__(self, kinds: set[str], megabytes: int = 10):
        self.kinds = frozenset(kinds)
        self.megabytes = megabytes

    def __call__(self, file: UploadedFile) -> None:
        if getattr(file, "_committed", False):  # stored already, and checked when it came
            return
        if file.size is not None and file.size > self.megabytes * MEGABYTE:
            raise ValidationError(
                _("This file is larger than %(limit)d MB. Please send a smaller one.")
                % {"limit": self.megabytes}
            )
        if not file.size:
            raise ValidationError(_("This file is empty."))
        kind = ending(file.name or "")
        if kind not in self.kinds:
            raise ValidationError(
                _("Please send one of these kinds of file: %(kinds)s.")
                % {"kinds": ", ".join(sorted(self.kinds))}
            )
        beginning, _media_type = _BEGINNINGS[kind]
        file.seek(0)
        first = file.read(len(beginning))
        file.seek(0)
        if first != beginning:
            raise ValidationError(
                _("This file is named .%(kind)s, but its content is something else.")
                % {"kind": kind}
            )

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, UploadValidator)
            and self.kinds == other.kinds
            and self.megabytes == other.megabytes
        )

    def __hash__(self) -> int:
        return hash((self.kinds, self.megabytes))


@deconstructible
class StoredUnder:
    """`upload_to`: a folder and a random name, so that no address can be guessed."""

    def __init__(self, folder: str):
        self.folder = folder

    def __call__(self, _instance: object, name: str) -> str:
        return f"{self.folder}/{uuid.uuid4().hex}.{ending(name) or 'bin'}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredUnder) and self.folder == other.folder

    def __hash__(self) -> int:
        return hash(self.folder)


def sha256(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def download(file, *, name: str, inline: bool = False) -> FileResponse:
    """Send a stored file, once the caller has checked who asks; no browser guesses its type."""
    _beginning, media_type = _BEGINNINGS.get(ending(name), (b"", "application/octet-stream"))
    response = FileResponse(
        file.open("rb"), as_attachment=not inline, filename=name, content_type=media_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
