"""What the readers of all formats hand to the importer."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from faq.editorial.texts import Text


@dataclass
class Entry:
    """One question in one language, as a file has it. None means that the file does not say."""

    language: str
    text: Text
    key: str = ""
    is_answered: bool = True
    is_archived: bool = False
    is_withdrawn: bool = False
    topic: str | None = None  # its address or its name
    labels: list[str] | None = None
    audiences: list[str] | None = None
    visibility: str | None = None
    is_pinned: bool | None = None
    position: int | None = None
    note: str = ""
    aliases: list[str] | None = None
    is_to_be_revised: bool = False
    reason: str | None = None
    expected_on: dt.date | None = None
    behind: str = ""
    merged_into: str = ""
    anchors: dict[str, dict[str, str]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)  # only what the file says
    remarks: list[str] = field(default_factory=list)


@dataclass
class NamedThing:
    """A topic or a label: its address and its names by language."""

    slug: str
    names: dict[str, str]
    descriptions: dict[str, str] = field(default_factory=dict)
    review_every: int | None = None


@dataclass
class Source:
    """What answers cite, with its facts as `CitedSource` names them."""

    kind: str
    reference: str
    facts: dict[str, Any] = field(default_factory=dict)
    superseded_by: tuple[str, str] | None = None


@dataclass
class OldPage:
    """An address that leads to a question (its name in the files) or else to the list of all."""

    path: str
    key: str = ""
    anchor: str = ""
    source: str = "import"


@dataclass
class Reading:
    """All that was read, and all that was not."""

    entries: list[Entry] = field(default_factory=list)
    topics: list[NamedThing] = field(default_factory=list)
    labels: list[NamedThing] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    old_pages: list[OldPage] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "Reading") -> None:
        self.entries += other.entries
        self.topics += other.topics
        self.labels += other.labels
        self.sources += other.sources
        self.old_pages += other.old_pages
        self.left_out += other.left_out
        self.remarks += other.remarks


def excerpt(text: str, length: int = 70) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[:length].rsplit(' ', 1)[0]}…"


def ending(text: str, length: int = 60) -> str:
    """The last words of a text, where a list was announced or a link stood."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"…{flat[-length:].split(' ', 1)[-1]}"
