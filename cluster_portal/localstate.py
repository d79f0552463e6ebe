"""What a run without a server keeps in the ignored folder `.local/`: its secret, locks and notes.

Standard library only: run.py and manage.py need it before anything is installed or configured.
"""

import contextlib
import fcntl
import os
import pathlib
import secrets
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOCAL_MODES = ("local", "dev", "test")


class SetupError(Exception):
    """Something a person has to put right; the message is one sentence that says what to do."""


def give_to_owner(path: pathlib.Path) -> None:
    """Root working in somebody's folder leaves nothing behind that the owner cannot open."""
    owner = ROOT.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def folder() -> pathlib.Path:
    path = ROOT / ".local"
    try:
        if not path.is_dir():
            path.mkdir(mode=0o700, exist_ok=True)
            give_to_owner(path)
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError
    except PermissionError:
        raise SetupError(
            f"{ROOT} belongs to somebody else and cannot be written to: "
            "start the portal as its owner, or from a copy of your own."
        ) from None
    except OSError as error:
        raise SetupError(
            f"{path} cannot be made ({error.strerror}): put that right first."
        ) from None
    return path


@contextlib.contextmanager
def lock(name: str, *, shared: bool = False, wait: bool = True) -> Iterator[bool]:
    """Hold `.local/<name>.lock`; yields False when `wait` is off and another process has it."""
    handle = open_lock(name)
    try:
        yield take(handle, shared=shared, wait=wait)
    finally:
        os.close(handle)


def open_lock(name: str) -> int:
    path = folder() / f"{name}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError:
        raise SetupError(
            f"{path} belongs to another user: start the portal as that user, "
            "or give the whole folder to yourself with chown -R."
        ) from None
    except OSError as error:
        raise SetupError(f"{path} cannot be written ({error.strerror}).") from None
    give_to_owner(path)
    return handle


def take(handle: int, *, shared: bool = False, wait: bool = True) -> bool:
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    try:
        fcntl.flock(handle, how)
    except BlockingIOError:
        return False
    return True


def write_private(path: pathlib.Path, text: str) -> None:
    """Whole or not at all, readable by its owner only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    give_to_owner(draft)
    draft.replace(path)


def secret_key() -> str:
    path = folder() / "secret-key"
    with lock("secret-key"):
        try:
            kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
        except PermissionError:
            raise SetupError(
                f"{path} belongs to another user: start the portal as its owner."
            ) from None
        if len(kept) < 50:
            kept = secrets.token_urlsafe(64)
            write_private(path, kept + "\n")
    return kept


def prepare_mode(default: str) -> None:
    """Settle PORTAL_MODE and, outside production, the secret, before Django reads them."""
    mode = os.environ.setdefault("PORTAL_MODE", default)
    if mode in LOCAL_MODES and not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = secret_key()
