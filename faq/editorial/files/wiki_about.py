"""What stands around the questions of a wiki page: its addresses, its labels, its furniture."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment

from faq.editorial.files.reading import excerpt
from faq.editorial.files.wiki_tree import flat
from faq.questions import addresses

_CONTENT = (
    "#main-content", ".wiki-content", "#mw-content-text", "main", "[role=main]", "article",
    "#content", "body",
)  # fmt: skip
_LABELS = ".label-list a, a.aui-label-split-main, .labels-content a, a[rel~=tag]"
_COMMENTS = (
    ".comment-thread, #comments .comment, .pageSection .comment, "
    ".pageSectionHeader:has(#comments) ~ table > tr, "
    ".pageSectionHeader:has(#comments) ~ table > tbody > tr"
)
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d+\)(\S+)")
_ID_IN_NAME = re.compile(r"_(\d{4,18})\.html?$", re.IGNORECASE)
_LONGEST_LABEL = 60


class Page:
    """What stands around the questions."""

    def __init__(self, soup: BeautifulSoup, name: str):
        self.file = name.replace("\\", "/").rpartition("/")[2]
        self.left_out: list[str] = []
        self.home = ""
        self.addresses: list[str] = []
        self.title = self._title(soup)
        for address in self._named(soup):
            self._keep(address)
        self.labels = self._labels(soup)
        self._count(soup, _COMMENTS, "comments")
        self._count(soup, ".greybox a, .attachment-row", "attached files")
        self.content = self._content(soup)
        self._leave_navigation()

    def is_here(self, address: str) -> bool:
        """Whether this is the page's own address."""
        bare = address.partition("#")[0]
        if not bare:
            return True
        known = {self.file, *self.addresses}
        return unquote(bare) in known or _kept(self.absolute(bare) or bare) in known

    def absolute(self, address: str) -> str:
        try:
            return _absolute(urljoin(self.home, address))
        except ValueError:
            return ""

    def _title(self, soup: BeautifulSoup) -> str:
        named = soup.find("meta", attrs={"name": "ajs-page-title"})
        words = str(named.get("content", "")) if isinstance(named, Tag) else ""
        title = soup.find("title")
        words = words or (flat(title) if isinstance(title, Tag) else "")
        return words.rpartition(" : ")[2].strip()

    def _named(self, soup: BeautifulSoup) -> Iterator[str]:
        for selector, attribute in (
            ("link[rel~=canonical]", "href"),
            ("meta[property='og:url']", "content"),
            ("link[rel~=shortlink]", "href"),
            ("base[href]", "href"),
        ):
            for tag in soup.select(selector)[:3]:
                address = str(tag.get(attribute, ""))
                self.home = self.home or _absolute(address)
                if selector != "base[href]":
                    yield address
        for comment in soup.find_all(string=lambda text: isinstance(text, Comment), limit=20):
            if found := _SAVED_FROM.match(comment):
                self.home = self.home or _absolute(found[1])
                yield found[1]
        about = {
            str(tag["name"]): str(tag.get("content", ""))
            for tag in soup.select("meta[name^='ajs-']")
        }
        number = about.get("ajs-page-id", "")
        if not number and (found := _ID_IN_NAME.search(self.file)):
            number = found[1]
        if number.isascii() and number.isdigit():
            yield f"/pages/viewpage.action?pageId={number}"
        if about.get("ajs-space-key") and about.get("ajs-page-title"):
            yield f"/display/{about['ajs-space-key']}/{about['ajs-page-title']}"

    def _keep(self, address: str) -> None:
        is_path = address.startswith("/") and not address.startswith("//")
        path = _kept(address) if is_path or _absolute(address) else ""
        if path == "/" or not path or path in self.addresses:
            return
        if len(path) > addresses.LONGEST:
            self.left_out.append(f"an address that is too long to be kept: {excerpt(path)}")
        else:
            self.addresses.append(path)

    def _labels(self, soup: BeautifulSoup) -> list[str]:
        names = [flat(tag) for tag in soup.select(_LABELS)]
        kept = dict.fromkeys(name for name in names if name and len(name) <= _LONGEST_LABEL)
        return list(kept)

    def _count(self, soup: BeautifulSoup, selector: str, what: str) -> None:
        number = len(soup.select(selector))
        if number:
            self.left_out.append(f"{what} of the page: {number}")

    def _content(self, soup: BeautifulSoup) -> Tag:
        for selector in _CONTENT:
            found = soup.select(selector, limit=2)
            if found and (len(found) == 1 or not selector.isalpha()):
                return found[0]
        return soup

    def _leave_navigation(self) -> None:
        for tag in self.content.select("nav, header, footer, [role=navigation], #breadcrumbs"):
            if tag.parent is None or tag.decomposed:
                continue
            words = flat(tag)
            if words and not tag.find(["h2", "h3", "h4", "h5", "h6"]):
                self.left_out.append(f"navigation: “{excerpt(words)}”")
                tag.decompose()


def _absolute(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""


def _kept(address: str) -> str:
    try:
        return addresses.normal(address) if address.strip() else ""
    except ValueError:
        return ""
