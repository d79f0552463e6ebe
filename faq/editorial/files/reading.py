"""What the readers of all formats hand to the importer."""

import datetime as dt
from dataclasses import dataclass, field

from faq.editorial.texts import Text


@dataclass
class Entry:
    """One question in one language, as a file has it. None means that the file does not say."""

    language: str
    text: Text
    key: str = ""
    is_answered: bool = True
    is_archived: bool = False
    topic: str | None = None  # its address or its name
    labels: list[str] | None = None
    audiences: list[str] | None = None
    visibility: str | None = None
    is_pinned: bool | None = None
    position: int | None = None
    note: str = ""
    aliases: list[str] | None = None
    is_to_be_revised: bool = False
    reason: str = ""
    expected_on: dt.date | None = None
    remarks: list[str] = field(default_factory=list)


@dataclass
class NamedThing:
    """A topic or a label: its address and its names by language."""

    slug: str
    names: dict[str, str]
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """All that was read, and all that was not."""

    entries: list[Entry] = field(default_factory=list)
    topics: list[NamedThing] = field(default_factory=list)
    labels: list[NamedThing] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "Reading") -> None:
        self.entries += other.entries
        self.topics += other.topics
        self.labels += other.labels
        self.left_out += other.left_out
        self.remarks += other.remarks


def excerpt(text: str, length: int = 70) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[:length].rsplit(' ', 1)[0]}…"


def ending(text: str, length: int = 60) -> str:
    """The last words of a text, where a list was announced or a link stood."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"…{flat[-length:].split(' ', 1)[-1]}"
