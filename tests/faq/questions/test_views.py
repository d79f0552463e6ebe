import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from faq.editorial import actions as editorial
from faq.questions.models import Question, QuestionStatus, Topic, Visibility
from faq.questions.views import ALL_ON_ONE_PAGE
from faq.search.actions import rebuild_index
from tests.factories.faq import (
    LabelFactory,
    QuestionFactory,
    RevisionNeedFactory,
    TopicFactory,
    TranslationFactory,
    UnansweredQuestionFactory,
)
from tests.faq.bulk import bulk_answers

pytestmark = pytest.mark.django_db
LIST = "/faq/"


def count():
    return CaptureQueriesContext(connection)


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200, response
    return response.content.decode()


def address(question, language="en"):
    with translation.override(language):
        return question.get_absolute_url()


def test_list_shows_topics_questions_and_short_answers_in_their_order(client):
    second, first = TopicFactory(name="Second", position=20), TopicFactory(name="First", position=5)
    QuestionFactory(topic=second, text__title="Three?", text__short_answer="Short three.")
    QuestionFactory(topic=first, text__title="Two?", position=1)
    QuestionFactory(topic=first, text__title="One?", position=2, is_pinned=True)

    content = page(client, LIST)

    body = content[content.index("faq-chapter") :]
    places = [body.index(words) for words in ("First", "One?", "Two?", "Second", "Three?")]
    assert places == sorted(places)
    assert "Short three." in content
    assert "Read these first" in content
    assert "3 answers" in content


def test_list_is_narrowed_by_audience_label_and_topic(client):
    fees = LabelFactory(name="fees", slug="fees")
    topic = TopicFactory(slug="joining")
    QuestionFactory(text__title="Mine?", topic=topic, audiences=["member"]).labels.add(fees)
    QuestionFactory(text__title="Other?", audiences=["joining"])

    for query in ({"label": "fees"}, {"audience": "member"}, {"topic": "joining"}):
        content = page(client, LIST, **query)
        assert "Mine?" in content, query
        assert "Other?" not in content, query
        assert "Show all" in content, query


def test_list_takes_nonsense_in_its_filter_as_nothing_chosen(client):
    QuestionFactory(text__title="Mine?")

    content = page(client, LIST, label="nonsense", audience="x", topic="'", page="x")

    assert "Mine?" in content


def test_list_offers_only_labels_that_lead_to_something(client):
    UnansweredQuestionFactory().labels.add(LabelFactory(name="secret plan"))
    QuestionFactory(visibility=Visibility.MEMBERS).labels.add(LabelFactory(name="members label"))

    content = page(client, LIST)

    assert "secret plan" not in content
    assert "members label" not in content


def test_empty_list_says_what_to_do(client):
    assert "No answer has been published yet" in page(client, LIST)
    QuestionFactory()
    assert "No answer fits" in page(client, LIST, audience="member")


def test_long_list_comes_in_pages_with_all_topics_in_the_index(client):
    first, last = TopicFactory(name="First topic"), TopicFactory(name="Last topic", position=200)
    for number in range(ALL_ON_ONE_PAGE):
        QuestionFactory(topic=first, text__title=f"Question {number:02}?", position=number)
    assert "Pages of this list" not in page(client, LIST)
    QuestionFactory(topic=last, text__title="The last one?")

    content = page(client, LIST)

    assert "Question 24?" in content
    assert "Question 25?" not in content
    assert "Last topic" in content
    assert "The last one?" in page(client, LIST, page=3)
    assert "The last one?" in page(client, LIST, topic=last.slug)


@pytest.mark.parametrize("kind", ["visitor", "member"])
def test_list_asks_the_same_number_of_queries_however_many(client, ana, kind):
    if kind == "member":
        client.force_login(ana)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            question = QuestionFactory(topic=TopicFactory(), is_pinned=True)
            question.labels.add(LabelFactory())
            RevisionNeedFactory(question=question)
            TranslationFactory(question=question, language="ro")
        with count() as counted:
            client.get(LIST)
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_answer_has_its_words_topic_labels_day_and_links(client, monkeypatch):
    topic = TopicFactory(name="Joining", slug="joining")
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC))
        question = QuestionFactory(topic=topic, audiences=["joining"], text__title="What is it?")
    question.labels.add(LabelFactory(name="fees", slug="fees"))
    QuestionFactory(topic=topic, text__title="A related one?")
    QuestionFactory(text__title="A stranger?")
    rebuild_index()

    content = page(client, address(question))

    for words in (
        "<h1", "What is it?", "It is a number.", "A number, <em>plainly</em>.", "Joining",
        "?label=fees", "Considering joining", "4 March 2026", f"/f/{question.pk}/",
        "A related one?", "First published",
    ):  # fmt: skip
        assert words in content, words
    assert "A stranger?" not in content
    assert "Edit this answer" not in content
    assert '<meta name="description" content="It is a number.">' in content


def test_day_and_number_are_of_the_revision_that_this_reader_sees(client, ana, monkeypatch):
    texts = [(3, "Body.", ""), (4, "Body.", "For members."), (5, "Other.", "For members."),
             (6, "Other.", "Other.")]  # fmt: skip
    question = UnansweredQuestionFactory(text__title="What is it?")
    for day, body, addendum in texts:
        with monkeypatch.context() as patch:
            noon = dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC)
            patch.setattr(timezone, "now", lambda noon=noon: noon)
            editorial.publish_revision(
                question_id=question.pk, language="en", title="What is it?", short_answer="",
                body=body, addendum=addendum, author=None,
            )  # fmt: skip

    def facts() -> str:
        shown = " ".join(page(client, address(question)).split())
        return re.search(r"Last revised</dt>(.*?)</dd>", shown)[1]

    assert "5 March 2026" in facts()
    assert "revision 3" in facts()
    client.force_login(ana)
    assert "6 March 2026" in facts()
    assert "revision 4" in facts()


def test_number_decides_and_other_words_lead_to_the_right_ones_in_one_step(client):
    question = QuestionFactory()

    for wrong in (
        f"/faq/{question.pk}-something-else/", f"/faq/{question.pk}/", f"/f/{question.pk}/",
        f"/faq/{question.pk}-ș%20%27/",
    ):  # fmt: skip
        response = client.get(f"{wrong}?a=1")
        assert response.status_code == 301, wrong
        assert response.headers["Location"] == f"{address(question)}?a=1"
        assert response.headers["Cache-Control"] == "no-cache"
        assert client.get(response.headers["Location"]).status_code == 200


def test_number_without_its_closing_slash_leads_there_in_one_step(client):
    question = QuestionFactory()

    for typed in (f"/f/{question.pk}", f"/faq/{question.pk}", f"/faq/{question.pk}-words"):
        response = client.get(typed)
        assert (response.status_code, response.headers["Location"]) == (301, address(question))


def test_unknown_and_impossible_numbers_are_not_found(client):
    for wrong in ("/faq/999999-x/", "/f/999999/", f"/f/{10**30}/", f"/faq/{10**30}-x/"):
        assert client.get(wrong).status_code == 404, wrong


def test_romanian_page_has_the_romanian_words_and_the_switch_ends_there_in_one_step(client):
    question = QuestionFactory()
    TranslationFactory(
        question=question, language="ro", title="Ce este?", slug="ce-este", short_answer="Un număr."
    )

    english = page(client, address(question))
    switched = client.get(f"/ro/faq/{question.pk}-{question.translations.get(language='en').slug}/")

    assert switched.status_code == 301
    assert switched.headers["Location"] == f"/ro/faq/{question.pk}-ce-este/"
    romanian = page(client, switched.headers["Location"])
    assert "Un număr." in romanian
    assert 'hreflang="ro"' in english
    assert f'href="http://testserver/ro/faq/{question.pk}-ce-este/"' in english


def test_answer_that_exists_in_the_other_language_only_is_marked_as_such(client):
    question = QuestionFactory(text__title="What is it?", text__slug="what-is-it")

    romanian = page(client, f"/ro/faq/{question.pk}-what-is-it/")
    listed = page(client, "/ro/faq/")

    assert '<h1 class="is-long" lang="en">' in romanian
    assert f'rel="canonical" href="http://testserver{address(question)}"' in romanian
    assert 'lang="en"' in listed[listed.index("faq-chapter") :]


def test_reader_is_told_what_is_being_revised_and_until_when(client):
    need = RevisionNeedFactory(reason="The fees change.", expected_on=dt.date(2027, 3, 1))

    content = page(client, address(need.question))

    assert "This answer is being revised" in content
    assert "The fees change." in content
    assert "1 March 2027" in content
    need.closed_at = need.opened_at
    need.save()
    assert "The fees change." not in page(client, address(need.question))


def test_hidden_answers_stay_hidden_at_every_address(client, carmen, ana):
    secret = QuestionFactory(
        visibility=Visibility.MEMBERS,
        text__title="Xyzzy?",
        text__slug="xyzzy",
        topic=TopicFactory(),
    )
    neighbour = QuestionFactory(topic=secret.topic)
    waiting = UnansweredQuestionFactory(text__title="Plugh?", text__slug="plugh")
    archived = QuestionFactory(
        status=QuestionStatus.ARCHIVED, visibility=Visibility.MEMBERS, text__slug="old"
    )

    rebuild_index()
    for viewer in (None, carmen):
        if viewer:
            client.force_login(viewer)
        for question in (secret, waiting, archived):
            for hidden in (
                address(question), f"/faq/{question.pk}/", f"/faq/{question.pk}-x/",
                f"/f/{question.pk}/", f"/ro/f/{question.pk}/",
            ):  # fmt: skip
                response = client.get(hidden)
                assert response.status_code == 404, hidden
        for shown in (LIST, address(neighbour), "/sitemap.xml"):
            content = client.get(shown).content.decode()
            assert "Xyzzy?" not in content
            assert "xyzzy" not in content
            assert "Plugh?" not in content
    rebuild_index()
    client.force_login(ana)
    assert "for members only" in page(client, LIST)
    assert "Xyzzy?" in page(client, address(secret))
    assert "Xyzzy?" in page(client, address(neighbour))
    assert client.get(address(waiting)).status_code == 404


def test_page_asks_the_same_number_of_queries_with_one_relative_as_with_three(client):
    topic = TopicFactory()
    question = QuestionFactory(topic=topic)
    counts = []
    for number in (1, 2):
        QuestionFactory.create_batch(number, topic=topic)
        rebuild_index()
        with count() as queries:
            client.get(address(question))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_visitor_leaves_no_session_and_writes_nothing(client):
    question = QuestionFactory()

    for shown in (LIST, address(question)):
        with count() as queries:
            response = client.get(shown)
        assert not response.cookies
        asked = [query["sql"] for query in queries]
        assert [sql for sql in asked if not sql.startswith("SELECT")] == []


def test_office_sees_the_way_to_the_form_and_the_history(client, editor):
    question = QuestionFactory()
    client.force_login(editor)

    content = page(client, address(question))

    assert reverse("admin:faq_question_change", args=[question.pk]) in content
    assert "History for the office" in content


def facet(content, name):
    found = re.search(rf">{name} <span[^>]*>(\d+)<", content)
    return int(found[1]) if found else None


def test_audiences_are_counted_as_this_reader_sees_them(client, ana):
    fees = LabelFactory(slug="fees")
    QuestionFactory(audiences=["joining", "member"]).labels.add(fees)
    QuestionFactory(audiences=["joining"])
    QuestionFactory(audiences=["member"], visibility=Visibility.MEMBERS)

    content = page(client, LIST)
    assert [facet(content, name) for name in ("Everybody", "Considering joining")] == [2, 2]
    assert facet(content, "Already a member") == 1
    assert facet(content, "Partner or authority") is None
    narrowed = page(client, LIST, label="fees", audience="member")
    assert [facet(narrowed, n) for n in ("Everybody", "Considering joining")] == [1, 1]
    client.force_login(ana)
    content = page(client, LIST)
    assert [facet(content, n) for n in ("Everybody", "Already a member")] == [3, 2]


def test_narrowed_lists_are_not_for_search_engines_and_pages_know_their_own_address(client):
    bulk_answers(100)

    for query in ({"audience": "member"}, {"topic": Topic.objects.first().slug}):
        content = page(client, LIST, **query)
        assert '<meta name="robots" content="noindex, follow">' in content
        assert "canonical" not in content
    assert 'rel="canonical" href="http://testserver/faq/"' in page(client, LIST)
    assert 'rel="canonical" href="http://testserver/faq/?page=2"' in page(client, LIST, page=2)
    assert "noindex" not in page(client, LIST, page=2)


def test_pages_ask_the_same_number_of_queries_at_ten_a_hundred_and_a_thousand(client, ana):
    counts = {}
    for more in (10, 90, 900):
        questions = bulk_answers(more)
        rebuild_index()
        one = Question.objects.get(pk=questions[4].pk).get_absolute_url()
        pages = (LIST, one, "/faq/feed/new.atom", "/faq/feed/revised.atom", "/sitemap.xml")
        for viewer in (None, ana):
            if viewer:
                client.force_login(viewer)
            for shown in pages:
                with count() as queries:
                    assert client.get(shown).status_code == 200
                counts.setdefault((bool(viewer), pages.index(shown)), []).append(len(queries))
        client.logout()

    assert {key: set(found) for key, found in counts.items() if len(set(found)) > 1} == {}
