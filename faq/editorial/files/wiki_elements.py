"""What of a wiki page can be carried over; what cannot is replaced by a mark in its place,
so that it can be reported by name.

Knows Confluence's two kinds of HTML, its storage format (`ac:`, `ri:`) and its pages as exported
or saved in a browser. Scripts, styles, attributes and addresses that are no links go no further.
"""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, PreformattedString

from faq.editorial.files.reading import excerpt
from faq.editorial.files.wiki_tree import BLOCKS, WRAPPERS, flat

LOST = "x-lost"
_KEPT = BLOCKS | {
    "a", "b", "br", "code", "del", "em", "i", "kbd", "li", "s", "samp", "strong", "tbody", "td",
    "tfoot", "th", "thead", "tr",
}  # fmt: skip
_UNWRAPPED = WRAPPERS | {
    "abbr", "acronym", "bdi", "bdo", "big", "caption", "cite", "col", "colgroup", "data", "dfn",
    "figcaption", "font", "ins", "label", "legend", "mark", "nobr", "q", "ruby", "small", "span",
    "strike", "sub", "summary", "sup", "time", "tt", "u", "var", "wbr",
    "ac:inline-comment-marker", "ac:layout", "ac:layout-cell", "ac:layout-section",
    "ac:link-body", "ac:plain-text-link-body", "ac:rich-text-body", "ac:task-body",
}  # fmt: skip
_SILENT = {"base", "head", "link", "meta", "noscript", "style", "template", "title"}
_WITHOUT_TEXT = {
    "applet", "audio", "button", "canvas", "embed", "iframe", "input", "map", "math", "object",
    "script", "select", "svg", "textarea", "video",
}  # fmt: skip
_SELF_LINKS = "a.headerlink, a.anchor, span.mw-editsection, a.heading-anchor"
_BODY_MACROS = {
    "anchor", "code", "column", "div", "excerpt", "expand", "info", "noformat", "note", "panel",
    "section", "span", "status", "tip", "warning",
}  # fmt: skip
_CODE_MACROS = {"code", "noformat"}
_NO_TEXT_MACROS = {"toc", "toc-zone", "anchor"}
_DONE, _TO_DO = "☑", "☐"  # an item of a list of tasks
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def clean(soup: BeautifulSoup, node: Tag) -> None:
    """Leave only what Markdown can say; a mark stands where something else stood."""
    for found in node.select(_SELF_LINKS):
        found.decompose()
    for text in node.find_all(string=lambda text: isinstance(text, PreformattedString)):
        if isinstance(text, Comment) or not text.strip():
            text.extract()
    for tag in node.find_all(True):
        if tag.parent is not None and not tag.decomposed:
            _clean_one(soup, tag)


def lost_in(node: Tag, *, is_taken: bool = True) -> list[str]:
    """What could not be carried over, by name; the marks are gone if it `is_taken`."""
    marks = node.find_all(LOST)
    for mark in marks if is_taken else []:
        mark.extract()
    return list(dict.fromkeys(str(mark["what"]) for mark in marks))


def _clean_one(soup: BeautifulSoup, tag: Tag) -> None:
    name = tag.name.lower()
    if name == "ul" and "inline-task-list" in tag.get_attribute_list("class"):
        _shown_tasks(tag)
    special = _SPECIAL.get(name)
    macro = str(tag.get("data-macro-name", ""))
    if special:
        special(soup, tag)
    elif macro and (name not in BLOCKS or not flat(tag)):
        _shown_macro(soup, tag, macro)
    elif "expand-control" in tag.get_attribute_list("class"):
        _as_bold_paragraph(soup, tag, flat(tag))
    elif name in _SILENT:
        tag.decompose()
    elif name in _WITHOUT_TEXT:
        _lose(soup, tag, _element(name))
    elif name in _UNWRAPPED:
        if name not in WRAPPERS:  # a wrapper parts blocks, and goes when they are gathered
            _unwrap(soup, tag)
    elif name not in _KEPT and name != LOST:
        _mark(soup, tag, f"Of the element “{excerpt(name, 40)}” only the words were taken over")
        _unwrap(soup, tag)
    elif macro and macro not in _BODY_MACROS:
        _mark(soup, tag, _macro_as_text(macro))


def _element(name: str) -> str:
    return f"The element “{excerpt(name, 40)}”"


def _mention(who: str) -> str:
    return f"Of the mention of a person, “{excerpt(who)}”, only the name was taken over"


def _macro_as_text(name: str) -> str:
    return f"Of the macro “{excerpt(name, 40)}” only what it showed was taken over, as text"


def _mark(soup: BeautifulSoup, tag: Tag, what: str) -> None:
    mark = soup.new_tag(LOST)
    mark["what"] = what
    tag.insert_before(mark)


def _lose(soup: BeautifulSoup, tag: Tag, what: str) -> None:
    _mark(soup, tag, f"{what} was not taken over")
    _keep_ids(soup, [tag, *tag.find_all(True)], tag)
    tag.decompose()


def _keep_ids(soup: BeautifulSoup, tags: list[Tag], before: Tag) -> None:
    for tag in tags:
        for name in ("id", "name"):
            if tag.get(name) and (name == "id" or tag.name == "a"):
                place = soup.new_tag("a")
                place["id"] = str(tag[name])
                before.insert_before(place)


def _unwrap(soup: BeautifulSoup, tag: Tag) -> None:
    _keep_ids(soup, [tag], tag)
    tag.unwrap()


def _become(tag: Tag, name: str, text: str = "") -> None:
    tag.name = name
    tag.attrs = {}
    if text:
        tag.string = text


def _as_bold_paragraph(soup: BeautifulSoup, tag: Tag, words: str) -> None:
    _become(tag, "p")
    tag.clear()
    bold = soup.new_tag("strong")
    bold.string = words
    tag.append(bold)


def _link(soup: BeautifulSoup, tag: Tag) -> None:
    classes = set(tag.get_attribute_list("class"))
    href = str(tag.get("href", ""))
    is_person = classes & {"confluence-userlink", "user-mention", "userlink"}
    if is_person or tag.get("data-username") or "/display/~" in href:
        _mark(soup, tag, _mention(flat(tag) or "without a name"))
        _unwrap(soup, tag)
    elif "rel" in tag.attrs and "tag" in tag.get_attribute_list("rel"):
        tag.attrs = {}
    else:
        kept = {name: str(tag[name]) for name in ("href", "id", "name") if tag.get(name)}
        tag.attrs = dict(kept)


def _picture(soup: BeautifulSoup, tag: Tag) -> None:
    words = str(tag.get("alt") or "")
    if "emoticon" in tag.get_attribute_list("class"):
        tag.replace_with(words)
        return
    source = "" if str(tag.get("src", "")).startswith("data:") else str(tag.get("src", ""))
    name = words or source.partition("?")[0].rpartition("/")[2]
    _lose(soup, tag, f"The picture “{excerpt(name or 'without a name')}”")


def _macro(soup: BeautifulSoup, tag: Tag) -> None:
    """A macro of the storage format."""
    name = str(tag.get("ac:name", "")) or "without a name"
    parameters = {
        str(each.get("ac:name", "")): flat(each)
        for each in tag.find_all("ac:parameter", recursive=False)
    }
    code = tag.find("ac:plain-text-body", recursive=False)
    body = tag.find("ac:rich-text-body", recursive=False)
    title = parameters.get("title", "")
    for each in tag.find_all("ac:parameter", recursive=False):
        each.decompose()
    if name == "anchor":
        _become(tag, "a")
        tag["id"] = parameters.get("", "")
    elif name == "status":
        tag.replace_with(title)
    elif code and name in _CODE_MACROS:
        _become(tag, "pre", code.get_text())
    elif isinstance(body, Tag):
        if name not in _BODY_MACROS:
            _mark(soup, tag, f"Of the macro “{excerpt(name, 40)}” only its text was taken over")
        if title:
            heading = soup.new_tag("p")
            tag.insert_before(heading)
            _as_bold_paragraph(soup, heading, title)
        _become(tag, "div")
    else:
        _lose(soup, tag, f"The macro “{excerpt(name, 40)}”")


def _shown_macro(soup: BeautifulSoup, tag: Tag, name: str) -> None:
    """A macro as a page shows it."""
    if name in _NO_TEXT_MACROS or not flat(tag):
        _lose(soup, tag, f"The macro “{excerpt(name, 40)}”")
        return
    if name not in _BODY_MACROS:
        _mark(soup, tag, _macro_as_text(name))
    if tag.name.lower() not in WRAPPERS:
        _unwrap(soup, tag)


def _wiki_link(soup: BeautifulSoup, tag: Tag) -> None:
    """A link of the storage format."""
    anchor = str(tag.get("ac:anchor", ""))
    target = tag.find(re.compile("^ri:"))
    kind = target.name.lower() if isinstance(target, Tag) else ""
    words = flat(tag)
    if isinstance(target, Tag) and kind == "ri:user":
        keys = [str(value) for name, value in target.attrs.items() if name.startswith("ri:")]
        who = words or next(iter(keys), "without a name")
        _mark(
            soup,
            tag,
            _mention(words)
            if words
            else f"The mention of a person, “{excerpt(who)}”, was not taken over",
        )
        tag.replace_with(words)
        return
    named = {"ri:page": "ri:content-title", "ri:blog-post": "ri:content-title"}
    title = str(target.get(named.get(kind, "ri:filename"), "")) if isinstance(target, Tag) else ""
    if kind == "ri:url" and isinstance(target, Tag):
        href = str(target.get("ri:value", ""))
    elif kind:
        to = f"it leads to “{excerpt(title or kind)}” in the wiki"
        _mark(soup, tag, f"The link behind “{excerpt(words or title)}” was left out: {to}")
        href = ""
    else:
        href = f"#{anchor}"
    _become(tag, "a", words or title or anchor)
    if href:
        tag["href"] = href


def _wiki_picture(soup: BeautifulSoup, tag: Tag) -> None:
    target = tag.find(re.compile("^ri:"))
    names = target.attrs if isinstance(target, Tag) else {}
    name = names.get("ri:filename") or names.get("ri:value") or "without a name"
    _lose(soup, tag, f"The picture “{excerpt(str(name))}”")


def _emoticon(_soup: BeautifulSoup, tag: Tag) -> None:
    tag.replace_with(str(tag.get("ac:emoji-fallback") or ""))


def _tasks(_soup: BeautifulSoup, tag: Tag) -> None:
    _become(tag, "ul")
    for task in tag.find_all("ac:task", recursive=False):
        status = task.find("ac:task-status")
        sign = _DONE if isinstance(status, Tag) and flat(status) == "complete" else _TO_DO
        (task.find("ac:task-body") or task).insert(0, f"{sign} ")
        for part in task.find_all(["ac:task-id", "ac:task-status", "ac:task-uuid"]):
            part.decompose()
        _become(task, "li")


def _shown_tasks(tag: Tag) -> None:
    for item in tag.find_all("li", recursive=False):
        is_done = "checked" in item.get_attribute_list("class")
        item.insert(0, f"{_DONE if is_done else _TO_DO} ")


def _day(_soup: BeautifulSoup, tag: Tag) -> None:
    if not flat(tag):
        tag.string = str(tag.get("datetime", ""))
    tag.unwrap()


def _code(_soup: BeautifulSoup, tag: Tag) -> None:
    tag.name = "code"


def _struck(_soup: BeautifulSoup, tag: Tag) -> None:
    tag.name = "del"


def _term(soup: BeautifulSoup, tag: Tag) -> None:
    _as_bold_paragraph(soup, tag, flat(tag))


_SPECIAL: dict[str, Callable[[BeautifulSoup, Tag], None]] = {
    "a": _link,
    "ac:emoticon": _emoticon,
    "ac:image": _wiki_picture,
    "ac:link": _wiki_link,
    "ac:macro": _macro,
    "ac:structured-macro": _macro,
    "ac:task-list": _tasks,
    "dt": _term,
    "img": _picture,
    "strike": _struck,
    "summary": _term,
    "time": _day,
    "tt": _code,
}
