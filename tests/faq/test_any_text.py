"""Whatever people write: nothing that turns it into something else fails, or takes long.

The search engine has its own proof in tests/faq/search/test_engine.py, paper in tests/toolkit.
"""

import contextlib
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_portal.toolkit import markdown
from cluster_portal.toolkit.errors import PortalError
from faq.editorial import differences
from faq.editorial.files import markdown_files, plain_text, wiki_pages
from faq.editorial.files.decoding import decode
from faq.questions import anchors, blocks
from faq.questions.reading import with_links_to_parts
from faq.search.highlighting import Highlighter
from tests.faq.hostile import ATTACKS, BODY, IN_MARKDOWN, Page

LONGEST = 100_000  # characters that an answer may have
SLOWEST = 0.2  # seconds
# What happens when an editor publishes or compares, not when somebody reads.
SLOWEST_IN_OFFICE = {"anchors kept": 0.6, "compared": 1.0}
SIGNS = st.text(alphabet="*_`[]()<>!&\\#|~-=+:/\"'%{}\n \t1.abș\u202e\x00🎉", max_size=400)
PIECES = [*ATTACKS, *IN_MARKDOWN, "\n", "\n\n", "[[x]]", "[[ "]
ANY = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=400),
    SIGNS,
    st.lists(
        st.sampled_from([*ATTACKS, *IN_MARKDOWN, "\n", "\n\n", "[[x]]", "[[ "]), max_size=8
    ).map("".join),
)


def _long(piece: str, length: int = LONGEST) -> str:
    return (piece * (length // len(piece) + 1))[:length]


ORDINARY = {
    "20,000 words": "word " * 20_000,
    "one word": "a" * LONGEST,
    "NUL": _long("\x00 "),
    "quotes": _long("\"'„” "),
    "percent signs": _long("100% %s %(x)s "),
    "emoji": _long("🎉👩‍👩‍👧 "),
    "right-to-left": _long("\u202eab\u202c עברית "),
    "halves of signs": _long("\ud800 \udfff"),
    "combining marks": _long("a\u0301\u0300\u0302"),
    "ends of lines": _long("\r\n\u2028\n\u2029\x85"),
    "paragraphs": _long("A paragraph of *some* words with a [link](/board/).\n\n"),
    "blanks": f"a{' ' * LONGEST}b",
}
# Every sign begins something in Markdown; nobody writes so much of it.
SIGNS_ALONE = {
    each: _long(each)
    for each in ("*a ", "_a_ ", "**a*b ", "[", "[a](", "![", "`a ``b ", "<", "<!-- ", "&amp;", "\\",
                 "> ", ">", "- ", "1. ", "# a\n\n", "# \n", "[[", "[[ ", "~~a ", "[a]: b\n\n[a] ",
                 "<http://a> ", "```\n", "|a", "*_`[<!&\\>#|~-\n1. ", "&", "%", "a\n\n",
                 "a\n===\n\n", "- a\n", f"{'- ' * 9}a\n", f"{'> ' * 9}a\n",
                 "[[x]]\n\n", "[a](/b/) ")
}  # fmt: skip
TABLE = "|a|b|\n|-|-|\n" + "|x|y|\n" * 1_000
WIDE = "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|x\n" * 3_000
NESTED = "".join(f"{'  ' * depth}- a\n" for depth in range(150))
LONG = {
    **ORDINARY, **SIGNS_ALONE, "a table": TABLE, "a wide table": WIDE, "a deep list": NESTED
}  # fmt: skip


def _marks() -> Highlighter:
    """As after a search for words that stand in many of these texts."""
    marks = Highlighter([])
    marks.lexemes = frozenset({"struck", "word", "a"})
    marks.beginnings = ("script",)
    marks.alike = ("st", "wo", "a")
    return marks


def _checked(source: str) -> None:
    with contextlib.suppress(PortalError):
        blocks.check_blocks(source)


def _decoded(source: str) -> None:
    for encoding in ("utf-8", "utf-16", "cp1250"):
        with contextlib.suppress(PortalError):
            decode(source.encode(encoding, "replace"), "file")


def _read(source: str) -> None:
    """By each reader of files, whatever they say they are."""
    for read in (
        lambda: plain_text.read(source, "en"),
        lambda: markdown_files.read_bundle(source, "en"),
        lambda: markdown_files.read_question(f"---\nkey: x\n---\n{source}", "en", "x.en.md"),
        lambda: wiki_pages.read(f"<html><body>{source}</body></html>", "en", "x.html"),
    ):
        with contextlib.suppress(PortalError):
            read()


def _shown(source: str) -> str:
    html = markdown.render(source)
    return with_links_to_parts(blocks.filled(html))


TURNED: dict[str, Callable[[str], object]] = {
    "rendered": markdown.render,
    "shown": _shown,
    "as words": lambda source: markdown.to_text(markdown.render(source)),
    "blocks checked": _checked,
    "anchors kept": lambda source: anchors.carry_over(f"# x\n\n{source}", source, {}),
    "marked": lambda source: _marks().marked(source),
    "an excerpt": lambda source: _marks().excerpt(source),
    "compared": lambda source: differences.rows_of(source, f"x {source[::-1]}"),
    "decoded": _decoded,
}


@pytest.mark.parametrize("name", TURNED)
@settings(max_examples=80, deadline=None)
@given(source=ANY)
def test_no_text_makes_it_fail(name, source):
    TURNED[name](source)


@settings(max_examples=60, deadline=None)
@given(source=ANY)
def test_no_file_makes_the_importer_fail(source):
    _read(source)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
def test_no_bytes_make_the_importer_fail(content):
    with contextlib.suppress(PortalError):
        decode(content, "file")


@settings(max_examples=150, deadline=None)
@given(source=ANY)
def test_no_text_becomes_code(source):
    for html in (_shown(source), _marks().marked(source), str(_marks().excerpt(source))):
        page = Page(html)
        assert [fault for fault in page.faults if not fault.startswith("evaluated")] == []


def _seconds(turn: Callable[[str], object], source: str, limit: float = SLOWEST) -> float:
    """Of the processor, the best of three: others may be at work on this machine."""
    best = 9.0
    for _time in range(3):
        started = time.process_time()
        turn(source)
        best = min(best, time.process_time() - started)
        if best < limit:
            break
    return best


@pytest.mark.parametrize("name", TURNED)
def test_no_long_text_makes_it_last(name):
    limit = SLOWEST_IN_OFFICE.get(name, SLOWEST)
    took = {text: _seconds(TURNED[name], source, limit) for text, source in LONG.items()}
    assert {text: seconds for text, seconds in took.items() if seconds > limit} == {}


@pytest.mark.parametrize(
    "signs", ["*", "[", "_", "`", "<", "![", "[^", "*[_`<>", "**a", "*a_ ", "[a](", "a*b_"]
)
def test_a_hundred_thousand_signs_are_rendered_at_once(signs):
    """They stand as they were typed; as many as are read as Markdown are no burden either."""
    most = _long(signs, markdown.MOST_SIGNS - 2)  # one for its line, one as it begins a paragraph
    whole = _long(signs)

    assert _seconds(markdown.render, whole) < SLOWEST
    assert _seconds(markdown.render, most) < SLOWEST
    assert _seconds(markdown.render, "\n\n".join([most] * 16)) < SLOWEST


def test_what_comes_before_too_many_signs_is_read_as_markdown():
    html = markdown.render("*Read* me.\n\n" + "a*" * markdown.MOST_SIGNS + "\n\n*Typed* [a](/b/)")

    assert html.startswith("<p><em>Read</em> me.</p>")
    assert html.endswith("<p>*Typed* [a](/b/)</p>\n")


def test_what_comes_after_too_many_lines_keeps_its_paragraphs_and_asks_for_no_block():
    html = markdown.render(
        "- one\n" * markdown.MOST_SIGNS + "\n\n<b> & [[member-count]]\n\nEnd *here*."
    )

    assert html.startswith("<ul>\n<li>one</li>")
    assert html.endswith("<p>&lt;b&gt; &amp; [&#91;member-count]]</p>\n<p>End *here*.</p>\n")
    assert str(blocks.filled(html)) == html
    assert markdown.to_text(html).endswith("\n<b> & [[member-count]]\nEnd *here*.")


@pytest.mark.parametrize(
    ("piece", "most"),
    [("A paragraph of *some* words, [a link](/b/) and no more.\n\n", 300), ("- one *point*\n", 500),
     ("| a | b | c |\n|---|---|---|\n" + "| 1 | 2 | 3 |\n" * 20 + "\n", 20),
     ("# Part\n\n" + "Words, line by line,\n" * 8 + "\n", 200)],
)  # fmt: skip
def test_answer_of_thirty_pages_is_read_whole(piece, most):
    assert markdown.is_read_whole(piece * most)
    assert not markdown.is_read_whole(piece * 10_000)


def test_whole_collection_at_once_is_quick():
    assert _seconds(_shown, BODY * 4) < SLOWEST


def test_thousands_of_equal_or_different_headings_are_no_burden():
    equal, different = "# a\n\n" * 3_000, "".join(f"# a{n}\n\n" for n in range(3_000))
    others = "".join(f"# b{n}\n\n" for n in range(3_000))
    for old, new in ((equal, equal), (equal, different), (different, others)):
        assert _seconds(lambda new, old=old: anchors.carry_over(old, new, {}), new) < 1
