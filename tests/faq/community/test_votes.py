import datetime as dt
import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faq.community import actions, tokens
from faq.community.actions import votes
from faq.community.errors import BallotError
from faq.community.models import Helped, Vote, WhyNot, wilson
from faq.questions.models import Revision, Significance, Visibility
from tests.factories.faq import QuestionFactory, RevisionNeedFactory, VoteFactory, wording_of
from tests.faq.racing import race

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def ballot(question):
    return tokens.ballot_for(question.translations.get(language="en"))


def vote_url(question):
    return reverse("faq:vote", args=[question.pk])


def vote(reader, question, value="no", token=None, place="192.0.2.1", **extra):
    return reader.post(
        vote_url(question),
        {"ballot": token or ballot(question), "value": value},
        REMOTE_ADDR=place,
        **extra,
    )


def ticket_in(response):
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode())[1]


def new_revision(question, significance):
    text = question.translations.get(language="en")
    text.revision_number += 1
    text.save()
    return Revision.objects.create(
        translation=text, number=text.revision_number, title=text.title, significance=significance
    )


def test_vote_is_bound_to_the_wording_that_was_read(reader, question):
    token = ballot(question)
    read = wording_of(question)
    new_revision(question, Significance.CONTENT)

    response = vote(reader, question, token=token)

    assert response.status_code == 200
    given = Vote.objects.get()
    assert (given.revision, given.question, given.value) == (read, question, "no")


def test_visitor_leaves_neither_cookie_nor_address(reader, question):
    response = vote(reader, question, place="192.0.2.77")

    given = Vote.objects.get()
    assert not response.cookies
    assert "192.0.2" not in given.visitor + given.crowd
    assert given.voter is None
    assert response.headers["Cache-Control"].count("no-store")


def test_changing_ones_mind_replaces_the_vote_and_its_reason(reader, question):
    token = ballot(question)
    first = vote(reader, question, "no", token)
    reader.post(
        reverse("faq:vote_why", args=[question.pk]),
        {"ticket": ticket_in(first), "why": "wrong", "comment": "The sum."},
    )
    assert Vote.objects.get().why == WhyNot.WRONG

    vote(reader, question, "yes", token)

    given = Vote.objects.get()
    assert (given.value, given.why, given.comment) == (Helped.YES, "", "")


def test_page_from_a_cache_lets_each_house_vote(reader, question):
    token = ballot(question)

    vote(reader, question, "yes", token, place="192.0.2.1")
    vote(reader, question, "no", token, place="198.51.100.1")

    assert Vote.objects.count() == 2


def test_person_votes_once_whatever_page_they_open(reader, question, ana):
    reader.force_login(ana)

    vote(reader, question, "no")
    vote(reader, question, "partly")

    given = Vote.objects.get()
    assert (given.value, given.voter, given.is_member) == (Helped.PARTLY, ana, True)
    assert (given.visitor, given.crowd) == ("", "")


def test_why_is_a_second_step_for_the_one_who_voted(reader, question):
    response = vote(reader, question, "partly")
    page = response.content.decode()
    assert "Tell the editors" in page
    assert reverse("faq:question_detail", args=[question.pk, "what-does-it-cost"]) in page

    answer = reader.post(
        reverse("faq:vote_why", args=[question.pk]),
        {"ticket": ticket_in(response), "why": "outdated", "comment": " From 2019. "},
    )

    given = Vote.objects.get()
    assert (given.why, given.comment) == (WhyNot.OUTDATED, "From 2019.")
    assert "The editors read it" in answer.content.decode()


def test_nobody_explains_the_vote_of_another(reader, question):
    vote(reader, question)
    given = Vote.objects.get()
    forged = signing.TimestampSigner(salt="another", sep=".").sign_object([given.pk, given.visitor])

    for ticket in (forged, "1", tokens.ballot_for(question.translations.get())):
        reader.post(
            reverse("faq:vote_why", args=[question.pk]), {"ticket": ticket, "comment": "Mine"}
        )
    with pytest.raises(BallotError):
        actions.explain_vote(vote_id=given.pk, visitor="x", why="", comment="Mine")

    assert Vote.objects.get().comment == ""


def test_vote_in_place_is_the_part_alone(reader, question):
    response = vote(reader, question, "no", headers=HTMX)

    page = response.content.decode()
    assert "<html" not in page
    assert "Thank you" in page
    assert 'name="ticket"' in page


def test_yes_is_thanked_and_asked_nothing_more(reader, question):
    page = vote(reader, question, "yes").content.decode()

    assert "Thank you" in page
    assert 'name="ticket"' not in page


def test_old_or_forged_page_is_asked_once_more_and_the_next_click_counts(
    reader, question, monkeypatch
):
    response = vote(reader, question, token="nonsense")
    assert Vote.objects.count() == 0
    page = response.content.decode()
    assert "Please choose once more" in page
    fresh = re.search(r'name="ballot" value="([^"]+)"', page)[1]
    vote(reader, question, token=fresh)
    assert Vote.objects.count() == 1

    old = ballot(question)
    monkeypatch.setattr(tokens, "BALLOT_LASTS", dt.timedelta(seconds=-1))
    assert "Please choose once more" in vote(reader, question, token=old).content.decode()
    assert Vote.objects.count() == 1


def test_page_of_another_question_is_not_taken(reader, question):
    vote(reader, question, token=ballot(QuestionFactory()))

    assert Vote.objects.count() == 0


def test_colleagues_behind_one_address_all_count_and_stuffing_does_not(reader, question):
    for _ in range(votes.PER_CROWD + 3):
        assert "Thank you" in vote(reader, question, "yes").content.decode()

    assert Vote.objects.filter(is_counted=True).count() == votes.PER_CROWD
    assert Vote.objects.helpfulness(question).yes == votes.PER_CROWD
    vote(reader, question, "yes", place="198.51.100.1")
    assert Vote.objects.helpfulness(question).yes == votes.PER_CROWD + 1


def test_nobody_votes_while_the_answer_is_being_revised(reader, client, question):
    RevisionNeedFactory(question=question)

    page = vote(reader, question).content.decode()

    assert Vote.objects.count() == 0
    assert "being revised" in page


def test_vote_from_another_site_is_refused(client, question, ana):
    data = {"ballot": ballot(question), "value": "no"}

    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ):
        assert client.post(vote_url(question), data, headers=headers).status_code == 403
    client.force_login(ana)
    assert client.post(vote_url(question), data).status_code == 403
    assert Vote.objects.count() == 0

    assert (
        Client().post(vote_url(question), data, headers={"Origin": "http://testserver"}).status_code
        == 200
    )
    assert Vote.objects.count() == 1


def test_members_answer_is_voted_on_by_members_only(reader, ana):
    secret = QuestionFactory(visibility=Visibility.MEMBERS)

    assert vote(reader, secret).status_code == 404
    reader.force_login(ana)
    assert vote(reader, secret).status_code == 200
    assert Vote.objects.count() == 1


def test_address_of_a_vote_that_is_merely_opened_leads_to_the_answer(client, question):
    response = client.get(vote_url(question))

    assert response.url == question.get_absolute_url()


def test_reckoning_takes_ninety_days_and_starts_anew_with_a_major_revision(question):
    old = VoteFactory(question=question, value=Helped.NO)
    Vote.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=91))
    VoteFactory(question=question, value=Helped.NO, is_counted=False)
    VoteFactory(question=question, value=Helped.PARTLY)
    found = Vote.objects.helpfulness(question)
    assert (found.yes, found.partly, found.no, found.total) == (0, 1, 0, 1)

    new_revision(question, Significance.CONTENT)
    assert Vote.objects.helpfulness(question).total == 1
    new_revision(question, Significance.MAJOR)
    assert Vote.objects.helpfulness(question).total == 0
    VoteFactory(question=question, value=Helped.YES)
    assert Vote.objects.helpfulness(question).total == 1


def test_surest_complaint_comes_first_and_the_database_reckons_as_python_does(question):
    one = QuestionFactory()
    VoteFactory(question=one, value=Helped.NO)
    for value, number in (("no", 9), ("partly", 3), ("yes", 2)):
        VoteFactory.create_batch(number, question=question, value=value)
    VoteFactory.create_batch(4, question=QuestionFactory(), value=Helped.YES)

    rows = list(Vote.objects.tally())

    assert [row["question"] for row in rows][:2] == [question.pk, one.pk]
    first = rows[0]
    assert (first["yes"], first["partly"], first["no"], first["total"]) == (2, 3, 9, 14)
    assert first["unhelped_bound"] == pytest.approx(wilson(10.5, 14))
    assert first["helped_bound"] == pytest.approx(wilson(3.5, 14))
    assert rows[-1]["unhelped_bound"] == pytest.approx(0, abs=1e-9)
    mine = Vote.objects.helpfulness(question)
    assert mine.unhelped_bound == pytest.approx(first["unhelped_bound"])


def test_bound_is_wilsons():
    """Newcombe (1998), table I: 81 of 263 gives 0.2553, 15 of 148 gives 0.0624."""
    assert wilson(81, 263) == pytest.approx(0.2553, abs=1e-4)
    assert wilson(15, 148) == pytest.approx(0.0624, abs=1e-4)
    assert wilson(0, 20) == 0
    assert wilson(0, 0) == 0


def test_readers_see_no_score_of_a_few_votes(client, question):
    VoteFactory.create_batch(9, question=question)
    assert not Vote.objects.helpfulness(question).is_shown
    VoteFactory(question=question, value=Helped.NO)
    assert Vote.objects.helpfulness(question).is_shown


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_vote():
    question = QuestionFactory()
    held = tokens.read_ballot(ballot(question), place="192.0.2.1")

    def click(value):
        return lambda: actions.cast_vote(
            question_id=question.pk, ballot=held, value=value, crowd="here"
        )

    assert race(click("yes"), click("no"), click("yes")) == ["done", "done", "done"]
    assert Vote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_person_who_votes_in_two_windows_at_once_votes_once(ana):
    question = QuestionFactory()

    def click():
        actions.cast_vote(
            question_id=question.pk,
            ballot=tokens.read_ballot(ballot(question), place="192.0.2.1"),
            value="no",
            crowd="here",
            voter=ana,
        )

    assert race(click, click) == ["done", "done"]
    assert Vote.objects.count() == 1
