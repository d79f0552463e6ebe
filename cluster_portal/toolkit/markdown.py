"""One way from what people write to what browsers get: Markdown in, cleaned HTML out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Raise it when the parser or the allow-list changes: `manage.py render_markdown` then renders anew.
VERSION = 7

# What may begin something costs the parser some 20 µs each, whatever becomes of it: a line with
# words, a sign, a mark of a list, a cell of a table; a paragraph twice as much. An answer has some
# hundreds. Where there are more than these, the paragraph or line with which they are exceeded, and
# all that follows, stands as it was typed.
MOST_SIGNS = 3_000
_SIGNS = "*_`[]<>&\\~"
_BEGINNINGS = "#|>`~"
_LIST_MARKS = re.compile(r"(?:[ \t>]*(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))+")
_LINE_END = re.compile(r"\r\n?")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")

_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')
_ENDS_OF_LINES = re.compile(r"</(p|li|h\d|tr|td|th|blockquote|pre)>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " ", "&amp;": "&"}
_RARE_ENTITY = re.compile(rf"&(?!{'|'.join(name[1:] for name in _ENTITIES)})")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.disable("image")  # no text shows pictures: what stands for one stays a link
    parser.core.ruler.after("block", "empty_headings", _without_empty_headings)
    # By default it stops at each sign that any plug-in might want; these are those of our rules.
    parser.inline.terminator_re = re.compile(r"[\n\\`~*_\[\]<&]")
    return parser


def _without_empty_headings(state: StateCore) -> None:
    """A heading without words names nothing, and a screen reader stops at it for nothing."""
    kept: list[Token] = []
    number = 0
    while number < len(state.tokens):
        token = state.tokens[number]
        if token.type == "heading_open" and not state.tokens[number + 1].content:
            number += 3
            continue
        kept.append(token)
        number += 1
    state.tokens = kept


_PARSER = _parser()
_OUTLINE = _parser()  # finds headings, and leaves their words as they are
_OUTLINE.core.ruler.disable(["inline", "text_join"])

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
    read, typed = _divided(source)
    tokens = _PARSER.parse(read)
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
    cleaned = nh3.clean(
        _PARSER.renderer.render(tokens, _PARSER.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return cleaned + _as_typed(typed)


def is_read_whole(source: str) -> bool:
    """Whether all of a text is read as Markdown: it has no more signs than MOST_SIGNS."""
    return not _divided(source)[1]


def _divided(source: str) -> tuple[str, str]:
    """What is read as Markdown, and what follows as it was typed: nothing, but for abuse."""
    text = _LINE_END.sub("\n", source or "")
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no sign
    left = MOST_SIGNS
    here = end = columns = 0
    is_new = True
    for line in text.split("\n"):
        words = line.strip(" \t")
        if words:
            marks = _LIST_MARKS.match(line)
            if is_new or marks or words[0] in _BEGINNINGS:
                end = here
                left -= 1 if words[0] == "|" else 2  # a row is told by its cells
            columns = max(columns, line.count("|"))  # a row is as long as the longest before it
            left -= 1 + columns + sum(map(line.count, _SIGNS))
            left -= 2 * len(marks[0].split()) - 1 if marks else 0  # lists within lists
            if left < 0:
                return text[:end], text[end:]
        else:
            columns = 0
        is_new = not words
        here += len(line) + 1
    return text, ""


def _as_typed(text: str) -> str:
    """Escaped, so there is nothing to clean; nor does it ask for what [[…]] stands for."""
    words = text.replace("\x00", "\ufffd").strip("\n")
    html = escape(words, quote=False).replace("[[", "[&#91;")
    paragraphs = _EMPTY_LINES.split(html) if words else []
    return "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)


def to_text(html: str) -> str:
    """The words alone, for search, mail and descriptions, of HTML that we have made."""
    text = _TAG.sub("", _ENDS_OF_LINES.sub("\n", html or ""))
    if _RARE_ENTITY.search(text):
        text = unescape(text)
    else:
        for entity, sign in _ENTITIES.items():
            text = text.replace(entity, sign)
    lines = (line.strip() for line in text.replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def headings(source: str, *, prefix: str = "h-") -> list[Heading]:
    """The headings of a text in their order, each with the id that its words make."""
    return list(_headings(_OUTLINE.parse(_divided(source)[0]), prefix))


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
