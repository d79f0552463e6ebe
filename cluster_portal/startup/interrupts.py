"""Ctrl-C, SIGTERM and a closed terminal: one way to stop, never in the middle of a hand-over."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from types import FrameType


class Stop(BaseException):
    """The person or the system asked run.py to stop."""


class Interrupts:
    """The first request raises Stop, or is only noted while `held`; `asked` counts them."""

    def __init__(self) -> None:
        self.asked = 0
        self._held = 0
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        if not self._held and self.asked == 1:
            raise Stop

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    def raise_if_asked(self) -> None:
        if self.asked:
            raise Stop


def end(processes: Iterable[subprocess.Popen[str]]) -> None:
    """Each may finish tidily before it is killed."""
    processes = list(processes)
    for process in processes:
        process.send_signal(signal.SIGINT)
    until = time.monotonic() + 10
    for process in processes:
        try:
            process.wait(max(until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            process.kill()


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Like subprocess.run, but a Stop lets the command finish tidily before it is killed."""
    # The options are Popen's own, handed on; its overloads cannot be told apart from here.
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True, **options) as process:  # type: ignore[call-overload]
        try:
            output, errors = process.communicate()
        except Stop:
            end([process])
            raise
    return subprocess.CompletedProcess(command, process.returncode, output, errors)
