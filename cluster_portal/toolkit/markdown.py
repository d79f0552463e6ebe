"""One way from what people write to what browsers get: Markdown in, cleaned HTML out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Raise it when the parser or the allow-list changes: `manage.py render_markdown` then renders anew.
VERSION = 5

# Each sign that may begin something costs the parser some 20 µs, whatever becomes of it: a text of
# 100,000 of them took two seconds. An answer has some hundreds. The paragraph with which there are
# more than these, and all that follow, stand as they were typed.
MOST_SIGNS = 6_000
_SIGNS = "*_`[]<!&\\~"

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
_PARSER.enable(["table", "strikethrough"])
_PARSER.core.ruler.at("inline", lambda state: _parse_inline(state))
_PARSER.disable("image")  # no text shows pictures: what stands for one stays a link

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}, "h2": {"id"},
               "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"}}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A heading as it is written, and the id that is made from its words."""

    words: str
    anchor: str


def render(
    source: str,
    *,
    top: int = 2,
    prefix: str = "h-",
    anchors: Mapping[str, str] | None = None,
) -> str:
    """HTML that is safe to show to anybody.

    The page owns its h1 and perhaps an h2: the outermost headings become `top`, those beneath
    follow without a gap, however many # were written. Headings get an id made from their words
    behind `prefix`; `anchors` maps such an id to the one that the heading has kept from earlier.
    Raw HTML in the source is shown as text; only http, https, mailto, tel and site links stay.
    """
    tokens = _PARSER.parse(source or "")
    made = _headings(tokens, prefix)
    given: dict[str, int] = {}
    above: list[str] = []  # the written levels of the headings that this one stands under
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
            token.tag = f"h{min(top + len(above) - 1, 6)}"
            anchor = next(made).anchor
            token.attrSet("id", free_anchor((anchors or {}).get(anchor, anchor), given))
        elif token.type == "heading_close":
            token.tag = f"h{min(top + len(above) - 1, 6)}"
        elif token.type == "th_open":
            token.attrs.pop("style", None)
            token.attrSet("scope", "col")
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        html.encode("utf-8", "replace").decode(),  # half a surrogate pair is no sign
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


def _parse_inline(state: StateCore) -> None:
    left = MOST_SIGNS
    state.tokens = _without_empty_headings(state.tokens)
    for token in state.tokens:
        if token.type != "inline":
            continue
        left -= sum(map(token.content.count, _SIGNS))
        token.children = []
        if left >= 0:
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        else:
            token.children.append(Token("text", "", 0, content=token.content))


def _without_empty_headings(tokens: list[Token]) -> list[Token]:
    """A heading without words names nothing, and a screen reader stops at it for nothing."""
    kept: list[Token] = []
    number = 0
    while number < len(tokens):
        token = tokens[number]
        if token.type == "heading_open" and not tokens[number + 1].content:
            number += 3
            continue
        kept.append(token)
        number += 1
    return kept


def to_text(html: str) -> str:
    """The words alone, for search, mail and descriptions."""
    spaced = re.sub(r"</(p|li|h\d|tr|td|th|blockquote|pre)>", "\n", html or "")
    text = nh3.clean(spaced, tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"),
                         ("&nbsp;", " "), ("&amp;", "&")):  # fmt: skip
        text = text.replace(entity, sign)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def headings(source: str, *, prefix: str = "h-") -> list[Heading]:
    """The headings of a text in their order, each with the id that its words make."""
    return list(_headings(_PARSER.parse(source or ""), prefix))


def free_anchor(wish: str, taken: dict[str, int]) -> str:
    """The id, or the next one that is free; it is taken from now on.

    `taken` has each id that is given, with the number to try when it is wished for again.
    """
    name, number = wish, taken.get(wish, 2)
    while name in taken:
        name, number = f"{wish}-{number}", number + 1
    taken[wish] = number
    taken.setdefault(name, 2)
    return name


def _headings(tokens: list[Token], prefix: str) -> Iterator[Heading]:
    """With a prefix, so that no page has the id: a heading “Main” must not catch #main."""
    taken: dict[str, int] = {}
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[position + 1].content
            wish = f"{prefix}{slugify(words)[:60] or 'section'}"
            yield Heading(words, free_anchor(wish, taken))
