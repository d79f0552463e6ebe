"""What the index is asked for: as few words as find the same answers."""

import pytest
from django.db import connection

from faq.search import candidates, counting, picks, query
from faq.search.engine import search
from faq.search.models import LexemeCount
from faq.search.thesaurus import Thesaurus

PUBLIC = ["public"]


def read(text):
    question = query.read(text)
    query.widen(question, Thesaurus())
    counting.count(question, PUBLIC)
    return question


@pytest.fixture
def of_thousands(answers):
    """Every word as often as if there were thousands of answers."""
    LexemeCount.objects.update(documents=1_000)


def test_few_answers_are_all_weighed(answers):
    question = read("beneficiile membrilor")
    assert [pick.name for pick in picks.of(question, is_wide=False)] == ["few"]


def test_an_inflected_form_is_not_asked_for_beside_its_lemma():
    assert picks._needed({"cotizatiilor", "cotizatie"}, frozenset()) == {"cotizatie"}
    assert picks._needed({"members", "member"}, frozenset()) == {"member"}
    assert picks._needed({"cotizatiilor"}, frozenset()) == {"cotizatiilor"}


def test_a_word_is_not_asked_for_beside_its_root():
    roots = frozenset({"~organ"})
    assert picks._needed({"organizatie", "cotizatie"}, roots) == {"cotizatie"}
    assert picks._needed({"organizatie"}, frozenset({"~benef"})) == {"organizatie"}


@pytest.mark.usefixtures("of_thousands")
def test_what_is_left_out_finds_the_same_answers():
    for text in ("beneficiile membrilor", "additional services", "grupurilor", "elections board"):
        for group in (group for group in read(text).groups if group.is_known):
            own, near, far = picks.terms_of(group)
            everything = {
                lexeme
                for term in (*own, *near, *far)
                if len(term.forms) == 1
                for lexeme in term.lexemes
            }
            whole = [*everything, *(group.relatives if group.kin_count else ())]
            assert having(picks.anywhere(group)) >= having(picks.any_of(whole))


def having(words):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT question_id FROM faq_searchdocument WHERE vector @@ %s::tsquery", [words]
        )
        return {pk for (pk,) in cursor.fetchall()}


@pytest.mark.usefixtures("of_thousands")
def test_common_words_are_asked_for_only_where_titles_leave_room():
    question = read("elections of the board")
    unless = {pick.name: pick.unless for pick in picks.of(question, is_wide=False)}
    assert unless["titled"] == ()
    assert unless["anywhere"] == ("titled",)
    assert unless["partly_titled"] == ("titled",)
    assert unless["rarest"] == ("titled", "partly_titled", "anywhere")


@pytest.mark.usefixtures("of_thousands")
def test_titles_are_not_asked_for_what_none_of_them_has():
    question = read("larger elections of the board")
    assert "larger" not in question.groups[0].titled
    asked = {pick.name: " & ".join(pick.words) for pick in picks.of(question, is_wide=False)}
    assert "titled" not in asked
    assert "=large" not in asked["nearly_titled"]
    assert "large" in asked["anywhere"]


@pytest.mark.usefixtures("of_thousands")
def test_of_thousands_the_best_is_found_as_among_few():
    question = read("what are the benefits of members")
    found = candidates.find(question, PUBLIC)
    assert found
    best = search("what are the benefits of members", PUBLIC).hits[0]
    assert best.question_id in {candidate.question_id for candidate in found}


def test_common_words_that_no_title_has_are_found_all_the_same(answers):
    LexemeCount.objects.update(documents=6_000, titled=0)
    question = read("larger projects")
    assert picks.of(question, is_wide=False) == []
    assert candidates.find(question, PUBLIC) == []
    assert [hit.question_id for hit in search("larger projects", PUBLIC).hits]
