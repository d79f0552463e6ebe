"""The cleaned tree of a wiki page as Markdown."""

import re
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from markdownify import MarkdownConverter

_SCHEMES = {"http", "https", "mailto", "tel"}
_LAYOUT = ["li", "ol", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_LIVE_BLOCK = re.compile(r"\[\[[^\[\]]{1,200}\]\]")
_SIGNS = re.compile(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w{1,31};)")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|>|\+(?=\s)|=+\s*$|-{2,}\s*$|~~~|\|)", re.MULTILINE)


def markdown(soup: BeautifulSoup, nodes: list[Tag]) -> str:
    holder = soup.new_tag("div")
    for node in nodes:
        holder.append(node)
    for cell in holder.find_all(["td", "th"]):
        if cell.find_parent(["td", "th"]) is None:
            _in_one_line(cell)
    holder.smooth()
    for text in holder.find_all(string=True):
        if text.find_parent("pre") is None:
            text.replace_with(NavigableString(_SPACE.sub(" ", text)))
    for each in holder.find_all("ol"):
        start = str(each.get("start", ""))
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
        for number, item in enumerate(each.find_all("li", recursive=False), first):
            item["number"] = str(number)
    writer = _Writer(heading_style="atx", bullets="-", autolinks=False)
    return writer.convert_soup(holder).strip()


def link_problem(href: str) -> str:
    """Why an address is not taken over; empty for a link."""
    bare = "".join(sign for sign in href if sign.isprintable()).strip()
    try:
        scheme = urlsplit(bare).scheme.lower()
    except ValueError:
        return "it is no address"
    if not scheme or scheme in _SCHEMES:
        return ""
    return f"it is no link ({scheme[:20]})"


def quoted(href: str) -> str:
    """An address that Markdown does not cut short."""
    bare = "".join(sign for sign in href.strip() if sign.isprintable())
    return quote(bare, safe="!#$%&'*+,-./:;=?@_~")


def _in_one_line(cell: Tag) -> None:
    """What a cell of a table in Markdown cannot hold: lists, tables, blocks of code."""
    for row in cell.find_all("tr"):
        _part(row.find_all(["td", "th"], recursive=False), ",")
    for table in cell.find_all("table"):
        _part([row for row in table.find_all("tr") if row.find_parent("table") is table], ";")
    for each in cell.find_all(["ol", "ul"]):
        _part(each.find_all("li", recursive=False), ";")
    for code in cell.find_all("pre"):
        code.name = "code"
        code.string = " ".join(code.get_text().split())
    for each in cell.find_all(_LAYOUT):
        each.insert_before(" ")
        if each.name in {"ol", "table", "ul"}:
            each.insert_after(" ")
        each.unwrap()


def _part(pieces: list[Tag], sign: str) -> None:
    for piece in pieces[:-1]:
        if piece.get_text(strip=True):
            piece.append(sign)


class _Writer(MarkdownConverter):
    """Markdown that says what the page said, and nothing that its words only look like."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        parts: list[str] = []
        at = 0
        for found in _LIVE_BLOCK.finditer(text):
            parts += [self._escaped(text[at : found.start()]), f"`{found.group()}`"]
            at = found.end()
        escaped = "".join([*parts, self._escaped(text[at:])])
        return escaped.replace("|", r"\|") if parent_tags & {"td", "th"} else escaped

    def _escaped(self, text: str) -> str:
        return _SIGNS.sub(lambda found: f"\\{found.group()}", text)

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        bare = "\n".join(line.lstrip(" ") for line in text.strip(" \n").split("\n"))
        words = _LINE_START.sub(r"\\\1", bare)
        if "_inline" in parent_tags:
            return f" {words} "
        return f"\n\n{words}\n\n" if words else ""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        sign = f"{el['number']}. " if el.get("number") else "- "
        first, *others = text.strip().split("\n")
        first = _LINE_START.sub(r"\\\1", first)
        if not first and not others:
            return "\n"
        space = " " * len(sign)
        lines = [sign + first, *(f"{space}{line}" if line else "" for line in others)]
        return "\n".join(lines) + "\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = text.strip("\n")
        longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{code}\n{fence}\n\n" if code.strip() else ""
