"""Reads the sample's data: TOML for facts, Markdown for long texts."""

import functools
import re
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
HEADING = re.compile(r"^## \d+\. (.+)$", re.MULTILINE)


@functools.cache
def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str, table: str = "") -> list[dict[str, Any]]:
    return toml(name)[table or name]


def minutes(key: str, language: str) -> str:
    return (DATA / "minutes" / f"{key}.{language}.md").read_text(encoding="utf-8")


def legal_text(kind: str, language: str) -> str:
    return (DATA / "texts" / f"{kind}.{language}.md").read_text(encoding="utf-8")


def headings(text: str) -> list[str]:
    return HEADING.findall(text)


def some(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """Those of the named facts that the row states."""
    return {name: row[name] for name in names if name in row}
