import datetime as dt
import re
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_portal.toolkit import markdown
from cluster_portal.toolkit.pdf import documents
from cluster_portal.toolkit.pdf.nodes import nodes_of
from tests.paper import fonts_of, words_on

DAY = dt.date(2026, 5, 4)


def chapter(body: str, **changes) -> dict:
    return {
        "language": "en", "title": "A chapter", "stamp": "revision 1", "notes": [],
        "address": "https://portal.example.org/f/1/", "short": "", "more": [], "more_title": "",
        "body": nodes_of(markdown.render(body), site="https://portal.example.org"), **changes,
    }  # fmt: skip


def document(*chapters: dict, **changes) -> dict:
    return {
        "title": "A document", "publisher": "Test Cluster", "description": "", "language": "en",
        "accent": "#0b5c6b", "footer": "Test Cluster", "day": "4 May 2026", "introduction": [],
        "notice": "", "contents": "Contents", "chapters": list(chapters), **changes,
    }  # fmt: skip


def made(*chapters: dict, **changes) -> bytes:
    return documents.made("chapters.typ", document(*chapters, **changes), day=DAY)


def test_markdown_becomes_a_tree_of_plain_data():
    nodes = nodes_of(
        markdown.render("A **b *i*** [l](/x/)\n\n3. one\n   - two\n\n`c`"), site="https://s"
    )

    assert nodes == [
        {"k": "p", "c": [
            "A ", {"k": "b", "c": ["b ", {"k": "i", "c": ["i"]}]}, " ",
            {"k": "a", "url": "https://s/x/", "c": ["l"]},
        ]},
        {"k": "ol", "start": 3, "items": [[
            {"k": "p", "c": ["one "]},
            {"k": "ul", "start": 1, "items": [[{"k": "p", "c": ["two"]}]]},
        ]]},
        {"k": "p", "c": [{"k": "code", "c": ["c"]}]},
    ]  # fmt: skip


def test_table_is_square_and_knows_its_head():
    [table] = nodes_of("<table><caption>Fees</caption><thead><tr><th>a</th><th>b</th></tr></thead>"
                       "<tbody><tr><td>1</td></tr></tbody></table>")  # fmt: skip

    assert table["columns"] == 2
    assert table["caption"] == ["Fees"]
    assert [cell["is_head"] for cell in table["head"][0]] == [True, True]
    assert [cell["c"] for cell in table["rows"][0]] == [["1"], []]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "file:///etc/passwd", "data:x", "#part", "//["]
)
def test_link_leads_to_the_web_or_nowhere(href):
    [paragraph] = nodes_of(f'<p><a href="{href}">x</a></p>', site="https://s")

    assert paragraph["c"][0]["url"] in {"", "https://s/#part"}


def test_pdf_says_what_was_written_with_romanian_signs():
    pdf = made(
        chapter(
            "Țară, științific, „ghilimele”.\n\n| A | B |\n|---|---|\n| 900 | RON |",
            title="Cât costă?",
        ),
        language="ro",
    )

    words = words_on(pdf)
    assert pdf.startswith(b"%PDF-")
    assert "Țară, științific, „ghilimele”." in words
    assert "Cât costă?" in words
    assert re.search(r"900\s+RON", words)
    assert "1/1" in words.replace(" / ", "/")


def test_short_chapters_share_a_page_and_a_head_stays_with_its_words():
    short = [chapter("Said in one line.", title=f"Chapter {n}") for n in range(12)]

    pages = words_on(made(*short)).replace(" / ", "/")

    assert "2/2" in pages
    assert len(re.findall(r"Chapter \d+ revision 1 \S+ Said in one line\.", pages)) == 12


def test_pdf_is_tagged_and_says_its_language_and_title():
    pdf = made(chapter("# One\n\n- a\n- b\n\n### Three"))

    assert b"/MarkInfo" in pdf
    assert b"/Lang" in pdf
    assert b"pdfuaid" in pdf
    assert b"pdfaid" in pdf


def test_fonts_are_inside():
    rows = fonts_of(made(chapter("x `y`")))

    assert rows
    assert all(re.search(r"\byes\s+yes\s+yes\b", row) for row in rows)


def test_same_words_on_the_same_day_are_the_same_bytes():
    assert made(chapter("x")) == made(chapter("x"))


@pytest.mark.parametrize(
    "attack",
    ['#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *', '#include "/etc/hosts"', "$ x^2 $",
     "@reference", "<label>", "\\u{41} \\", "`#panic()`", "```typ\n#panic()\n```", "#panic(\"x\")",
     "*_~ = == + - / // /* */", "https://evil.example/x.png", "![x](/etc/passwd)",
     "#image(\"/etc/passwd\")", "{{ 1 }} {% x %}", "]#panic()[", "\"); #panic() //"],
)  # fmt: skip
def test_content_is_never_code(attack):
    pdf = made(
        chapter(attack, title=attack, stamp=attack, notes=[attack], short=attack,
                more=nodes_of(markdown.render(attack)), more_title=attack),
        title=attack, publisher=attack, footer=attack, day=attack, contents=attack,
        introduction=nodes_of(markdown.render(attack)),
    )  # fmt: skip

    words = words_on(pdf)
    assert "root:" not in words
    assert attack.split()[0] in words
    assert b"/EmbeddedFile" not in pdf


def test_sign_that_no_font_has_does_not_stop_the_document():
    pdf = made(chapter("An emoji 🎉, 中文, עברית, and a NUL \x00."))

    assert pdf.startswith(b"%PDF-")


def test_document_of_forty_chapters_is_quick():
    body = (
        "A paragraph of some length. " * 40
        + "\n\n- a point\n- another\n\n### Part\n\n"
        + "Words. " * 60
    )
    chapters = [chapter(body) for _n in range(20)]
    made(chapters[0])
    began = time.monotonic()
    made(*chapters)

    assert time.monotonic() - began < 1


def test_threads_do_not_get_into_each_others_way():
    done = []

    def work() -> None:
        done.extend(made(chapter("x"))[:5] for _n in range(5))

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done == [b"%PDF-"] * 20


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_becomes_a_document(source):
    assert made(chapter(source, title=source or "x", short=source)).startswith(b"%PDF-")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='>*-_`|#$@\\[]()"<1. \n ab', max_size=300))
def test_any_markdown_becomes_a_document(source):
    assert made(chapter(source)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "source", ["> " * 200 + "x", "- " * 200 + "x", "*" * 3000 + "x", "[" * 3000, "1. " * 100 + "x"]
)
def test_what_is_nested_too_deep_is_flattened(source):
    assert made(chapter(source)).startswith(b"%PDF-")
