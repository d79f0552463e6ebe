"""Questions and answers on a page of a wiki: its HTML export, its storage format, or the page as a
browser saved it. A heading or a bold paragraph that asks is a question; so is a title that unfolds,
an item of a list or a row of a table that begins with one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from bs4 import BeautifulSoup, NavigableString, Tag

from faq.editorial.files import plain_text, wiki_elements, wiki_markup, wiki_tree
from faq.editorial.files.reading import Entry, OldPage, Reading, excerpt
from faq.editorial.files.wiki_about import Page
from faq.editorial.files.wiki_tree import HEADINGS, flat
from faq.editorial.texts import Text, slug_of

_STARTS = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|\?xml|meta|ac:|ri:)[\s>/:]?", re.I)
_MIGHT_START = re.compile(
    r"\s*<(?:article|div|h[1-6]|main|ol|p|section|span|strong|table|title|ul|!--)[\s>-]", re.I
)
_SUFFIXES = (".html", ".htm", ".xhtml")
_GENERAL_TITLE = re.compile(
    r"^(?:frequently asked questions|faqs?|întreb[ăa]ri frecvente|intrebari frecvente)\b", re.I
)
_BOLD = {"b", "strong"}
_AS_DEEP_AS_BOLD = 7


@dataclass
class _Asked:
    title: str
    level: int
    topic: str | None
    blocks: list[Tag] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def is_page(text: str, name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) or bool(_STARTS.match(text))


def might_be_page(text: str) -> bool:
    """HTML without a head, as a wiki keeps it: asked only where the text is no Markdown."""
    return bool(_MIGHT_START.match(text))


def read(text: str, language: str, name: str) -> Reading:
    soup = wiki_tree.parse(text, name)
    page = Page(soup, name)
    wiki_elements.clean(soup, page.content)
    found = _Sorted(list(wiki_tree.blocks(soup, page.content)), page.title)
    if not found.asked:  # a page without any emphasis: lines that ask are questions
        found = _Sorted(found.seen, page.title, is_plain=True)
    reading = Reading(left_out=[*found.left_out, *page.left_out])
    slugs = _Places(found.asked, page)
    for asked in found.asked:
        reading.entries.append(_entry(soup, asked, language, slugs))
        reading.entries[-1].labels = list(page.labels) or None
    only = reading.entries[0].key if len(reading.entries) == 1 else ""
    reading.old_pages = [OldPage(path, only) for path in page.addresses]
    return reading


class _Sorted:
    """The blocks of a page, each under its question."""

    def __init__(self, blocks: list[Tag], page_title: str, *, is_plain: bool = False):
        self.page_title = page_title
        self.is_plain = is_plain
        self.asked: list[_Asked] = []
        self.left_out: list[str] = []
        self.seen: list[Tag] = []
        self._topic: str | None = None
        self._ids: set[str] = set()
        self._is_after = False
        self._is_between = False
        opened = [piece for block in blocks for piece in _opened(block)]
        self.seen = opened
        nexts: list[Tag | None] = [None]
        for block in reversed(opened):
            nexts.append(block if _says_something(block) else nexts[-1])
        for block, following in zip(opened, reversed(nexts[:-1]), strict=True):
            self._take(block, following)

    def _take(self, block: Tag, following: Tag | None) -> None:
        words = flat(block)
        ids = {str(tag.get(name)) for tag in [block, *block.find_all(True)]
               for name in ("id", "name") if tag.get(name)}  # fmt: skip
        if not _says_something(block):
            self._ids |= ids
            return
        level = int(block.name[1]) if block.name in HEADINGS else 0
        asks, has_mark = self._asks(block, words)
        if asks:
            self._ask(words, level or _AS_DEEP_AS_BOLD, ids, has_mark=has_mark)
        elif (level or block.name == "p") and plain_text.is_furniture(words):
            self._is_after = True
            self.left_out.append(f"“{excerpt(words)}”")
        elif self._is_after:
            self.left_out.append(f"“{excerpt(words)}”")
        elif level and self._parts_questions(level, words, ids, following):
            pass
        elif not self.asked or self._is_between:
            self._leave(block, words)
        else:
            self.asked[-1].blocks.append(block)
            self.asked[-1].ids |= ids

    def _asks(self, block: Tag, words: str) -> tuple[bool, bool]:
        is_marked = plain_text.is_marked(words)
        is_heading = block.name in HEADINGS
        if is_heading or _is_bold(block):
            return is_marked or plain_text.asks_without_mark(words), is_marked
        return (self.is_plain and block.name == "p" and is_marked), is_marked

    def _ask(self, words: str, level: int, ids: set[str], *, has_mark: bool) -> None:
        new = _Asked(words, level, self._topic, ids=ids | self._ids)
        if not has_mark:
            new.remarks.append("Taken as a question although it has no question mark.")
        self.asked.append(new)
        self._ids = set()
        self._is_after = self._is_between = False

    def _parts_questions(
        self, level: int, words: str, ids: set[str], following: Tag | None
    ) -> bool:
        """A heading that asks nothing: a category, a question in other words, or the page's."""
        present = self.asked[-1].level if self.asked and not self._is_between else None
        if present is not None and level > present:
            return False
        if present == level and following is not None and not self._asks(
            following, flat(following)
        )[0] and following.name not in HEADINGS:  # fmt: skip
            self._ask(words, level, ids, has_mark=True)
            self.asked[-1].remarks.append("Taken as a question because it stands among them.")
            return True
        is_general = words == self.page_title or _GENERAL_TITLE.match(words)
        category = plain_text.wording(words)
        self._topic = None if is_general else category[:120] or None
        if self._topic and plain_text.is_to_be_revised(words):
            self.left_out.append(f"that the category “{excerpt(category)}” is to be revised")
        self._is_between = bool(self.asked)
        self._ids = set()
        if is_general:
            self.left_out.append(f"the heading “{excerpt(words)}”")
        return True

    def _leave(self, block: Tag, words: str) -> None:
        where = "under no question" if self._is_between else "before the first question"
        for lost in wiki_elements.lost_in(block, is_taken=False):
            self.left_out.append(f"{where}: {lost[:1].lower()}{lost[1:]}")
        if words:
            self.left_out.append(f"{where}: “{excerpt(words)}”")


class _Places:
    """Which question a link within the page leads to."""

    def __init__(self, asked: list[_Asked], page: Page):
        self.page = page
        self.by_id: dict[str, str] = {}
        self.by_words: dict[str, str] = {}
        for each in asked:
            key = slug_of(plain_text.wording(each.title))
            self.by_words.setdefault(_squashed(each.title), key)
            self.by_words.setdefault(_squashed(plain_text.wording(each.title)), key)
            for name in each.ids:
                self.by_id.setdefault(name, key)

    def question(self, href: str) -> str:
        """The key of a question, or nothing where that is not certain."""
        if not self.page.is_here(href):
            return ""
        anchor = unquote(href.partition("#")[2])
        words = _squashed(anchor)
        return (
            self.by_id.get(anchor)
            or self.by_words.get(words)
            or self.by_words.get(words.partition("-")[2])
            or ""
        )


def _entry(soup: BeautifulSoup, asked: _Asked, language: str, places: _Places) -> Entry:
    key = slug_of(plain_text.wording(asked.title))
    lost = [what for block in asked.blocks for what in wiki_elements.lost_in(block)]
    for block in asked.blocks:
        for link in block.find_all("a"):
            lost += _led(link, key, places)
    text = wiki_markup.markdown(soup, asked.blocks)
    made = plain_text.entry(asked.title, text, language, is_markdown=True)
    title = made.text.title if made.text.title.endswith("?") else f"{made.text.title}?"
    made.text = Text(title, made.text.short_answer, made.text.body)
    made.key = key
    losses = [f"{what}." for what in dict.fromkeys(lost)]
    made.note = "\n".join([*losses, *([made.note] if made.note else [])])
    made.remarks = [*asked.remarks, *losses, *made.remarks]
    made.topic = asked.topic
    return made


def _led(link: Tag, own: str, places: _Places) -> list[str]:
    """Give a link its new address, or leave its words; what was lost."""
    href = str(link.get("href", "")).strip()
    words = excerpt(flat(link) or href, 40)
    link.attrs = {}
    if not href:
        link.unwrap()
        return []
    key = places.question(href)
    problem = wiki_markup.link_problem(href)
    if key and key != own:
        link["href"] = f"faq:{key}"
        return []
    absolute = "" if problem else places.page.absolute(href)
    if not key and not href.startswith("#") and (absolute or href.startswith(("mailto:", "tel:"))):
        link["href"] = wiki_markup.quoted(absolute or href)
        return []
    link.unwrap()
    if key:
        return []
    why = problem or f"it leads to “{excerpt(href, 60)}”"
    return [f"The link behind “{words}” was left out: {why}"]


def _opened(block: Tag) -> Iterator[Tag]:
    """A block, or the questions and answers that it holds: in a list, in a table, after a break."""
    if block.name in {"ol", "ul"}:
        items = block.find_all("li", recursive=False)
        if items and all(_begins_with_question(item) for item in items):
            for item in items:
                yield from _split_paragraph(item)
            return
    if block.name == "table":
        rows = [row.find_all("td", recursive=False) for row in block.find_all("tr")]
        rows = [cells for cells in rows if cells]
        if rows and all(len(cells) == 2 and plain_text.is_marked(flat(cells[0])) for cells in rows):
            for question, answer in rows:
                question.name, answer.name = "h6", "p"
                yield question.extract()
                yield answer.extract()
            return
    if block.name == "p" and _begins_with_question(block):
        yield from _split_paragraph(block)
        return
    yield block


def _begins_with_question(node: Tag) -> bool:
    first = _first(node)
    if isinstance(first, Tag) and first.name == "p":
        return _is_bold(first) and plain_text.is_marked(flat(first))
    return (
        isinstance(first, Tag)
        and first.name in _BOLD | HEADINGS
        and plain_text.is_marked(flat(first))
        and (first.name in HEADINGS or node.name == "li" or _is_break(first))
    )


def _split_paragraph(node: Tag) -> Iterator[Tag]:
    """What asks, as a bold paragraph of its own, then the rest."""
    first = _first(node)
    if not isinstance(first, Tag):
        return
    first.extract()
    if first.name in _BOLD:
        bold, first = first, Tag(name="p")
        first.append(bold)
    for child in list(node.children):
        if not (isinstance(child, Tag) and child.name == "br"):
            break
        child.extract()
    yield first
    rest = list(node.children)
    if any(isinstance(each, Tag) and each.name in wiki_tree.BLOCKS for each in rest):
        node.name = "div"
        yield from wiki_tree.blocks(BeautifulSoup("", "html.parser"), node)
    elif rest:
        node.name = "p"
        node.attrs = {}
        yield node


def _first(node: Tag) -> Tag | NavigableString | None:
    for child in node.children:
        if isinstance(child, Tag):
            return child
        if isinstance(child, NavigableString) and child.strip():
            return child
    return None


def _is_break(first: Tag) -> bool:
    following = first.next_sibling
    while isinstance(following, NavigableString) and not following.strip():
        following = following.next_sibling
    return isinstance(following, Tag) and following.name == "br"


def _is_bold(block: Tag) -> bool:
    """Whether all words of a paragraph are bold."""
    if block.name != "p" or not flat(block):
        return False
    return all(
        any(parent.name in _BOLD for parent in text.parents if parent is not block)
        for text in block.find_all(string=True)
        if text.strip()
    )


def _says_something(block: Tag) -> bool:
    return bool(flat(block) or block.find(wiki_elements.LOST) or block.name == "hr")


def _squashed(text: str) -> str:
    return "".join(text.split()).casefold()
