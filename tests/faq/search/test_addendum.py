"""What only members read, beneath an answer that everybody reads."""

import pytest

from faq.search.actions import index_questions, rebuild_index
from faq.search.engine import search
from faq.search.models import LexemeCount, SearchDocument, VocabularyWord
from faq.search.results import results_for
from tests.factories.faq import QuestionFactory

PUBLIC, MEMBERS = ["public"], ["public", "members"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    row = QuestionFactory(
        key="papers",
        text__title="Where are the meeting papers?",
        text__short_answer="The office sends them.",
        text__body="",
        text__addendum="The **zanzibar** drawer has a copy.",
    )
    other = QuestionFactory(key="cost", text__title="What does it cost?", text__body="Papers.")
    index_questions([row.pk, other.pk])
    return row


def found(query, readable):
    return [hit.question_id for hit in search(query, readable).hits]


def test_member_finds_the_answer_by_its_addendum_and_sees_the_words_marked(question):
    result = results_for("zanzibar", MEMBERS, language="en").results[0]

    assert result.question == question
    assert "<mark>zanzibar</mark>" in result.excerpt


@pytest.mark.parametrize("query", ["zanzibar", "zanzibarr", "zanzi", "zanzibar drawer", '"a copy"'])
def test_visitor_does_not(question, query):
    outcome = search(query, PUBLIC)

    assert outcome.hits == []
    assert outcome.repaired_query == ""
    assert outcome.confidence == 0


def test_visitor_sees_no_word_of_it(question):
    page = results_for("papers drawer", PUBLIC, language="en")

    assert question in [result.question for result in page.results]
    for result in page.results:
        assert "zanzibar" not in f"{result.title}{result.short_answer}{result.excerpt}"


def test_answer_and_addendum_cover_a_members_question_together(question):
    apart = search("papers", MEMBERS)
    together = search("papers zanzibar", MEMBERS)

    assert together.hits[0].question_id == question.pk
    assert len([hit for hit in together.hits if hit.question_id == question.pk]) == 1
    assert together.confidence > search("papers zanzibar", PUBLIC).confidence
    assert together.confidence >= 0.85 * apart.confidence


def test_addendum_has_its_own_words_only(question):
    extra = SearchDocument.objects.get(visibility="members")

    assert extra.names == []
    assert extra.words == ["copy", "drawer", "has", "zanzibar"] or "has" not in extra.words
    assert "'meeting'" not in extra.vector
    assert "'zanzibar':" in extra.vector


def test_nothing_of_it_is_counted_for_visitors(question):
    for model, name in ((VocabularyWord, "word"), (LexemeCount, "lexeme")):
        rows = model.objects.filter(**{f"{name}__in": ["zanzibar", "drawer"]})
        assert {row.visibility for row in rows} == {"members"}, model


def test_addendum_that_is_taken_away_leaves_nothing(question):
    question.translations.update(addendum="", addendum_html="")
    index_questions([question.pk])

    assert not SearchDocument.objects.filter(visibility="members").exists()
    assert not LexemeCount.objects.filter(visibility="members", documents__gt=0).exists()
    assert not VocabularyWord.objects.filter(visibility="members").exists()


def test_members_words_change_nothing_that_a_visitor_finds(question):
    queries = ["papers", "meeting papers", "papers zanzibar", "cost", "drawer", "zanzibarr cost"]
    before = [search(query, PUBLIC) for query in queries]
    question.translations.update(addendum="", addendum_html="")
    rebuild_index()

    after = [search(query, PUBLIC) for query in queries]
    for one, other in zip(before, after, strict=True):
        assert (one.hits, one.confidence, one.repaired_query) == (
            other.hits, other.confidence, other.repaired_query,
        ), one.query  # fmt: skip
