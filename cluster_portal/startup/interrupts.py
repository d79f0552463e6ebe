"""Ctrl-C, SIGTERM and a closed terminal: one way to stop, never in the middle of a hand-over."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class Stop(BaseException):
    """The person or the system asked run.py to stop."""


class Interrupts:
    """The first request raises Stop, or is only noted while `held`; `asked` counts them."""

    def __init__(self) -> None:
        self.asked = 0
        self._held = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._note)

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
