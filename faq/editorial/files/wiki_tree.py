"""The tree of a page, as the people who wrote it meant it."""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from faq.editorial.errors import UnreadableFileError

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {"blockquote", "hr", "ol", "p", "pre", "table", "ul"}
WRAPPERS = {
    "address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "fieldset",
    "figure", "footer", "form", "header", "html", "main", "nav", "section",
}  # fmt: skip
MOST_ELEMENTS = 50_000
DEEPEST = 120

# An element that begins ends these before it, up to one of the others.
_ENDS = {
    **dict.fromkeys(
        BLOCKS | WRAPPERS - {"body", "html"}, ({"p"} | HEADINGS, {"td", "th", "li", "table"})
    ),
    "li": ({"li", "p"}, {"ol", "ul"}),
    "dt": ({"dd", "dt", "p"}, {"dl"}),
    "dd": ({"dd", "dt", "p"}, {"dl"}),
    "td": ({"td", "th", "p"}, {"tr", "table"}),
    "th": ({"td", "th", "p"}, {"tr", "table"}),
    "tr": ({"tr", "td", "th", "p"}, {"table"}),
}


class _Soup(BeautifulSoup):
    """Ends what writers of HTML leave open: paragraphs, items of lists, cells."""

    elements = 0

    def handle_starttag(self, name: str, *args: Any, **named: Any) -> Tag | None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.tagStack) > DEEPEST:
            raise _TooMuchError
        ended, up_to = _ENDS.get(name, (set(), set()))
        for tag in reversed(self.tagStack[1:]):
            if tag.name in up_to:
                break
            if tag.name in ended:
                self.handle_endtag(tag.name)
        return super().handle_starttag(name, *args, **named)


class _TooMuchError(Exception):
    pass


def parse(text: str, name: str) -> BeautifulSoup:
    """Raises UnreadableFileError for what is no page that anybody wrote."""
    try:
        return _Soup(_without_cdata(text), "html.parser")
    except _TooMuchError:
        raise UnreadableFileError(
            f"{name} is nested too deeply, or has more than {MOST_ELEMENTS} elements: it was not "
            "read."
        ) from None
    except (ParserRejectedMarkup, AssertionError, ValueError) as error:
        raise UnreadableFileError(f"{name} is not readable as HTML ({error}).") from error


def blocks(soup: BeautifulSoup, node: Tag) -> Iterator[Tag]:
    """What stands under one another on the page: wrappers opened, loose words in paragraphs.

    Each block is taken out of the tree.
    """
    loose: list[Any] = []

    def gathered() -> Iterator[Tag]:
        if any(isinstance(each, Tag) or each.strip() for each in loose):
            paragraph = soup.new_tag("p")
            paragraph.extend(loose)
            yield paragraph
        loose.clear()

    for child in list(node.children):
        child.extract()
        if isinstance(child, Tag) and (child.name in BLOCKS or child.name in WRAPPERS):
            yield from gathered()
            if child.name in BLOCKS:
                yield child
            else:
                if child.get("id"):
                    place = soup.new_tag("p")
                    place["id"] = str(child["id"])
                    yield place
                yield from blocks(soup, child)
        else:
            loose.append(child)
    yield from gathered()


def flat(node: Tag) -> str:
    return " ".join(node.get_text().split())


def _without_cdata(text: str) -> str:
    """Its contents as text: parsers disagree about it outside of XML."""
    parts, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            break
        inside = text[start + 9 : end].replace("&", "&amp;").replace("<", "&lt;")
        parts += [text[at:start], inside]
        at = end + 3
    return "".join([*parts, text[at:]])
