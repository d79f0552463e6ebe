"""The processes run.py watches over, and how none of them outlives it."""

import contextlib
import ctypes
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable

RUN = "PORTAL_RUN"  # in the environment of all that one run started: proof of whose they are
PATIENCE = 12.0  # seconds between a polite request to stop and the end
STEADY_AFTER = 60.0  # a child that lived so long is not in a loop of failures
LONGEST_PAUSE = 30.0


PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl() -> Callable[[int, int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None


def adopt_orphans() -> None:
    """PostgreSQL's daemon becomes our child: not every container's init buries the dead."""
    if prctl := _prctl():
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def bury_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux a child is told to stop when run.py is killed."""
    prctl = _prctl()
    if prctl is None:
        return None
    parent = os.getpid()

    def before_exec() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


class Child:
    """One long-running process, started again when it dies."""

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        *,
        own_session: bool = True,
        handles: tuple[int, ...] = (),
    ) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._own_session = own_session
        self._handles = handles
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._next_start = 0.0
        self.failures = 0

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            start_new_session=self._own_session,
            preexec_fn=_die_with_parent(),
            pass_fds=self._handles,
        )
        self._started = time.monotonic()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def look(self) -> str:
        """Restart it if it died and its pause is over; what there is to say about that."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._next_start:
                self.start()
            return ""
        code = self._process.poll()
        if code is None:
            return ""
        self._signal(signal.SIGKILL)  # what its group left behind
        self.failures = 1 if now - self._started > STEADY_AFTER else self.failures + 1
        pause = min(0.5 * 2 ** (self.failures - 1), LONGEST_PAUSE)
        self._process = None
        self._next_start = now + pause
        return f"The {self.name} stopped ({how_it_ended(code)}); it is started again."

    def ask_to_stop(self) -> None:
        if self._process and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def renew(self) -> None:
        """Stop it and let `look` start it again at once."""
        stop_all([self])
        self._process = None
        self._next_start = 0.0

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        if self._process:
            self._process.wait()

    def _signal(self, number: int) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._own_session:
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)


def how_it_ended(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def stop_all(children: list[Child], hurry: Callable[[], bool] = lambda: False) -> None:
    """Politely, together; after a while, or when `hurry` says so, by force."""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + PATIENCE
    while any(child.is_alive() for child in children):
        if time.monotonic() > until or hurry():
            break
        time.sleep(0.05)
    for child in children:
        child.kill()


def left_over(token: str) -> list[int]:
    """Live processes that carry this run's token; only Linux can tell."""
    proof = f"{RUN}={token}".encode()
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(process.name) == os.getpid():
                continue
            if proof in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def end_left_over(token: str) -> int:
    """Stop what a run left behind, soon: somebody waits for the next one. How many that were."""
    pids = left_over(token)
    for number, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
        for pid in left_over(token):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        until = time.monotonic() + patience
        while left_over(token) and time.monotonic() < until:
            time.sleep(0.05)
    return len(pids)


def is_token(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{32}", text) is not None
