"""`python3 run.py` and `python3 run.py dev`: from nothing to a page, and back to nothing."""

import contextlib
import dataclasses
import errno
import http.client
import json
import os
import pathlib
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator

from cluster_portal import devdb, localstate
from cluster_portal.localstate import ROOT, SetupError
from cluster_portal.startup import environment, terminal
from cluster_portal.startup.children import (
    RUN,
    Child,
    end_left_over,
    is_token,
    stop_all,
)
from cluster_portal.startup.interrupts import Interrupts, run

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  asked for by HOST only
READY_WITHIN = 30.0  # seconds
MANAGE = [str(environment.PYTHON), str(ROOT / "manage.py")]


@dataclasses.dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        port = os.environ.get("PORT", "").strip() or "8000"
        if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
            raise SetupError(f"PORT must be a number from 1 to 65535, not {port!r}.")
        return cls(os.environ.get("HOST", "").strip() or "127.0.0.1", int(port))

    @property
    def near(self) -> str:
        """The host by which this machine reaches it."""
        return EVERYWHERE.get(self.host, self.host)

    @property
    def url(self) -> str:
        host = f"[{self.near}]" if ":" in self.near else self.near
        return f"http://{host}:{self.port}"

    def listen(self) -> socket.socket:
        """A listening socket, or the sentence why there is none."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.socket(family)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.host, self.port))
            listener.listen(512)
        except OSError as error:
            listener.close()
            raise SetupError(self._why(error)) from None
        return listener

    def _why(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            other = self.port + 1 if self.port < 65535 else 8000
            return (
                f"Port {self.port} is taken by another program: stop that one, "
                f"or choose another port with PORT={other} python3 run.py"
            )
        if error.errno == errno.EACCES:
            return f"Port {self.port} needs root: choose one from 1024 up, for example PORT=8000."
        return f"HOST={self.host} is not an address of this machine: leave it out, or say 0.0.0.0."


def main(mode: str, interrupts: Interrupts) -> int:
    address = Address.from_environment()
    mode = os.environ.setdefault("PORTAL_MODE", mode)
    forbid_half_a_production(mode)
    with only_run_on(address) as note:
        address.listen().close()  # before minutes go into an install
        with environment.prepared("requirements.txt"), contextlib.ExitStack() as held:
            with interrupts.held():
                lease = attach_database()
                if lease:
                    held.callback(lease.release)
            interrupts.raise_if_asked()
            return serve(mode, address, note, lease, interrupts)


def forbid_half_a_production(mode: str) -> None:
    wanting = [
        name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL") if not os.environ.get(name)
    ]
    if mode == "production" and wanting:
        raise SetupError(
            f"In production the portal needs {', '.join(wanting)}: set them and start again."
        )


@dataclasses.dataclass
class RunNote:
    """`.local/run-<port>.json`: what a later start must know of this one."""

    path: pathlib.Path
    token: str
    url: str

    def write(self) -> None:
        content = {"token": self.token, "url": self.url, "pid": os.getpid()}
        localstate.write_private(self.path, json.dumps(content) + "\n")


@contextlib.contextmanager
def only_run_on(address: Address) -> Iterator[RunNote]:
    """One run a port from this folder; what a killed run left behind is stopped first."""
    folder = localstate.folder()
    path = folder / f"run-{address.port}.json"
    note = RunNote(path, secrets.token_hex(16), address.url)
    with localstate.lock(f"run-{address.port}", wait=False) as is_ours:
        if not is_ours:
            other = read_note(path)
            raise SetupError(
                f"The portal is already running at {other.get('url', address.url)} from here "
                f"(process {other.get('pid', 'unknown')}): open it, or stop it there with Ctrl-C, "
                f"or start a second one with PORT={address.port + 1} python3 run.py"
            )
        for left in folder.glob("run-*.json"):
            if left == path:
                forget(left)
                continue
            with localstate.lock(left.stem, wait=False) as is_dead:
                if is_dead:
                    forget(left)
        note.write()
        try:
            yield note
        finally:
            path.unlink(missing_ok=True)


def read_note(path: pathlib.Path) -> dict[str, object]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def forget(path: pathlib.Path) -> None:
    token = read_note(path).get("token")
    if is_token(token) and end_left_over(str(token)):
        terminal.say("Stopped what an earlier run, which was killed, had left behind.")
    path.unlink(missing_ok=True)


def attach_database() -> devdb.Lease | None:
    if os.environ.get("DATABASE_URL"):
        return None
    terminal.say("Starting PostgreSQL …")
    lease = devdb.attach("dev")
    try:
        os.environ["DATABASE_URL"] = lease.url(os.environ.get("PORTAL_DB") or "cluster_portal")
    except BaseException:
        lease.release()
        raise
    return lease


def child_environment(mode: str, address: Address, token: str) -> dict[str, str]:
    localstate.prepare_mode(mode)
    settings = environment.clean(dict(os.environ))
    settings |= {"DJANGO_SETTINGS_MODULE": "cluster_portal.settings", RUN: token}
    settings["PYTHONUNBUFFERED"] = "1"
    if mode != "production":
        settings.setdefault("SITE_URL", address.url)
        settings.setdefault("ALLOWED_HOSTS", ",".join(own_names(address)))
    return settings


def own_names(address: Address) -> list[str]:
    names = ["localhost", "127.0.0.1", "[::1]"]
    if address.host in EVERYWHERE:
        with contextlib.suppress(OSError):
            name, others, numbers = socket.gethostbyname_ex(socket.gethostname())
            names += [socket.gethostname(), name, *others, *numbers]
    else:
        names.append(f"[{address.host}]" if ":" in address.host else address.host)
    return list(dict.fromkeys(names))


def serve(
    mode: str, address: Address, note: RunNote, lease: devdb.Lease | None, interrupts: Interrupts
) -> int:
    settings = child_environment(mode, address, note.token)
    words = set_up(settings)
    with interrupts.held():
        listener = None if mode == "dev" else address.listen()
        children = [web(mode, address, settings, listener), worker(settings)]
        try:
            for child in children:
                child.start()
            if wait_until_ready(address, own_host(settings), children[0], interrupts):
                terminal.say(banner(address, words))
            supervise(mode, children, lease, interrupts)
        finally:
            terminal.say("\nStopping …")
            stop_all(children, hurry=lambda: interrupts.asked > 1)
            end_left_over(note.token)
            if listener:
                listener.close()
    return 0


def set_up(settings: dict[str, str]) -> str:
    """Migrations, static files, sample; what the command wants said once the portal is up."""
    done = run([*MANAGE, "setup_portal"], env=settings, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(done.returncode)  # it has said why
    return done.stdout.strip()


def web(
    mode: str, address: Address, settings: dict[str, str], listener: socket.socket | None
) -> Child:
    if listener is None:
        host = f"[{address.host}]" if ":" in address.host else address.host
        command = [*MANAGE, "runserver", f"{host}:{address.port}"]
        # In the terminal's own session, so that breakpoint() can be typed at.
        return Child("web server", command, settings, own_session=False)
    # The socket is ours and outlives the server: requests wait while that is started again.
    command = [
        str(environment.PYTHON), "-m", "gunicorn", "cluster_portal.wsgi:application",
        "--bind", f"fd://{listener.fileno()}", "--workers", "2", "--worker-class", "gthread",
        "--threads", "2", "--preload", "--no-control-socket", "--log-level", "warning",
        "--timeout", "60", "--graceful-timeout", "8", "--chdir", str(ROOT),
    ]  # fmt: skip
    return Child("web server", command, settings, handles=(listener.fileno(),))


def worker(settings: dict[str, str]) -> Child:
    command = [
        *MANAGE, "procrastinate", "worker", "-p", "1", "--concurrency", "2",
        "--shutdown-graceful-timeout", "8",
    ]  # fmt: skip
    return Child("worker", command, settings)


def own_host(settings: dict[str, str]) -> str:
    """A name by which the portal lets itself be called."""
    return settings["ALLOWED_HOSTS"].split(",")[0].strip().replace("*", "").lstrip(".")


def wait_until_ready(address: Address, host: str, server: Child, interrupts: Interrupts) -> bool:
    until = time.monotonic() + READY_WITHIN
    while not interrupts.asked:
        if answers(address, host):
            return True
        if server.look() and server.failures >= 3:
            raise SetupError("The web server does not start; the reason stands above.")
        if time.monotonic() > until:
            raise SetupError(f"The portal gives no good answer at {address.url}; see above.")
        time.sleep(0.05)
    return False


def answers(address: Address, host: str) -> bool:
    connection = http.client.HTTPConnection(address.near, address.port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "Connection": "close"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def banner(address: Address, words: str) -> str:
    lines = ["", f"The portal is running at {address.url}   (Ctrl-C stops it)"]
    if address.host in EVERYWHERE:
        lines.append("It answers to everybody who can reach this machine.")
    if words:
        lines += ["", words]
    return "\n".join(lines)


def supervise(
    mode: str, children: list[Child], lease: devdb.Lease | None, interrupts: Interrupts
) -> None:
    """Until somebody asks to stop: whoever dies is started again, PostgreSQL first."""
    next_look = 0.0
    code = newest_code() if mode == "dev" else 0.0
    while not interrupts.asked:
        if time.monotonic() > next_look:
            next_look = time.monotonic() + 1
            if lease:
                revive(lease)
            if mode == "dev" and code != (code := newest_code()):
                children[1].renew()  # runserver reloads itself, the worker does not
        for child in children:
            if said := child.look():
                terminal.complain(said)
        time.sleep(0.2)


def revive(lease: devdb.Lease) -> None:
    try:
        if lease.revive():
            terminal.complain("PostgreSQL had stopped; it is started again.")
    except SetupError as trouble:
        terminal.complain(str(trouble))


def newest_code() -> float:
    folders = ("cluster_portal", "members", "faq", "working_groups", "governance")
    newest = 0.0
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            with contextlib.suppress(OSError):
                newest = max(newest, path.stat().st_mtime)
    return newest
