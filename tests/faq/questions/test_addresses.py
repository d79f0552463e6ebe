import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from faq.editorial import actions
from faq.questions import addresses
from faq.questions.models import AddressSource, OldAddress, Question, QuestionStatus, Visibility
from tests.factories.faq import QuestionFactory, TranslationFactory, UnansweredQuestionFactory

pytestmark = pytest.mark.django_db


def retitle(question, title, language="en"):
    return actions.publish_revision(
        question_id=question.pk,
        language=language,
        title=title,
        short_answer="So.",
        body="",
        author=None,
    )


def home_of(question, language="en"):
    with translation.override(language):
        return Question.objects.get(pk=question.pk).get_absolute_url()


def leads_to(client, path):
    """Where one hop leads; and that the browser will ask again."""
    response = client.get(path)
    assert response.status_code == 301, (path, response.status_code)
    assert response.headers["Cache-Control"] == "no-cache"
    goal = response.headers["Location"]
    assert client.get(goal.partition("#")[0]).status_code == 200
    return goal


def archive(question, merged_into=None):
    Question.objects.filter(pk=question.pk).update(
        status=QuestionStatus.ARCHIVED, merged_into=merged_into
    )
    return question


def test_words_of_all_former_titles_lead_to_the_answer_in_one_hop(client):
    question = QuestionFactory(text__title="What does it cost?", text__slug="what-does-it-cost")
    for title in ("How much is it?", "What is the price?"):
        retitle(question, title)

    goal = f"/faq/{question.pk}-what-is-the-price/"
    for words in (
        "what-does-it-cost", "how-much-is-it", "what-is-the-price", "How-Much-IS-it",
        "what does it cost?",
    ):  # fmt: skip
        assert leads_to(client, f"/faq/{words}/") == goal, words
    assert leads_to(client, "/faq/how-much-is-it") == goal, "not first to the slash"
    assert client.head("/faq/how-much-is-it/").status_code == 301


def test_words_are_the_same_with_and_without_diacritics(client):
    question = QuestionFactory(text__title="A?", text__slug="a")
    TranslationFactory(question=question, language="ro", title="Cât e?", slug="cotizatie-si-taxe")

    for words in ("cotizație-și-taxe", "cotizaţie-şi-taxe", "COTIZATIE-SI-TAXE"):
        assert leads_to(client, f"/ro/faq/{words}/") == f"/ro/faq/{question.pk}-cotizatie-si-taxe/"


def test_language_of_the_address_decides_between_two_and_stays(client):
    first, second = QuestionFactory(text__slug="board"), QuestionFactory(text__slug="x")
    TranslationFactory(question=second, language="ro", slug="board")

    assert leads_to(client, "/faq/board/") == f"/faq/{first.pk}-board/"
    assert leads_to(client, "/ro/faq/board/") == f"/ro/faq/{second.pk}-board/"


def test_present_owner_of_the_words_goes_before_a_former_one_and_takes_nothing(client):
    old = QuestionFactory(text__title="Fees?", text__slug="fees")
    retitle(old, "Dues?")
    new = QuestionFactory(text__title="Fees?", text__slug="fees")

    assert leads_to(client, "/faq/fees/") == home_of(new)
    retitle(new, "Prices?")
    assert leads_to(client, "/faq/fees/") == home_of(old)


def test_imported_addresses_lead_on_with_their_query_and_their_heading(client):
    page, other, whole = QuestionFactory(), QuestionFactory(), None
    for address, question, anchor in (
        ("https://wiki.example.org/display/IT/What+is+it%3F", page, "h-costs"),
        ("/pages/viewpage.action?pageId=17", page, ""),
        ("/pages/viewpage.action?pageId=18", other, ""),
        ("/display/IT/FAQ/", whole, ""),
    ):
        addresses.keep(
            address, question.pk if question else None, AddressSource.IMPORT, anchor=anchor
        )

    goal, elsewhere = home_of(page), home_of(other)
    for path in (
        "/display/IT/What+is+it%3F", "/display/IT/What%20is%20it%3F/",
        "/display/IT/What+is+it%3F?src=search",
    ):  # fmt: skip
        assert leads_to(client, path) == f"{goal}#h-costs"
    assert leads_to(client, "/pages/viewpage.action?pageId=17") == goal
    assert leads_to(client, "/pages/viewpage.action?pageId=18&src=tree") == elsewhere
    assert leads_to(client, "/pages/viewpage.action?src=tree&pageId=18") == elsewhere
    assert leads_to(client, "/display/IT/FAQ") == "/faq/"
    assert leads_to(client, "/ro/display/IT/FAQ") == "/ro/faq/"
    assert leads_to(client, "/ro/pages/viewpage.action?pageId=17") == home_of(page, "ro")
    for unknown in ("/pages/viewpage.action", "/pages/viewpage.action?pageId=1", "/display/IT/"):
        assert client.get(unknown).status_code == 404, unknown
    assert client.post("/display/IT/FAQ/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/%00", "/faq/%00/", "/%ff%fe", "/x?%00=%00", "/faq/%E2%80%AE/", f"/{'x' * 3000}", "/x//"],
)
def test_odd_addresses_are_not_found_and_nothing_else(client, path):
    assert client.get(path).status_code == 404


def test_hidden_answer_is_not_found_like_an_address_that_never_was(client, carmen, ana):
    secret = QuestionFactory(visibility=Visibility.MEMBERS, text__slug="xyzzy")
    retitle(secret, "Plugh?")
    waiting = UnansweredQuestionFactory(text__slug="waiting")
    gone = archive(QuestionFactory(visibility=Visibility.MEMBERS, text__slug="old-secret"))
    merged = archive(QuestionFactory(visibility=Visibility.MEMBERS), QuestionFactory())
    for number, question in enumerate([secret, waiting, gone, merged]):
        addresses.keep(f"/wiki/{number}", question.pk, AddressSource.IMPORT)
    hidden = [
        "/faq/xyzzy/", "/faq/plugh/", "/faq/waiting/", "/faq/old-secret/", "/wiki/0", "/wiki/1",
        "/wiki/2", "/wiki/3", f"/faq/{gone.pk}-x/", f"/f/{merged.pk}/", f"/ro/faq/{merged.pk}/",
    ]  # fmt: skip

    for viewer in (None, carmen):
        if viewer:
            client.force_login(viewer)
        for path in hidden:
            assert look(client, path) == look_in_an_empty_faq(client, path), path
    client.force_login(ana)
    assert leads_to(client, "/faq/xyzzy/") == home_of(secret)
    assert leads_to(client, "/wiki/0") == home_of(secret)
    assert client.get("/wiki/2").status_code == 410


def look(client, path):
    """Headers and body of a page that is not found, and how many queries that cost."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 404, path
    body = re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", response.content)
    return dict(response.headers), body, len(queries)


def look_in_an_empty_faq(client, path):
    with transaction.atomic():
        OldAddress.objects.all().delete()
        Question.objects.update(
            status=QuestionStatus.NEEDS_ANSWER, published_at=None, merged_into=None
        )
        seen = look(client, path)
        transaction.set_rollback(True)
    return seen


def test_public_answer_that_was_taken_down_says_so_and_offers_the_search(client):
    question = QuestionFactory(text__title="Xyzzy?", text__slug="xyzzy")
    retitle(question, "Plugh?")
    addresses.keep("/wiki/1", question.pk, AddressSource.IMPORT)
    archive(question)

    for path in (
        "/faq/xyzzy/", "/faq/plugh/", "/wiki/1", f"/faq/{question.pk}-plugh/", f"/f/{question.pk}/",
        f"/ro/f/{question.pk}/",
    ):  # fmt: skip
        response = client.get(path)
        content = response.content.decode()
        assert response.status_code == 410, path
        assert 'role="search"' in content
        assert "Plugh?" not in content
        assert "noindex" in content


def test_merged_questions_lead_to_the_last_of_them_at_once(client, ana):
    target = QuestionFactory(text__slug="target")
    middle = archive(QuestionFactory(text__slug="middle"), target)
    first = archive(QuestionFactory(text__slug="first"), middle)
    addresses.keep("/wiki/1", first.pk, AddressSource.IMPORT, anchor="h-its-own")

    for path in (
        "/faq/first/",
        "/faq/middle/",
        f"/f/{first.pk}/",
        f"/faq/{first.pk}-x/",
        "/wiki/1",
    ):
        assert leads_to(client, path) == home_of(target), path

    Question.objects.filter(pk=target.pk).update(visibility=Visibility.MEMBERS)
    assert client.get("/faq/first/").status_code == 410
    client.force_login(ana)
    assert leads_to(client, "/faq/first/") == home_of(target)


def test_questions_that_were_merged_in_a_ring_end_somewhere(client):
    one, two = QuestionFactory(), QuestionFactory()
    archive(one, two)
    archive(two, one)

    assert client.get(f"/f/{one.pk}/").status_code == 410


def test_an_address_that_nobody_knows_costs_one_query(client, django_assert_num_queries):
    client.get("/nothing/")
    with CaptureQueriesContext(connection) as plain:
        client.post("/nothing/")

    with django_assert_num_queries(len(plain) + 1):
        client.get("/nothing/")


def test_title_of_a_draft_leaves_no_address_behind():
    question = UnansweredQuestionFactory(text__slug="secret-plan")

    retitle(question, "Public now?")

    assert not OldAddress.objects.exists()
