"""Words that try to become code, and a reader of pages that sees when they have."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

ATTACKS = [
    "<script>struck()</script>",
    "</script><script>struck()</script>",
    "</title></textarea></style><svg/onload=struck()>",
    '"><img src=x onerror=struck()>',
    "' autofocus onfocus='struck()",
    '<a href="javascript:struck()">a</a>',
    "<math><mi xlink:href=javascript:struck()>m",
    "<svg><animate onbegin=struck() attributeName=x>",
    '<iframe srcdoc="<script>struck()</script>">',
    "<style>*{background:url(//evil.example)}</style>",
    "<base href=//evil.example/>",
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    "<form action=//evil.example><button formaction=javascript:struck()>",
    "<!-- struck --> --> <!--",
    "]]><![CDATA[ struck ]]>",
    "<b><i></b></i><p></div></main>",
    "&lt;script&gt;struck()&lt;/script&gt; &#60;b&#62; &amp;amp;",
    '{{ "st"|add:"ruck-by-template" }} {% now "Y" %} {% csrf_token %}',
    "%(title)s %s %d {0.__class__} {title}",
    '#read("/etc/passwd") #import "@preview/x:1.0.0": * #panic() $x^2$ @ref <label>',
    "\\ \\\\ \\u003cscript\\u003e \\\" ${struck} `struck`",
    "\u202egnp.tpircs\u202c \u2066x\u2069 \ufeff\u200b",
    "a\u2028b\u2029c",
    "🎉 👩‍👩‍👧 \U0001f1f7\U0001f1f4 \uffff\ufffe",
    "ab\x0b\x01\x1f\x7f\x9b c",
    "q" * 120,
    "=cmd|'/C calc'!A0 +1 -1 @SUM(A1)",
    "'; DROP TABLE faq_question; -- %27",
]  # fmt: skip
IN_MARKDOWN = [
    "[click](javascript:struck())", "[click](JaVaScRiPt:struck())", "[click](\x01javascript:x)",
    "[click](java&#x73;cript:struck())", "[click](data:text/html,<script>struck()</script>)",
    "[click](vbscript:struck())", "<javascript:struck()>", "<data:text/html;base64,PHN2Zz4=>",
    "![pixel](https://evil.example/p.png)", "![x](javascript:struck())",
    '[click](https://good.example "onmouseover=struck() x=")',
    "[ref]: javascript:struck()\n\n[ref]",
    '[click](<https://good.example/" onclick="struck()>)', "[click](//evil.example)",
    "```\"><script>struck()</script>\nx\n```", "`<script>struck()</script>`",
    "# <img src=x onerror=struck()>", "| <svg onload=struck()> | b |\n|---|---|\n| </td> | c |",
    "> <details open ontoggle=struck()>", "1. [[ no block ]\n2. ]]", "* " * 60,
    "https://evil.example/<script>",
]  # fmt: skip
BODY = "\n\n".join([*ATTACKS, *IN_MARKDOWN])
_URLS = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "cite",
         "background", "hx-get", "hx-post", "ping", "manifest", "srcdoc"}  # fmt: skip
_SCHEMES = {"", "http", "https", "mailto", "tel"}
_NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "math", "animate",
          "foreignobject",           "audio", "video", "portal"}  # fmt: skip
_DATA = {"application/json", "application/ld+json"}
# What would stand there if the words were a template or a format.
_EVALUATED = ("struck-by-template", "<class", "csrfmiddlewaretoken' value")


def packs(longest: int) -> list[str]:
    """The attacks in lines no longer than a field takes."""
    found = [""]
    for attack in ATTACKS:
        piece = attack[:longest]
        if found[-1] and len(found[-1]) + 1 + len(piece) > longest:
            found.append("")
        found[-1] = f"{found[-1]} {piece}".strip()
    return found


def pack(longest: int, number: int = 0) -> str:
    lines = packs(longest)
    return lines[number % len(lines)]


class Page(HTMLParser):
    """Reads a page as a browser would, and keeps what must not be there in `faults`."""

    def __init__(self, html: str, *, is_mail: bool = False):
        super().__init__(convert_charrefs=True)
        self.is_mail = is_mail
        self.faults: list[str] = []
        self.data: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._script: str | None = None
        self.feed(html)
        self.close()
        self.faults += [f"evaluated: {sign}" for sign in _EVALUATED if sign in html]

    def handle_starttag(self, tag, attrs):
        here = f"<{tag} {attrs}>"
        if tag in _NEVER or (tag in {"style", "img"} and self._is_foreign(tag, dict(attrs))):
            self.faults.append(here)
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc" or not re.fullmatch(r"[@:\w.-]+", name):
                self.faults.append(f"{name} in {here}")
            if name == "style" and not self.is_mail:
                self.faults.append(here)
            if name in _URLS:
                self._look_at_address(value or "", here)
        if tag == "script":
            self._look_at_script(dict(attrs), here)
        if tag == "meta" and dict(attrs).get("http-equiv", "").lower() == "refresh":
            self.faults.append(here)

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = None

    def handle_data(self, data):
        if self._script == "data":
            self.data.append(data)
        elif self._script is not None and data.strip():
            self.faults.append(f"script: {data[:80]}")
        else:
            self.words.append(data)

    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def _is_foreign(self, tag: str, attrs: dict) -> bool:
        if tag == "style":
            return not self.is_mail
        return not (attrs.get("src") or "").startswith(
            ("/static/", "/members/", "http://localhost")
        )

    def _look_at_address(self, value: str, here: str) -> None:
        bare = re.sub(r"[\x00-\x20\x7f-\xa0]+", "", value)
        try:
            scheme = urlsplit(bare).scheme.lower()
        except ValueError:
            scheme = "none that can be read"
        if scheme not in _SCHEMES or bare.lower().startswith(("javascript", "data:", "vbscript")):
            self.faults.append(here)
        self.links.append(bare)

    def _look_at_script(self, attrs: dict, here: str) -> None:
        if attrs.get("type") in _DATA:
            self._script = "data"
            return
        self._script = "code"
        if not (attrs.get("src") or "").startswith(("/static/", "/admin/jsi18n/")):
            self.faults.append(here)
