"""The parts of a question's page that belong to this room."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from faq.community.models import ContributionStatus
from faq.questions.models import Question, Visibility
from tests.factories.faq import (
    ContributionFactory,
    QuestionFactory,
    RevisionNeedFactory,
    VoteFactory,
    wording_of,
)

pytestmark = pytest.mark.django_db
S = ContributionStatus
PAGE = Template(
    "{% load faq_community %}{% helpful question text %}{% follow question need %}"
    "{% contributions question text %}"
)
XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</article><svg onload=alert(1)>",
    "https://evil.example [x](javascript:alert(1)) www.evil.example",
]


class NobodyAsks:
    """A request whose person must not be asked about."""

    COOKIES = {}

    @property
    def user(self):
        raise AssertionError("an anonymous page asked who is there")


def fetched(pk):
    return Question.objects.with_texts(whole=True).get(pk=pk)


def drawn(question, request=None):
    row = fetched(question.pk)
    return PAGE.render(
        Context({"question": row, "text": row.shown, "need": None,
                 "request": request or NobodyAsks()})
    )  # fmt: skip


def as_person(person):
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "x"
    request.user = person
    return request


def test_page_for_a_visitor_costs_two_queries_and_asks_not_who_is_there(
    question, django_assert_num_queries
):
    for number in range(3):
        ContributionFactory(question=question)
        VoteFactory(question=question)
        row = fetched(question.pk)
        context = Context({"question": row, "text": row.shown, "request": NobodyAsks()})
        with django_assert_num_queries(2):
            page = PAGE.render(context)
        assert page.count('class="faq-note"') == number + 1


def test_taken_up_ones_cost_no_more(question, django_assert_num_queries, ana):
    for _ in range(3):
        ContributionFactory(
            question=question, author=ana, status=S.RESOLVED, resolved_in=wording_of(question)
        )
    row = fetched(question.pk)
    context = Context({"question": row, "text": row.shown, "request": NobodyAsks()})

    with django_assert_num_queries(2):
        page = PAGE.render(context)

    assert page.count("Taken up in revision 1") == 3
    assert "<details" in page


def test_newest_comes_first_and_taken_up_ones_last(question):
    ContributionFactory(
        question=question, text="Taken", status=S.RESOLVED, resolved_in=wording_of(question)
    )
    ContributionFactory(question=question, text="Earlier")
    ContributionFactory(question=question, text="Later")

    page = drawn(question)

    assert page.index("Later") < page.index("Earlier") < page.index("Taken")


@pytest.mark.parametrize("status", [S.UNCONFIRMED, S.PENDING, S.DECLINED, S.SPAM])
def test_what_is_not_moderated_is_on_no_page(client, question, office, status):
    ContributionFactory(question=question, text="Not for eyes", status=status, reason="No.")

    for request in (None, as_person(office)):
        assert "Not for eyes" not in drawn(question, request)
    listed = client.get(reverse("faq:contribution_list", args=[question.pk])).content.decode()
    assert "Not for eyes" not in listed


def test_note_for_members_is_seen_and_counted_by_members_only(
    client, question, ana, carmen, office
):
    ContributionFactory(question=question, text="Only among us", is_for_members=True)
    for number in range(11):
        ContributionFactory(question=question, text=f"Public {number}", is_for_members=number > 9)
    address = reverse("faq:contribution_list", args=[question.pk])

    for request in (None, as_person(carmen), as_person(AnonymousUser())):
        page = drawn(question, request)
        assert "Only among us" not in page
        assert "Everything that readers say" not in page  # ten of twelve
    assert "Everything that readers say" in drawn(question, as_person(ana))
    for person, count in ((None, 10), (carmen, 10), (ana, 12), (office, 12)):
        browser = Client()
        if person:
            browser.force_login(person)
        response = browser.get(address)
        assert response.context["page"].paginator.count == count
        assert ("Only among us" in response.content.decode()) == (count == 12)


def test_note_on_an_answer_that_became_members_only_goes_with_it(client, question):
    ContributionFactory(question=question)
    Question.objects.update(visibility=Visibility.MEMBERS)

    address = reverse("faq:contribution_list", args=[question.pk])
    assert client.get(address).status_code == 404
    assert "Gina" not in drawn(question)


@pytest.mark.parametrize("text", XSS)
def test_what_was_typed_is_text_and_no_link(question, text):
    ContributionFactory(
        question=question, text=text, guest_name=text, organisation_name=text, reply=text
    )

    page = drawn(question)

    for dangerous in ("<script", "<img", "<svg", 'href="https://evil', 'href="javascript'):
        assert dangerous not in page
    assert "alert(1)" in page


def test_score_is_shown_from_ten_votes_on(question):
    VoteFactory.create_batch(9, question=question)
    assert "say that it helped" not in drawn(question)
    VoteFactory(question=question, value="no")
    assert "9 of 10 readers say that it helped" in " ".join(drawn(question).split())


def test_buttons_rest_while_the_answer_is_being_revised(question):
    RevisionNeedFactory(question=question)

    page = drawn(question)

    assert 'name="ballot"' not in page
    assert "being revised" in page


def test_person_sees_whether_they_are_told(question, ana):
    assert "Tell me when it is revised" in drawn(question, as_person(ana))
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(ana)
    browser.post(reverse("faq:follow", args=[question.pk]))

    assert "We write to you when it is revised" in drawn(question, as_person(ana))
    assert "We write to you" not in drawn(question)


def test_each_drawn_page_carries_a_ballot_of_its_own(question):
    assert drawn(question) != drawn(question)


def test_list_has_pages_a_filter_and_words_when_empty(client, question, django_assert_num_queries):
    address = reverse("faq:contribution_list", args=[question.pk])
    assert "Nothing here yet" in client.get(address).content.decode()
    ContributionFactory(question=question)
    client.get(address)
    with django_assert_num_queries(5):  # with the association in the footer
        client.get(address)
    for _ in range(26):
        ContributionFactory(question=question, kind="correction")

    with django_assert_num_queries(5):
        response = client.get(address)

    assert response.context["page"].paginator.num_pages == 2
    assert 'rel="next"' in response.content.decode()
    for query, count in (("comment", 1), ("correction", 26), ("nonsense", 27)):
        found = client.get(f"{address}?kind={query}").context["page"].paginator.count
        assert found == count
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_pages_speak_romanian(client, question):
    QuestionFactory()
    response: HttpResponse = client.get(f"/ro/faq/{question.pk}/respond/")

    assert response.status_code == 200
    assert '<html lang="ro">' in response.content.decode()
