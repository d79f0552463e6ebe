"""Questions and answers in Markdown: two kinds of file.

**A question a file**, as `export_faq` writes it: front matter between two lines of `---`, then the
full answer. A key a line, `key: value`; a value goes on in indented lines. Only `title` must be
there.

    ---
    id: what-does-it-cost            its name in links between answers; never changes
    language: en                     en or ro; two files with one id are one question
    title: What does membership cost?
    topic: joining                   the address of a topic (see topics.toml), or its name
    audience: joining, member        joining, member, partner, governance
    labels: fees, joining            addresses of labels
    pinned: yes                      yes or no
    position: 20                     place in its topic
    visibility: public               public or members
    status: published                published, to_be_revised, needs_answer, archived
    reason: The fees change.         why it is to be revised; readers see it
    expected: 2027-03-01             until when
    note: Ask the Board.             for editors
    aliases: price; how much         other wordings, parted by semicolons
    short_answer: It depends …       one or two sentences
    review_every: 12                 months between reviews
    review_by: 2027-05-01            or none
    related: how-to-leave 10         always shown beneath it, with its place; parted by commas
    muted: what-is-a-cluster         never shown beneath it
    citations: statute art. 12 | (3) kind and reference | paragraph; one a line
    old_addresses: import /old/page | heading          one a line; title, import or editor
    ---
    The full answer. A link to another one: [leaving](faq:how-to-leave).

    === members ===

    What only active members read beneath it.

A sign that parts things has a backslash before it where it belongs to one: `who\\; what`. Written
by the export, and seldom by people: `withdrawn` (status: the text is kept, readers do not see it),
`behind: content` (the other language has changed since, and how much), `cause` (of the reason),
`merged_into`, `anchors` (of headings that were reworded), `aliases_ro` and `reason_ro` (of a
language that has no file). People are in no file: owner, deputy and authors stay in the database.

**Many questions in one file**, without front matter: `## Category`, `### Question`, the answer
beneath (a `##` that ends with a question mark is a question, too). Deeper headings belong to the
answer.

`topics.toml`, beside the files, gives topics (in order) and labels their names in both languages.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Callable
from typing import Any

from faq.editorial.errors import UnreadableFileError
from faq.editorial.files import plain_text
from faq.editorial.files.decoding import with_comma_below
from faq.editorial.files.reading import Entry, NamedThing, OldPage, Reading, Source, excerpt
from faq.editorial.files.values import cut, parted
from faq.editorial.texts import LANGUAGES, Text
from faq.questions.models import (
    AddressSource,
    Audience,
    NeedCause,
    Significance,
    SourceKind,
    Visibility,
)

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_KEY = re.compile(r"^([a-z_]+):(?:\s+(.*))?$")
_YES = {"yes": True, "true": True, "da": True, "no": False, "false": False, "nu": False}
_LONGEST = {"title": 250, "topic": 120, "labels": 60, "aliases": 250, "reason": 300}
_LONGEST_LINK = {"citations": (120, 60), "old_addresses": (500, 80)}
_SIGNS = {"labels": ",", "aliases": ";"}
_STATES = ("published", "to_be_revised", "needs_answer", "withdrawn", "archived")
_FOR_MEMBERS = re.compile(
    r"^(\\*)(?=={2,}[ \t]*(?:for[ \t]+)?members(?:[ \t]+only)?[ \t]*=*[ \t]*$)", re.IGNORECASE
)
FOR_MEMBERS = "=== members ==="
_ROMANIAN = {"title", "short_answer", "aliases", "reason", "topic", "labels"}
_KEYS = {
    "id", "language", "title", "topic", "audience", "labels", "pinned", "position", "visibility",
    "status", "reason", "expected", "note", "aliases", "short_answer", "review_every", "review_by",
    "related", "muted", "citations", "old_addresses", "behind", "cause", "merged_into", "anchors",
    *(f"{key}_{code}" for key in ("aliases", "reason") for code in LANGUAGES),
}  # fmt: skip


def has_front_matter(text: str) -> bool:
    return text.startswith("---\n") and "\n---" in text[4:]


def is_bundle(text: str) -> bool:
    """Whether a text without front matter has questions as Markdown headings."""
    return any(
        len(level) in {2, 3} and (level == "###" or title.endswith("?"))
        for level, title in _headings(text)
    )


def read_question(text: str, language: str, name: str) -> Reading:
    """A file with front matter; nonsense in it is refused with the line's own words."""
    head, _line, rest = text[4:].partition("\n---")
    values, remarks = _front_matter(head, name)
    if values.get("language", language) == "ro":
        values |= {key: with_comma_below(values[key]) for key in _ROMANIAN & set(values)}
    body, addendum = parted_answer(rest.partition("\n")[2])
    title = values.get("title", "")
    if not title:
        raise UnreadableFileError(f"{name} has no title in its front matter.")
    chosen = values.get("language", language)
    _check(name, "language", chosen, LANGUAGES)
    status = _check(name, "status", values.get("status", "published"), _STATES)
    answer = Text(title, values.get("short_answer", ""), body, addendum).tidied(chosen)
    is_empty = not answer.short_answer and not answer.body
    if status not in {"needs_answer", "archived"} and is_empty:
        remarks.append(f"It says {status}, but there is no answer: it waits for one.")
    entry = Entry(
        language=chosen,
        text=answer,
        key=values.get("id", ""),
        is_answered=status != "needs_answer" and not is_empty,
        is_archived=status == "archived",
        is_withdrawn=status == "withdrawn",
        topic=values.get("topic"),
        labels=_listed(values, "labels", ","),
        audiences=_listed(values, "audience", ","),
        visibility=values.get("visibility"),
        is_pinned=_converted(name, values, "pinned", _YES.__getitem__, "yes or no"),
        position=_converted(name, values, "position", _place, "a number from 0 to 32767"),
        note=values.get("note", ""),
        aliases=_listed(values, "aliases", ";"),
        is_to_be_revised=status == "to_be_revised" or "reason" in values,
        reason=" ".join(values["reason"].split()) if "reason" in values else None,
        expected_on=_day(name, values, "expected"),
        behind=_checked(name, values, "behind", Significance.values) or "",
        merged_into=values.get("merged_into", ""),
        anchors=_anchors(values.get("anchors", "")),
        more=_more(name, values),
        remarks=remarks,
    )
    for key, longest in _LONGEST.items():
        for each in _listed(values, key, _SIGNS.get(key, "\n")) or []:
            if len(each) > longest:
                raise UnreadableFileError(
                    f"{name} has more than {longest} characters in “{key}: {excerpt(each)}”."
                )
    for audience in entry.audiences or []:
        _check(name, "audience", audience, Audience.values)
    if entry.visibility is not None:
        _check(name, "visibility", entry.visibility, Visibility.values)
    return Reading(entries=[entry])


def parted_answer(text: str) -> tuple[str, str]:
    """The full answer, and what stands under “=== members ===”."""
    parts: tuple[list[str], list[str]] = ([], [])
    is_for_members = False
    for line in text.split("\n"):
        found = _FOR_MEMBERS.match(line)
        if found and not found.group(1) and not is_for_members:
            is_for_members = True
        else:
            parts[is_for_members].append(line[1:] if found and found.group(1) else line)
    return "\n".join(parts[0]), "\n".join(parts[1])


def guarded(text: str) -> str:
    """A text none of whose lines parts an answer."""
    return "\n".join(f"\\{line}" if _FOR_MEMBERS.match(line) else line for line in text.split("\n"))


def _more(name: str, values: dict[str, str]) -> dict[str, Any]:
    """What the importer keeps as the file has it, in one spelling."""
    said: dict[str, Any] = {}
    for key, sign in (("muted", ","), ("related", ",")):
        if key in values:
            said[key] = sorted(_listed(values, key, sign) or [], key=_by_place)
    for key, kinds in (("citations", SourceKind.values), ("old_addresses", AddressSource.values)):
        if key in values:
            said[key] = sorted(filter(None, (line.strip() for line in values[key].split("\n"))))
            for line in said[key]:
                _check(name, key, line.partition(" ")[0], kinds)
                _check_link(name, key, line.partition(" ")[2])
    if "review_every" in values:
        said["review_every"] = _converted(name, values, "review_every", _months, "months, from 1")
    if "review_by" in values:
        is_none = values["review_by"].lower() in {"", "none"}
        said["review_by"] = None if is_none else _day(name, values, "review_by")
    if "cause" in values:
        said["cause"] = _checked(name, values, "cause", NeedCause.values)
    for code in LANGUAGES:
        if f"reason_{code}" in values:
            said[f"reason_{code}"] = " ".join(values[f"reason_{code}"].split())
        if f"aliases_{code}" in values:
            said[f"aliases_{code}"] = sorted(_listed(values, f"aliases_{code}", ";") or [])
    return said


def _check_link(name: str, key: str, words: str) -> None:
    whole, *part = cut(words, "|")
    longest, longest_part = _LONGEST_LINK[key]
    is_address = whole.startswith("/") and not whole.startswith("//")
    if not whole or (key == "old_addresses" and not is_address):
        raise UnreadableFileError(f"{name} says “{key}: {excerpt(words)}”, which leads nowhere.")
    if len(whole) > longest or len(part and part[0]) > longest_part:
        raise UnreadableFileError(f"{name} has too many characters in “{key}: {excerpt(words)}”.")


def _by_place(thing: str) -> tuple[int, str]:
    key, _space, place = thing.partition(" ")
    return (int(place) if place.isdecimal() else 100, key)


def _anchors(value: str) -> dict[str, dict[str, str]]:
    """`body made-of-words kept`, one a line."""
    found: dict[str, dict[str, str]] = {}
    for words in (line.split() for line in value.split("\n")):
        if len(words) == 3:
            found.setdefault(words[0], {})[words[1]] = words[2]
    return found


def read_bundle(text: str, language: str) -> Reading:
    """`## Category`, `### Question`, the answer beneath."""
    reading = Reading()
    topic: str | None = None
    title: str | None = None
    answer: list[str] = []

    def finish() -> None:
        text = "\n".join(answer).strip("\n")
        if title is not None:
            made = plain_text.entry(title, text, language, is_markdown=True)
            made.topic = topic
            reading.entries.append(made)
        elif text.strip():
            reading.left_out.append(f"under no question: “{excerpt(text)}”")
        answer.clear()

    is_code = False
    for line in text.split("\n"):
        is_code ^= bool(_FENCE.match(line))
        heading = None if is_code else _HEADING.match(line)
        level = len(heading.group(1)) if heading else 0
        if heading and level <= 3:
            finish()
            words = heading.group(2)
            is_question = level == 3 or (level == 2 and words.endswith("?"))
            title = words if is_question else None
            topic = words if level == 2 and not is_question else topic
        else:
            # One level up: in a file of its own the answer's first headings are ###.
            answer.append(line[1:] if heading else line)
    finish()
    return reading


def read_topics(text: str, name: str) -> Reading:
    try:
        tables = tomllib.loads(text)
        return Reading(
            topics=[
                NamedThing(
                    topic["key"],
                    {code: topic[f"name_{code}"] for code in LANGUAGES if f"name_{code}" in topic},
                    {
                        code: topic[f"description_{code}"]
                        for code in LANGUAGES
                        if f"description_{code}" in topic
                    },
                )
                for topic in tables.get("topics", [])
            ],
            labels=[
                NamedThing(
                    slug,
                    {code: names[code] for code in LANGUAGES if code in names},
                    review_every=names.get("review_every"),
                )
                for slug, names in tables.get("labels", {}).items()
            ],
            sources=[_source(table) for table in tables.get("sources", [])],
            old_pages=[
                OldPage(
                    table["path"],
                    anchor=table.get("anchor", ""),
                    source=table.get("source", AddressSource.IMPORT),
                )
                for table in tables.get("old_addresses", [])
            ],
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise UnreadableFileError(
            f"{name} is not a list of topics and labels as export_faq writes it: {error}."
        ) from error


def _source(table: dict[str, Any]) -> Source:
    if table["kind"] not in SourceKind.values:
        raise TypeError(f"“{table['kind']}” is no kind of source")
    later = table.get("superseded_by")
    return Source(
        table["kind"],
        table["reference"],
        {
            name: table[name]
            for name in ("title", "address", "valid_from", "superseded_on")
            if name in table
        },
        (later["kind"], later["reference"]) if later else None,
    )


def _headings(text: str) -> list[tuple[str, str]]:
    found = (_HEADING.match(line) for line in text.split("\n"))
    return [(match.group(1), match.group(2)) for match in found if match]


def _front_matter(head: str, name: str) -> tuple[dict[str, str], list[str]]:
    values: dict[str, list[str]] = {}
    remarks: list[str] = []
    present = ""
    for line in head.split("\n"):
        found = _KEY.match(line)
        if found:
            present = found.group(1)
            values[present] = [(found.group(2) or "").strip()]
            if present not in _KEYS:
                remarks.append(f"The front matter’s “{present}” is not known and was not read.")
        elif present and (line.startswith("  ") or not line.strip()):
            values[present].append(line[2:].rstrip())
        else:
            raise UnreadableFileError(
                f"{name} has a line in its front matter that is not “key: value”: "
                f"“{excerpt(line)}”."
            )
    return {key: "\n".join(lines).strip() for key, lines in values.items()}, remarks


def _listed(values: dict[str, str], key: str, sign: str) -> list[str] | None:
    if key not in values:
        return None
    return parted(values[key], sign)


def _converted(
    name: str, values: dict[str, str], key: str, convert: Callable[[str], Any], wanted: str
) -> Any:
    if not values.get(key):
        return None
    try:
        return convert(values[key].lower())
    except (KeyError, ValueError):
        raise UnreadableFileError(
            f"{name} says “{key}: {excerpt(values[key])}”; it should be {wanted}."
        ) from None


def _day(name: str, values: dict[str, str], key: str) -> dt.date | None:
    day: dt.date | None = _converted(
        name, values, key, dt.date.fromisoformat, "a day such as 2027-03-01"
    )
    return day


def _months(value: str) -> int:
    months = int(value)
    if not 1 <= months <= 32_767:
        raise ValueError(value)
    return months


def _checked(name: str, values: dict[str, str], key: str, known: Any) -> str | None:
    return _check(name, key, values[key], known) if values.get(key) else None


def _place(value: str) -> int:
    place = int(value)
    if not 0 <= place <= 32_767:
        raise ValueError(value)
    return place


def _check(name: str, key: str, value: str, known: Any) -> str:
    if value not in known:
        raise UnreadableFileError(
            f"{name} says “{key}: {excerpt(value)}”; it should be {' or '.join(known)}."
        )
    return value
