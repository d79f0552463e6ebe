"""What people may type besides words."""

import pytest

from faq.search import query
from faq.search.engine import search
from faq.search.results import results_for

PUBLIC = ["public"]
pytestmark = pytest.mark.usefixtures("answers")


def keys(query, **options):
    found = results_for(query, PUBLIC, language="ro", **options)
    return [result.question.key for result in found.results]


@pytest.mark.parametrize(
    "query", ['"board of directors"', "„board of directors”", "“the Board of Directors”"]
)
def test_words_in_quotes_stand_one_after_the_other(query):
    assert keys(query) == ["board-role"]
    assert set(keys("board of directors")) > {"board-role"}


def test_quoted_phrase_has_its_words_in_any_form_but_in_their_order():
    assert keys('"servicii suplimentare"') == keys('"serviciul suplimentar"') == ["services"]
    assert keys('"suplimentare servicii"') == []
    assert keys('"board elects"') == []


def test_quotes_may_stand_among_other_words():
    assert keys('what does the "board of directors" do') == ["board-role"]


@pytest.mark.parametrize("query", ['"', '"board', 'board"', '""', '"board"', "„board"])
def test_quotes_that_hold_no_phrase_are_as_good_as_none(query):
    assert keys(query) == keys("board") or query in ('"', '""')


def test_word_after_a_minus_is_not_wanted():
    assert {"board-role", "election"} <= set(keys("board"))
    assert "election" not in keys("board -elects")
    assert "election" not in keys("board -alegerile")
    assert "board-role" in keys("board -elects")


@pytest.mark.parametrize("query", ["e-board", "board - elects", "non-elects board", "-board"])
def test_hyphen_and_dash_leave_nothing_out(query):
    assert "board-role" in keys(query)


def test_last_word_in_quotes_is_no_beginning():
    assert keys("benef") == ["benefits"]
    assert not search('"lucrati cu al"', PUBLIC).hits


def test_unknown_word_in_the_middle_may_be_a_beginning():
    assert keys("benef members")[0] == "benefits"
    assert keys("cotiza an")[0] == "cost"


def test_a_rare_form_of_a_common_word_does_not_tell_much():
    question = query.read("membrilor consiliului")
    rare, other = question.own
    rare.count, rare.kin_count, other.count, other.kin_count = 1, 90, 1, 1
    query.weigh(question, 100)
    assert rare.weight < other.weight


@pytest.mark.parametrize(
    ("chatted", "asked"),
    [
        ("salut, aș vrea să știu ce face consiliul", "ce face consiliul"),
        ("hi guys, I wonder what the board does", "what the board does"),
        ("hub-ul", "hub"),
        ("board-urilor", "board"),
    ],
)
def test_greetings_and_hyphened_articles_ask_nothing(chatted, asked):
    telling = [[group.folded for group in query.read(text).groups] for text in (chatted, asked)]

    assert telling[0] == telling[1]
