"""One data folder of PostgreSQL and the postmaster that serves it: create, start, ask, stop."""

import hashlib
import os
import pathlib
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from urllib.parse import quote

from cluster_portal import pgprograms
from cluster_portal.localstate import ROOT, SetupError

ROLE = "cluster"
SOCKET_PATH_LIMIT = 103 - len("/.s.PGSQL.5432")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "log_timezone": "UTC",
}
UNSAFE_BUT_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Server:
    """One data folder and the postmaster that serves it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_durable = name != "test"
        self.account = pgprograms.account_for(pgprograms.data_owner(name))
        self.home = pgprograms.home_for(self.account)
        self.major, self.programs = pgprograms.choose_programs(name, self.account, self.home)
        self.base = self.home / f"{name}-{self.major}"
        self.data = self.base / "data"
        self.log = self.base / "log"

    @property
    def sockets(self) -> pathlib.Path:
        beside = self.base / "s"
        if len(os.fsencode(beside)) <= SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.base)).hexdigest()[:12]
        return pathlib.Path(tempfile.gettempdir()) / f"cluster-portal-{self.account.uid}-{digest}"

    def url(self, database: str) -> str:
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets))}"

    def psql(self, sql: str, database: str = "postgres") -> subprocess.CompletedProcess[str]:
        return self.account.run(
            self.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1",
            "-h", self.sockets, "-U", ROLE, "-d", database, "-c", sql,
        )  # fmt: skip

    def answers(self, patience: float = 60) -> bool:
        """Whether it takes connections; waits while it is starting, stopping or recovering."""
        until = time.monotonic() + patience
        while True:
            asked = self.psql("select 1")
            if asked.returncode == 0:
                return True
            busy = re.search(r"starting up|shutting down|recovery|too many", asked.stderr)
            if not busy or time.monotonic() > until:
                return False
            time.sleep(0.1)

    def prepare_folders(self) -> None:
        if self.base.exists():
            self.check_owner()
        pgprograms.make_folder(self.base, 0o700)
        self.account.own(self.base)
        try:
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            self.account.own(self.sockets)
            self.sockets.chmod(0o700)
            if self.sockets.stat().st_uid != self.account.uid or self.sockets.is_symlink():
                raise PermissionError
        except OSError:
            raise SetupError(
                f"{self.sockets} belongs to somebody else: remove it and start again."
            ) from None

    def check_owner(self) -> None:
        owner = (self.data if self.data.exists() else self.base).stat().st_uid
        if owner == self.account.uid:
            return
        if os.geteuid() == 0:
            for path in [self.base, *self.base.rglob("*")]:
                os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)
            return
        me = user_name(os.geteuid())
        raise SetupError(
            f"The database in {self.base} belongs to {user_name(owner)}: start the portal as that "
            f"user or as root, or take it over with: sudo chown -R {me} {ROOT}"
        )

    def start(self) -> None:
        self.prepare_folders()
        if self.answers():
            return
        if self.postmaster():  # alive, but its socket is gone (moved folder, swept /tmp)
            self.stop()
        for attempt in range(3):
            self.forget_dead_postmaster()
            if not (self.data / "PG_VERSION").exists():
                self.create()
            if self.launch():
                return
            if not self.is_durable:  # without fsync a crash of the machine may have spoilt it
                shutil.rmtree(self.data)
            elif attempt < 2 and "still in use" in self.last_words():
                time.sleep(3)  # a dead postmaster's last children are finishing
            else:
                break
        raise self.trouble("did not start", self.last_words())

    def create(self) -> None:
        draft = self.base / "data.new"  # an interrupted initdb never looks like a database
        shutil.rmtree(draft, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if self.major >= 17:
            locale = [
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            ]
        made = self.account.run(
            self.programs / "initdb", "-D", draft, "-U", ROLE, "-E", "UTF8", "-A", "trust",
            *locale, *([] if self.is_durable else ["--no-sync"]),
        )  # fmt: skip
        if made.returncode:
            raise self.trouble("could not create its files", made.stderr)
        draft.rename(self.data)

    def launch(self) -> bool:
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.unlink()
        settings = SETTINGS | ({} if self.is_durable else UNSAFE_BUT_QUICK)
        options = [f"-c {name}={shlex.quote(value)}" for name, value in settings.items()]
        options.append(f"-k {shlex.quote(str(self.sockets))}")
        started = self.account.run(
            self.programs / "pg_ctl", "start", "-D", self.data, "-w", "-t", "120", "-s",
            "-l", self.log, "-o", " ".join(options),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return started.returncode == 0 and self.answers()

    def stop(self) -> None:
        self.account.run(
            self.programs / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "60", "-s",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def postmaster(self) -> int | None:
        """The pid of the live postmaster of exactly this data folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if is_postmaster(pid, self.data) else None

    def forget_dead_postmaster(self) -> None:
        """After kill -9, a restart of the machine or a copy of the folder the notes are lies."""
        if self.postmaster():
            return
        for note in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            note.unlink(missing_ok=True)

    def last_words(self) -> str:
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
        except OSError:
            return ""

    def trouble(self, what: str, words: str) -> SetupError:
        if "No space left" in words:
            return SetupError(f"The disk is full: free some space for {self.base} and start again.")
        cause = [
            line for line in words.splitlines() if re.search(r"FATAL|PANIC|error|denied", line)
        ]
        said = f" ({cause[-1].split(': ', 1)[-1].strip()})" if cause else ""
        return SetupError(
            f"PostgreSQL {what}{said}: its log is {self.log}; DATABASE_URL can name another server."
        )

    def create_database(self, database: str) -> None:
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,50}", database):
            raise SetupError(
                f"PORTAL_DB must be a short name of small letters, digits and _, not {database!r}."
            )
        if database in self.psql("select datname from pg_database").stdout.split():
            return
        made = self.psql(f"create database {database}")
        if made.returncode and "already exists" not in made.stderr:
            raise self.trouble(f"could not create the database {database}", made.stderr)

    def is_left_alone(self, patience: float = 1.5) -> bool:
        """No client is connected; those of a process that just ended get a moment to vanish."""
        until = time.monotonic() + patience
        while True:
            asked = self.psql(
                "select count(*) from pg_stat_activity"
                " where backend_type = 'client backend' and pid <> pg_backend_pid()"
            )
            if asked.returncode or asked.stdout.strip() == "0":
                return True
            if time.monotonic() > until:
                return False
            time.sleep(0.1)


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def is_postmaster(pid: int, data: pathlib.Path) -> bool:
    """A pid alone proves nothing (reuse, zombies, copies): a postmaster sits in its data."""
    process = pathlib.Path(f"/proc/{pid}")
    if pathlib.Path("/proc/self/stat").exists():
        try:
            name, state = re.findall(r"\((.*)\) (\w)", (process / "stat").read_text())[0]
            return name == "postgres" and state != "Z" and (process / "cwd").samefile(data)
        except (OSError, IndexError):
            return False
    listed = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "state=,command="],
        capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    return not listed.startswith("Z") and str(data) in listed
