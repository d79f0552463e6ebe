import time

import pytest
from django.db import connection
from django.db.models import TextChoices
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_portal.toolkit import markdown
from cluster_portal.toolkit.blocks import live_block
from faq.questions import blocks
from faq.questions.checks import live_blocks_are_there
from faq.questions.errors import BlockParameterError, BlockPlaceError, UnknownBlockError

pytestmark = pytest.mark.django_db


class Size(TextChoices):
    SMALL = "small", "small ones"
    LARGE = "large", "large ones"


@live_block(shows="The ships.", empty="There is no ship.", takes={"size": Size})
def ships(size=""):
    return f"<ul><li>{size or 'all'} ships, {translation.get_language()}</li></ul>"


@live_block(shows="How many.", empty="Nobody.", number=lambda: "42")
def count():
    return "<p>There are 42.</p>"


@live_block(shows="Nothing.", empty="There is <nothing>.")
def nothing():
    return ""


@live_block(shows="It breaks.", empty="Not today.", number=lambda: 1 / 0)
def broken():
    with connection.cursor() as cursor:
        cursor.execute("select nonsense")


@live_block(shows="It takes long.", empty="Too slow today.")
def slow():
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(30)")


HERE = "tests.faq.questions.test_blocks"


@pytest.fixture(autouse=True)
def _registry(settings):
    settings.FAQ_LIVE_BLOCKS = {
        name: f"{HERE}.{name}" for name in ("ships", "count", "nothing", "broken", "slow")
    }


def shown(source: str) -> str:
    return blocks.filled(markdown.render(source))


def test_block_on_a_line_of_its_own_is_replaced_by_what_the_data_say():
    html = shown("Before.\n\n[[ships]]\n\nAfter.")

    assert '<div class="live-block" lang="en"><ul><li>all ships, en</li></ul></div>' in html
    assert "[[" not in html
    assert "<p></p>" not in html
    assert html.index("Before.") < html.index("all ships") < html.index("After.")


def test_block_speaks_the_language_of_the_page():
    with translation.override("ro"):
        html = shown("[[ships]]")

    assert 'lang="ro"' in html
    assert "all ships, ro" in html


def test_block_takes_the_words_that_it_declares():
    assert "small ships" in shown("[[ships size=small]]")
    assert "small ships" in shown("[[ ships   size=small ]]")


@pytest.mark.parametrize(
    "source",
    ["Some words\n[[ships]]\nmore words", "- a point\n\n  [[ships]]", "> [[ships]]",
     "[[ships]]\n[[count]]"],
)  # fmt: skip
def test_own_line_does_not_need_an_empty_line_around_it(source):
    blocks.check_blocks(source)
    html = shown(source)

    assert "<li>all ships, en</li>" in html
    assert "<p></p>" not in html
    assert html.count("<p>") == html.count("</p>")


def test_number_stands_within_a_sentence_and_within_a_table():
    assert shown("We are [[count]] today.") == "<p>We are 42 today.</p>\n"
    assert "<td>42</td>" in shown("| a |\n|---|\n| [[count]] |")
    assert "There are 42." in shown("[[count]]")


def test_block_without_anything_to_show_says_so_in_a_sentence():
    assert "<p><em>There is &lt;nothing&gt;.</em></p>" in shown("[[nothing]]")


@pytest.mark.parametrize(
    "source", ["`[[ships]]`", "```\n[[ships]]\n```", "    [[ships]]", "Write `[[count]]` here."]
)
def test_block_in_code_is_left_alone(source):
    blocks.check_blocks(source)
    html = markdown.render(source)

    assert blocks.filled(html) == html
    assert blocks.without_blocks(html) == html


def test_text_without_blocks_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shown("A [link](/x/) and [one] more.") == (
            '<p>A <a href="/x/" rel="noopener">link</a> and [one] more.</p>\n'
        )


@pytest.mark.parametrize(
    ("source", "error", "said"),
    [
        ("[[boats]]", UnknownBlockError, "broken, count, nothing, ships, slow"),
        ("Some [[Page Of A Wiki]].", UnknownBlockError, "“Page”"),
        ("[[ships colour=red]]", BlockParameterError, "It takes: size"),
        ("[[count size=small]]", BlockParameterError, "nothing"),
        ("[[ships size=huge]]", BlockParameterError, "small, large"),
        ("[[ships size]]", BlockParameterError, "small, large"),
        ("All [[ships]] here.", BlockPlaceError, "line of its own"),
        ("- [[ships]]", BlockPlaceError, "line of its own"),
    ],
)
def test_block_that_cannot_be_shown_is_refused_with_a_sentence(source, error, said):
    with pytest.raises(error) as refusal:
        blocks.check_blocks(source)

    assert said in str(refusal.value)


def test_short_answer_is_plain_text_without_blocks():
    blocks.check_no_blocks("An array [0] and [[ an opening.")
    with pytest.raises(BlockPlaceError):
        blocks.check_no_blocks("We are [[count]].")


def test_import_sets_unknown_blocks_as_code_and_says_which():
    source, reasons = blocks.quoted_unknown("[[toc style=square]]\n\nWe are [[count]].")

    assert source == "`[[toc style=square]]`\n\nWe are [[count]]."
    assert len(reasons) == 1
    assert "“toc”" in reasons[0]
    blocks.check_blocks(source)


def test_block_that_fails_does_not_take_the_page_down(caplog):
    html = shown("One.\n\n[[broken]]\n\n[[count]]\n\nAnd [[broken]] too.")

    assert "<em>Not today.</em>" in html
    assert "There are 42." in html
    assert "And – too." in html
    assert "could not be told" in caplog.text


def test_block_whose_data_are_slow_does_not_keep_the_reader_waiting(monkeypatch):
    monkeypatch.setattr(blocks, "LONGEST_WAIT", 100)
    began = time.monotonic()

    assert "Too slow today." in shown("[[slow]]")
    assert time.monotonic() - began < 2


def test_same_block_twice_is_asked_for_once(django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, time limit, release
        shown("[[count]]\n\n[[count]]\n\n[[count]]")


def test_block_that_is_gone_since_is_left_out(settings, caplog):
    html = markdown.render("One.\n\n[[ships]]\n\nTwo [[count]].")
    settings.FAQ_LIVE_BLOCKS = {}

    assert blocks.filled(html) == "<p>One.</p>\n<p>Two .</p>\n"
    assert "ships" in caplog.text


def test_search_and_descriptions_get_the_text_without_blocks():
    html = markdown.render("One.\n\n[[ships size=small]]\n\nWe are [[count]].")

    assert markdown.to_text(blocks.without_blocks(html)) == "One.\nWe are ."


def test_attribute_cannot_be_broken_open_by_a_block():
    html = shown('[link](/x "</p>[[ships]]<p>") and [y](/[[count]] "[[ships]]")')

    assert html.count("live-block") == 0
    assert "all ships" not in html


def test_template_filter_fills_an_answer():
    template = Template("{% load faq_questions %}{{ html|with_blocks }}")

    assert "There are 42." in template.render(Context({"html": markdown.render("[[count]]")}))
    assert template.render(Context({"html": ""})) == ""


def test_editors_see_which_blocks_there_are():
    html = Template("{% load faq_questions %}{% blocks_help %}").render(Context())

    assert "[[ships]]" in html
    assert "size=small" in html
    assert "The ships." in html


def test_start_fails_on_a_block_that_leads_nowhere(settings):
    assert live_blocks_are_there(None) == []
    settings.FAQ_LIVE_BLOCKS = {
        "a": f"{HERE}.ships", "b": "no.such.module", "c": f"{HERE}.HERE", "d": f"{HERE}.lost",
    }  # fmt: skip

    assert [error.id for error in live_blocks_are_there(None)] == [
        "faq.E001",
        "faq.E002",
        "faq.E001",
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='[]<>"`\\\n _*abc ships=small count|-&;/p', max_size=200))
def test_no_text_breaks_a_page(source):
    html = markdown.render(source)
    began = time.monotonic()
    filled = blocks.filled(html)
    blocks.without_blocks(html)
    blocks.quoted_unknown(source)

    assert time.monotonic() - began < 0.2
    assert filled.count("<p>") == filled.count("</p>")


@pytest.mark.parametrize(
    "source", ["[[" * 20_000, "[[a" * 20_000, "[[ships]] " * 5_000, "<" * 20_000]
)
def test_long_nonsense_is_quick(source):
    html = markdown.render(source)
    began = time.monotonic()
    blocks.filled(html)

    assert time.monotonic() - began < 0.2
