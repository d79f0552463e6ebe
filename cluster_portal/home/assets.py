"""Static files are gathered and compressed again only when one of them changed."""

import hashlib
import pathlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command


def fingerprint() -> str:
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = pathlib.Path(storage.path(name)).stat()
            seen.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def stamp() -> pathlib.Path:
    return pathlib.Path(settings.STATIC_ROOT) / ".fingerprint"


def are_current() -> bool:
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return True  # served as they lie (dev and test)
    try:
        return (
            staticfiles_storage.read_manifest() is not None
            and stamp().read_text(encoding="utf-8") == fingerprint()
        )
    except FileNotFoundError:
        return False


def collect() -> None:
    found = fingerprint()
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp().write_text(found, encoding="utf-8")
