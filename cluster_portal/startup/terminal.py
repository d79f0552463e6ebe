"""Words for the person at the terminal."""

import contextlib
import sys


def say(words: str = "") -> None:
    with contextlib.suppress(OSError, ValueError):  # the terminal or pipe may be gone
        print(words, flush=True)


def complain(words: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(words, file=sys.stderr, flush=True)
