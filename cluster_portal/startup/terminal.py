"""Words for the person at the terminal."""

import contextlib
import io
import sys
from typing import TextIO


def say(words: str = "") -> None:
    _write(sys.stdout, words)


def complain(words: str) -> None:
    _write(sys.stderr, words)


def _write(stream: TextIO, words: str) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")  # a terminal that knows only ASCII gets a ? for …
    with contextlib.suppress(OSError, ValueError):  # it may be gone
        stream.write(f"{words}\n")
        stream.flush()
