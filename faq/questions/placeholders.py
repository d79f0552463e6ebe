"""Where a cleaned text asks for live blocks: [[member-count category=company]]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from html import unescape

_PIECE = re.compile(r'<(?:[^>"]|"[^"]*")*>|[^<]+|<')
_CALL = re.compile(r"\[\[([^\[\]]{1,200})\]\]")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_LITERAL = {"code", "pre"}
_SINGLE = {"br", "hr"}
_HOLLOW = re.compile(r"<p>(?:\s|<br>)*</p>\n?")


class Place(Enum):
    OWN_LINE = "own line"
    SENTENCE = "sentence"


@dataclass(frozen=True)
class Call:
    """What stands between the brackets, and where."""

    words: str
    place: Place


def pieces(html: str) -> Iterator[str | Call]:
    """The text again, cut at the places that ask for a block. Code is left alone."""
    within: list[str] = []
    before, end, last = "", 0, html.rfind("[[")
    while end <= last:
        piece = _piece_at(html, end)
        end += len(piece)
        if piece.startswith("<"):
            _step(within, piece)
            yield piece
        elif "[[" not in piece or _LITERAL.intersection(within):
            yield piece
        else:
            yield from _of_text(piece, within[-1:] == ["p"], before, _piece_at(html, end))
        before = piece
    if html[end:]:
        yield html[end:]


def _piece_at(html: str, position: int) -> str:
    """A tag, or the text up to the next one; nothing at the end."""
    found = _PIECE.match(html, position)
    return found[0] if found else ""


def joined(parts: list[str]) -> str:
    """Without the paragraphs that held nothing but what was taken out of them."""
    return _HOLLOW.sub("", "".join(parts))


def _step(within: list[str], tag: str) -> None:
    found = _TAG.match(tag)
    if found is None or found[2] in _SINGLE:
        return
    if not found[1]:
        within.append(found[2])
    elif within and within[-1] == found[2]:
        within.pop()


def _of_text(text: str, in_paragraph: bool, before: str, after: str) -> Iterator[str | Call]:
    starts_line = before in {"<p>", "<br>"}
    ends_line = after in {"</p>", "<br>"}
    found = list(_CALL.finditer(text))
    at = 0
    for number, each in enumerate(found, start=1):
        upto = found[number].start() if number < len(found) else len(text)
        ahead, behind = text[at : each.start()], text[each.end() : upto]
        is_alone = _is_bare(ahead.rpartition("\n"), -1, starts_line and not at) and _is_bare(
            behind.partition("\n"), 0, ends_line and upto == len(text)
        )
        if ahead:
            yield ahead
        words = " ".join(unescape(each[1]).split())
        yield Call(words, Place.OWN_LINE if in_paragraph and is_alone else Place.SENTENCE)
        at = each.end()
    if text[at:]:
        yield text[at:]


def _is_bare(parted: tuple[str, str, str], side: int, at_edge: bool) -> bool:
    """Nothing stands between the call and the break of its line."""
    return not parted[side].strip() and (bool(parted[1]) or at_edge)
