import datetime as dt

import pytest

from cluster_portal.home.worklists import for_staff
from faq.editorial import actions, worklists
from faq.questions.models import QuestionStatus
from tests.factories.faq import QuestionFactory, RevisionNeedFactory, UnansweredQuestionFactory

pytestmark = pytest.mark.django_db


def rows():
    return [[row for row, _url in worklist.first] for worklist in worklists.worklists()]


def test_questions_wait_by_kind(writer):
    waiting = UnansweredQuestionFactory()
    late, later = (
        RevisionNeedFactory(expected_on=day).question for day in (None, dt.date(2027, 1, 1))
    )
    drafted = QuestionFactory()
    actions.save_draft(
        question_id=drafted.pk, language="en", title="What?", short_answer="Soon.", body="",
        author=writer,
    )  # fmt: skip

    assert rows() == [[waiting], [later, late], [drafted], []]


def test_need_of_a_question_without_an_answer_is_not_listed_twice():
    question = RevisionNeedFactory(question=UnansweredQuestionFactory()).question

    assert question.status == QuestionStatus.NEEDS_ANSWER
    assert rows() == [[question], [], [], []]


def test_lists_lead_to_all_of_their_rows(client, office):
    client.force_login(office)
    for worklist in worklists.worklists():
        assert client.get(worklist.url).status_code == 200


def test_office_sees_the_lists_that_it_may_act_on(writer, editor):
    titles = {worklist.title for worklist in worklists.worklists()}

    def seen_by(person):
        return {each.title for each in for_staff(person)} & titles

    assert seen_by(writer) == titles - {
        "Drafts of answers to publish", "Edits that members propose",
    }  # fmt: skip
    assert seen_by(editor) == titles
