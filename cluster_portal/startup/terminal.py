"""Words for the person at the terminal."""

import contextlib
import sys


def say(words: str = "") -> None:
    with contextlib.suppress(OSError, ValueError):  # the terminal or pipe may be gone
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()


def complain(words: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
