import io
import json
import sys

import pytest
from django.core.management import call_command

from faq.editorial import actions
from faq.questions.models import Question, Visibility
from faq.search.models import SearchDocument
from faq.search.results import results_for
from tests.factories.faq import QuestionFactory
from tests.faq.questions.test_views import count

pytestmark = pytest.mark.django_db
SEARCH = "/faq/search/"


def asked_for_json(client, query, address=SEARCH):
    response = client.get(address, {"q": query}, headers={"accept": "application/json"})
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def published(editor, **words):
    question = QuestionFactory()
    values = {"language": "en", "title": "What is it?", "short_answer": "A cluster.", "body": ""}
    actions.publish_revision(question_id=question.pk, author=editor, **{**values, **words})
    return question


def test_json_is_as_agreed(client, answers):
    found = asked_for_json(client, "board of directors")

    assert set(found) == {"query", "confidence", "results"}
    assert (found["query"], found["confidence"]) == ("board of directors", 1.0)
    first = found["results"][0]
    question = Question.objects.get(key="board-role")
    assert set(first) == {"id", "title", "url", "score"}
    assert first["id"] == question.pk
    assert first["title"] == "What does the Board of Directors do?"
    assert first["url"] == question.get_absolute_url()
    assert [each["score"] for each in found["results"]] == sorted(
        (each["score"] for each in found["results"]), reverse=True
    )


def test_json_of_the_romanian_page_has_romanian_titles_and_addresses(client, answers):
    first = asked_for_json(client, "board of directors", "/ro/faq/search/")["results"][0]

    assert first["title"] == "Ce face Consiliul Director?"
    assert first["url"].startswith("/ro/faq/")
    assert client.get(first["url"]).status_code == 200


def test_nothing_found_is_an_empty_list_without_confidence(client, answers):
    assert asked_for_json(client, "sarmale") == {
        "query": "sarmale", "confidence": 0.0, "results": [],
    }  # fmt: skip


def test_page_and_json_are_told_apart_by_what_is_accepted(client, answers):
    page = client.get(SEARCH, {"q": "board"}, headers={"accept": "text/html,*/*;q=0.8"})

    assert page.headers["Content-Type"].startswith("text/html")
    assert "Accept" in page.headers["Vary"]


def test_page_marks_the_words_found_and_nothing_else(client, answers):
    content = client.get(SEARCH, {"q": "cotizatzie"}).content.decode()

    assert "Showing results for <strong>cotizația</strong>" in content
    assert "exact=1" in content
    romanian = client.get("/ro/faq/search/", {"q": "tabelul cotizatiei"}).content.decode()
    assert "<mark>tabelul</mark> <mark>cotizațiilor</mark>" in romanian


def test_page_without_a_question_explains_itself(client, answers):
    for query in ({}, {"q": ""}, {"q": "  "}):
        content = client.get(SEARCH, query).content.decode()
        assert "A few words are enough" in content
        assert "We found no answer" not in content


def test_page_is_honest_about_what_it_does_not_know(client, answers):
    assert (
        "We found no answer about “sarmale”"
        in client.get(SEARCH, {"q": "sarmale"}).content.decode()
    )
    unsure = client.get(SEARCH, {"q": "board helicopters"}).content.decode()
    assert "Closest answers" in unsure
    assert 'href="/faq/ask/?q=board%20helicopters"' in unsure


@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><b>', "&lt;i&gt;", "</mark>"],
)
def test_neither_question_nor_answer_can_inject_markup(client, editor, attack):
    published(
        editor, title=f"Board {attack}?", short_answer=f"The board {attack}.",
        body=f"Long text of the body {attack} " * 20,
    )  # fmt: skip

    for query in ("board", f"board {attack}", "body"):
        content = client.get(SEARCH, {"q": query}).content.decode()
        assert "<mark>" in content
        for raw in ("<script>alert", "<img src=x", "<b>", "</mark></mark>"):
            assert raw not in content, raw


def test_words_of_a_long_answer_are_shown_around_the_hit(client, editor):
    published(
        editor, body="Nothing here. " * 60 + "Then comes the pangolin at last. " + "Rest. " * 60
    )

    content = client.get(SEARCH, {"q": "pangolin"}).content.decode()

    assert "comes the <mark>pangolin</mark> at last" in content
    assert "… " in content


def test_members_answer_is_found_by_members_only(client, ana, carmen, answers):
    for viewer, found in ((None, False), (carmen, False), (ana, True)):
        if viewer:
            client.force_login(viewer)
        content = client.get(SEARCH, {"q": "zanzibar"}).content.decode()
        assert ("meeting papers" in content) is found
        assert bool(asked_for_json(client, "zanzibar")["results"]) is found


def test_index_says_maybe_and_the_database_says_no(client, answers):
    """A row of the index that lags behind shows nothing that may not be read."""
    Question.objects.filter(key="cost").update(visibility=Visibility.MEMBERS)
    assert SearchDocument.objects.filter(question__key="cost", visibility="public").exists()

    keys = [each["title"] for each in asked_for_json(client, "membership cost")["results"]]

    assert "What does membership cost?" not in keys


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_search_asks_the_same_number_of_queries_for_one_answer_as_for_three(client, editor, accept):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            published(editor, body="Long body with a needle in it. " * 9)
        with count() as queries:
            client.get(SEARCH, {"q": "needle"}, headers={"accept": accept})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_whole_answers_are_fetched_together_and_only_for_who_looks_at_them(
    editor, django_assert_num_queries
):
    for _ in range(3):
        published(editor, body="Long body with a needle in it. " * 9)
    found = results_for("needle", ["public"], language="en")
    with django_assert_num_queries(0):
        found.as_json()
        assert len([(result.title, result.short_answer) for result in found.results]) == 3
    with django_assert_num_queries(1):
        assert all("<mark>needle</mark>" in result.excerpt for result in found.results)


@pytest.mark.parametrize("query", ["\x00", "a" * 10_000, "!&|:*()'", "😀"])
def test_bad_questions_get_a_page_and_json(client, query, answers):
    assert client.get(SEARCH, {"q": query}).status_code == 200
    assert asked_for_json(client, query)["results"] == []


def test_what_is_asked_for_does_not_stay_in_the_index_of_search_engines(client):
    assert '<meta name="robots" content="noindex">' in client.get(SEARCH).content.decode()


def test_command_prints_the_json_of_the_page(client, answers, capsys):
    call_command("search_faq", "cat costa", "--json")

    assert json.loads(capsys.readouterr().out) == asked_for_json(client, "cat costa")


def test_command_reads_one_question_a_line_and_prints_one_line_each(answers, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("board\n\nzanzibar\nsarmale\n"))

    call_command("search_faq", "-", "--json")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["query"] for line in lines] == ["board", "", "zanzibar", "sarmale"]
    assert lines[0]["results"]
    assert not lines[2]["results"]


def test_command_searches_as_a_member_when_asked(answers, capsys):
    call_command("search_faq", "zanzibar", "--as", "member", "--json")
    assert json.loads(capsys.readouterr().out)["results"]

    call_command("search_faq", "zanzibar", "--as", "member", "--language", "ro")
    assert "Cum obținem materialele ședinței?" in capsys.readouterr().out
