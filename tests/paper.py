"""What stands on a PDF, as poppler reads it; `.ci/run` installs it."""

import shutil
import subprocess

import pytest


def words_on(pdf: bytes) -> str:
    """All words, with single spaces."""
    return " ".join(_run("pdftotext", "-layout", "-", "-", pdf=pdf).split())


def fonts_of(pdf: bytes) -> list[str]:
    """A line a font: name, type, encoding, embedded, subset, unicode."""
    return _run("pdffonts", "-", pdf=pdf).splitlines()[2:]


def _run(*command: str, pdf: bytes) -> str:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} (poppler-utils) is not installed")
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
