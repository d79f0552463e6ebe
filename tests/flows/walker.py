"""A person without JavaScript: reads pages, follows links by their words, fills in forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.test import Client


@dataclass
class Form:
    action: str
    method: str
    values: dict = field(default_factory=dict)
    names: set = field(default_factory=set)
    words: str = ""
    addresses: dict = field(default_factory=dict)  # where the first button of a name sends it


class Page(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self._form: Form | None = None
        self._link: str | None = None
        self._link_words = ""
        self._select: str | None = None
        self._area: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        name = values.get("name")
        if tag == "form":
            self._form = Form(values.get("action") or "", values.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and values.get("href"):
            self._link, self._link_words = values["href"], ""
        elif self._form and name and tag in {"input", "select", "textarea", "button"}:
            self._form.names.add(name)
            if values.get("formaction"):
                self._form.addresses.setdefault(name, values["formaction"])
            if tag == "select":
                self._select = name
            elif tag == "textarea":
                self._area = name
                self._form.values[name] = ""
            elif tag == "input" and values.get("type") not in {"checkbox", "radio", "file"}:
                self._form.values[name] = values.get("value") or ""
            elif tag == "input" and "checked" in values:
                self._form.values[name] = values.get("value", "on")
        elif tag == "option" and self._select and self._form and "selected" in values:
            self._form.values[self._select] = values.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "a" and self._link:
            self.links.append((" ".join(self._link_words.split()), self._link))
            self._link = None

    def handle_data(self, data):
        self.text += data
        if self._form:
            self._form.words += data
            if self._area:
                self._form.values[self._area] += data
        if self._link:
            self._link_words += data


class Walker:
    """One person's browser. `page` is what stands before them, `at` its address."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)
        self.at = "/"
        self.html = ""
        self.page = Page("")
        self.status = 0

    def _show(self, response) -> None:
        while response.status_code in {301, 302}:
            self.at = urljoin(self.at, response.headers["Location"])
            response = self.client.get(self.at)
        self.status = response.status_code
        self.html = response.content.decode()
        self.page = Page(self.html)

    def open(self, address: str) -> "Walker":
        self.at = urljoin(self.at, address.removeprefix("http://127.0.0.1:8000"))
        self._show(self.client.get(self.at))
        return self

    def follow(self, words: str) -> "Walker":
        found = [href for text, href in self.page.links if words in text]
        assert found, f"{self.at} has no link “{words}”: {[text for text, _ in self.page.links]}"
        return self.open(found[0])

    def fill(self, *, having: str = "", files: dict | None = None, **values) -> "Walker":
        """Send the first form that has all the named fields (and the words `having`)."""
        wanted = set(values) | set(files or {})
        fits = [f for f in self.page.forms if wanted <= f.names and having in f.words]
        assert fits, f"{self.at} has no form for {wanted}: {[f.names for f in self.page.forms]}"
        form = fits[0]
        data = {**form.values, **values, **(files or {})}
        pressed = [address for name, address in form.addresses.items() if name in values]
        self.at = urljoin(self.at, pressed[0] if pressed else form.action)
        self._show(self.client.post(self.at, data))
        return self

    def reads(self, words: str) -> bool:
        return words in " ".join(self.page.text.split())
