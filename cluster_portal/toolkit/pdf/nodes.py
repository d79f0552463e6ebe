"""Cleaned HTML as a tree of plain data, which a Typst template walks through.

Content reaches Typst as strings only, never as code: nothing in it can be executed, and no file
or address in it is ever opened.
"""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

Node = dict[str, Any]
Parts = list[Any]

DEEPEST = 8  # Typst allows some eighty calls within each other
_WORDS = {"em": "i", "strong": "b", "s": "s", "del": "s", "code": "code"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_CELLS = {"td", "th"}
_SINGLE = {"br", "hr"}
_LEAVES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "caption", "td", "th"}
_BOXES = {"ul", "ol", "blockquote", "table"}


def nodes_of(html: str, *, site: str = "") -> list[Node]:
    """The blocks of a cleaned text; links within the site get its address in front.

    p, h (with its level), ul and ol (items are lists of blocks), quote, pre, hr, table. The parts
    of a paragraph are strings and nodes: b, i, s, code, a (with url), br.
    """
    reader = _Reader(site)
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    def __init__(self, site: str) -> None:
        super().__init__(convert_charrefs=True)
        self.site = site
        self.blocks: list[list[Node]] = [[]]  # the lists of blocks that are open, innermost last
        self.parts: list[Parts] = []  # the paragraph and what is open within it
        self.open: list[str] = []
        self.tables: list[Node] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "br":
            self._within().append({"k": "br"})
        elif tag == "hr":
            self._end_paragraph()
            self._add({"k": "hr"})
        elif tag in _WORDS or tag == "a":
            self._begin_words(tag, known)
        else:
            self._begin_block(tag, known)
        if tag not in _SINGLE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self._end(last)
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if "pre" in self.open:
            self.blocks[-1][-1]["t"] += _shown(data, keep="\n")
            return
        words = _one_line(data)
        if words.strip() or (self.parts and self.parts[0]):
            within = self._within()
            is_first = within is self.parts[0] and not within
            within.append(words.lstrip(" ") if is_first else words)

    def finished(self) -> list[Node]:
        while self.open:
            self._end(self.open.pop())
        self._end_paragraph()
        return self.blocks[0]

    def _add(self, node: Node) -> None:
        self.blocks[-1].append(node)

    def _within(self) -> Parts:
        """The parts to write in; words that stand in no paragraph get one."""
        if not self.parts:
            self._add({"k": "p", "c": []})
            self.parts.append(self.blocks[-1][-1]["c"])
        return self.parts[-1]

    def _begin_words(self, tag: str, known: dict[str, str | None]) -> None:
        if "pre" in self.open:
            return
        around = self._within()
        node: Node = {"k": _WORDS.get(tag, "a"), "c": []}
        if tag == "a":
            node["url"] = self._address(known.get("href") or "")
        is_deep = len(self.parts) > DEEPEST
        if not is_deep:
            around.append(node)
        self.parts.append(around if is_deep else node["c"])

    def _begin_block(self, tag: str, known: dict[str, str | None]) -> None:
        if tag in _LEAVES or tag in _BOXES or tag in {"li", "div", "tr"}:
            self._end_paragraph()
        if tag == "pre":
            self._add({"k": "pre", "t": ""})
        elif tag in {"p", "div"}:
            return
        elif tag[0] == "h" and tag[1:].isdigit():
            self._begin_leaf({"k": "h", "level": int(tag[1:]), "c": []})
        elif tag in {"ul", "ol"}:
            start = known.get("start") or "1"
            self._add({"k": tag, "start": int(start) if start.isdigit() else 1, "items": []})
        elif tag == "li":
            self._begin_item()
        elif tag == "blockquote":
            self._begin_quote()
        else:
            self._begin_table_part(tag)

    def _begin_leaf(self, node: Node) -> None:
        self._add(node)
        self.parts.append(node["c"])

    def _begin_quote(self) -> None:
        if len(self.blocks) > DEEPEST:
            self.blocks.append(self.blocks[-1])
            return
        node: Node = {"k": "quote", "c": []}
        self._add(node)
        self.blocks.append(node["c"])

    def _begin_item(self) -> None:
        if len(self.blocks) > DEEPEST:
            self.blocks.append(self.blocks[-1])
            return
        holder = self.blocks[-1][-1] if self.blocks[-1] else None
        if holder is None or "items" not in holder:
            holder = {"k": "ul", "start": 1, "items": []}
            self._add(holder)
        holder["items"].append([])
        self.blocks.append(holder["items"][-1])

    def _begin_table_part(self, tag: str) -> None:
        if tag == "table":
            node: Node = {"k": "table", "head": [], "rows": [], "caption": []}
            self._add(node)
            self.tables.append(node)
        elif not self.tables:
            return
        elif tag == "caption":
            self.parts.append(self.tables[-1]["caption"])
        elif tag == "tr":
            table = self.tables[-1]
            table["head" if "thead" in self.open and not table["head"] else "rows"].append([])
        elif tag in _CELLS:
            table = self.tables[-1]
            rows = table["rows"] or table["head"]
            if not rows:
                rows.append([])
            cell: Parts = []
            rows[-1].append({"is_head": tag == "th", "c": cell})
            self.parts.append(cell)

    def _end(self, tag: str) -> None:
        if tag in _WORDS or tag == "a":
            if len(self.parts) > 1:
                self.parts.pop()
        elif tag in _LEAVES or tag in {"div", "tr"}:
            self._end_paragraph()
        elif tag in {"li", "blockquote"}:
            self._end_paragraph()
            if len(self.blocks) > 1:
                self.blocks.pop()
        elif tag == "table" and self.tables:
            _square(self.tables.pop())

    def _end_paragraph(self) -> None:
        self.parts.clear()

    def _address(self, href: str) -> str:
        """Where a link leads on paper; empty when nowhere but on the page itself."""
        if not href or href.startswith("#"):
            return ""
        try:
            address = urljoin(f"{self.site}/", href) if self.site else href
            scheme = urlsplit(address).scheme
        except ValueError:
            return ""
        return address if scheme in _SCHEMES else ""


def _one_line(words: str) -> str:
    """As browsers set it: runs of space are one."""
    return re.sub(r"[ \t\r\n\f]+", " ", _shown(words))


def _shown(words: str, keep: str = " \t\r\n\f") -> str:
    """Without signs that no font shows: controls, marks of direction, halves of signs."""
    return "".join(
        sign if sign.isprintable() or sign in keep or sign == "\xa0" else "" for sign in words
    )


def _square(table: Node) -> None:
    """Every row gets as many cells as the longest."""
    rows = [*table["head"], *table["rows"]]
    table["columns"] = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend({"is_head": False, "c": []} for _n in range(table["columns"] - len(row)))
