"""One way from what people write to what browsers get: Markdown in, cleaned HTML out."""

import re

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt

# Raise it when the parser or the allow-list changes: `manage.py render_markdown` then renders anew.
VERSION = 1

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
_PARSER.enable(["table", "strikethrough"])

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}, "h2": {"id"},
               "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"}}  # fmt: skip


def render(source: str) -> str:
    """HTML that is safe to show to anybody.

    `#` becomes h2, since the page owns its h1; headings get an id made from their words.
    Raw HTML in the source is shown as text; only http, https, mailto, tel and site links stay.
    """
    tokens = _PARSER.parse(source or "")
    taken: set[str] = set()
    for position, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}" if token.tag == "h1" else token.tag
        if token.type == "heading_open":
            words = tokens[position + 1].content
            token.attrSet("id", _anchor(words, taken))
        elif token.type == "th_open":
            token.attrs.pop("style", None)
            token.attrSet("scope", "col")
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


def to_text(html: str) -> str:
    """The words alone, for search, mail and descriptions."""
    spaced = re.sub(r"</(p|li|h\d|tr|td|th|blockquote|pre)>", "\n", html or "")
    text = nh3.clean(spaced, tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"),
                         ("&nbsp;", " "), ("&amp;", "&")):  # fmt: skip
        text = text.replace(entity, sign)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def _anchor(words: str, taken: set[str]) -> str:
    base = slugify(words)[:60] or "section"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name
