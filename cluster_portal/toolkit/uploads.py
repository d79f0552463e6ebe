"""Files that people send: checked by content, kept under names of our own, never executed."""

import hashlib
import uuid
import zipfile
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


def is_what_it_says(file: UploadedFile, kind: str) -> bool:
    """By the first bytes; a word processor's file also by what is packed in it, without macros."""
    beginning, media_type = _BEGINNINGS[kind]
    file.seek(0)
    fits = file.read(len(beginning)) == beginning
    if fits and kind in {"docx", "odt"}:
        fits = _is_document(file, kind, media_type)
    file.seek(0)
    return fits


def _is_document(file: UploadedFile, kind: str, media_type: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if kind == "docx":
                return "word/document.xml" in names and "word/vbaProject.bin" not in names
            with archive.open("mimetype") as stated:
                return stated.read(100).strip() == media_type.encode()
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError):
        return False


@deconstructible
class UploadValidator:
    """Refuses a file by size (megabytes), by its ending, and by content that does not fit it."""

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
        if not is_what_it_says(file, kind):
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
