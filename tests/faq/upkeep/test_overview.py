import datetime as dt

from django.utils import timezone

from faq.community.models import Vote
from faq.editorial import actions as editorial
from faq.questions.models import Question, Revision, Significance
from faq.upkeep.overview import unhelpful
from tests.factories.faq import QuestionFactory


def _votes(question: Question, value: str, number: int, *, days_ago: int = 1) -> None:
    revision = Revision.objects.filter(translation__question=question).latest("number")
    for each in range(number):
        vote = Vote.objects.create(
            revision=revision, question=question, value=value,
            visitor=f"{question.pk}-{value}-{days_ago}-{each}",
        )  # fmt: skip
        moment = timezone.now() - dt.timedelta(days=days_ago)
        Vote.objects.filter(pk=vote.pk).update(created_at=moment)


def _answer(editor, title: str) -> Question:
    question = QuestionFactory()
    _publish(question, editor, title, Significance.CONTENT)
    return question


def _publish(question: Question, editor, title: str, significance: str) -> None:
    editorial.publish_revision(
        question_id=question.pk, language="en", title=title, short_answer=f"{title}.", body="",
        author=editor, significance=significance,
    )  # fmt: skip


def test_what_surely_did_not_help_many_comes_first(editor):
    often, once, fine = (_answer(editor, title) for title in ("Often", "Once", "Fine"))
    _votes(often, "no", 20)
    _votes(often, "yes", 10)
    _votes(once, "no", 3)
    _votes(fine, "yes", 30)
    assert [question.pk for question, _told in unhelpful()] == [often.pk, once.pk]


def test_two_votes_say_nothing(editor):
    question = _answer(editor, "Two")
    _votes(question, "no", 2)
    assert unhelpful() == []


def test_old_votes_and_those_before_another_answer_do_not_count(editor):
    old, renewed, touched = (_answer(editor, title) for title in ("Old", "Renewed", "Touched"))
    _votes(old, "no", 5, days_ago=91)
    _votes(renewed, "no", 5, days_ago=2)
    _publish(renewed, editor, "Another answer", Significance.MAJOR)
    _votes(touched, "no", 5, days_ago=2)
    _publish(touched, editor, "Touched up", Significance.TYPO)
    assert [question.pk for question, _told in unhelpful()] == [touched.pk]
