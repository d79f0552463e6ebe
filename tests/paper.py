"""What stands on a PDF, as poppler reads it; `.ci/run` installs it. Without it these tests are
skipped; with CI=true its absence is a failure.
"""

import html
import os
import re
import shutil
import subprocess

import pytest


def words_on(pdf: bytes) -> str:
    """All words, with single spaces."""
    return " ".join(_run("pdftotext", "-layout", "-", "-", pdf=pdf).decode().split())


def edges_of(pdf: bytes, words: str) -> list[tuple[float, float]]:
    """Where each word that fits the pattern begins and ends on its line, in points, from above."""
    found = _run("pdftotext", "-bbox", "-", "-", pdf=pdf).decode()
    placed = re.findall(r'<word xMin="([\d.]+)" .*?xMax="([\d.]+)" .*?>(.*?)</word>', found)
    return [
        (float(left), float(right))
        for left, right, word in placed
        if re.fullmatch(words, html.unescape(word))
    ]


def fonts_of(pdf: bytes) -> list[str]:
    """A line a font: name, type, encoding, embedded, subset, unicode."""
    return _run("pdffonts", "-", pdf=pdf).decode().splitlines()[2:]


def picture_of(pdf: bytes) -> list[bytes]:
    """The first page in grey, 300 pixels an inch: a row of bytes for each line."""
    made = _run("pdftoppm", "-r", "300", "-gray", "-f", "1", "-l", "1", "-", pdf=pdf)
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", made)
    assert head
    width, pixels = int(head[1]), made[head.end() :]
    return [pixels[at : at + width] for at in range(0, len(pixels), width)]


def _run(*command: str, pdf: bytes) -> bytes:
    if not shutil.which(command[0]):
        reason = f"{command[0]} (poppler-utils) is not installed"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
