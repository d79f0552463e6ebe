"""Which of the two languages says the same as which."""

import pytest

from faq.editorial import actions
from faq.questions.models import Revision
from tests.factories.faq import QuestionFactory, UnansweredQuestionFactory
from tests.faq.racing import race

pytestmark = pytest.mark.django_db


def publish(question, language, words, **facts):
    return actions.publish_revision(
        question_id=question.pk, language=language, title="What?", short_answer=words, body="",
        author=None, **facts,
    )  # fmt: skip


def behind(question):
    return {text.language: text.behind for text in question.translations.all()}


def in_step(question):
    return {text.language: text.in_step_with for text in question.translations.all()}


@pytest.fixture
def both():
    """Answered in English, then translated."""
    question = UnansweredQuestionFactory()
    publish(question, "en", "One.")
    publish(question, "ro", "Unu.")
    return question


def test_translation_of_the_answer_there_is_says_the_same(both):
    assert behind(both) == {"en": "", "ro": ""}
    assert in_step(both) == {"en": 1, "ro": 1}
    assert Revision.objects.get(translation__language="ro").in_step_with == 1


def test_one_language_alone_is_behind_nothing():
    question = UnansweredQuestionFactory()
    publish(question, "en", "One.")
    publish(question, "en", "Two.", significance="major")

    assert behind(question) == {"en": ""}


@pytest.mark.parametrize("weight", ["typo", "content", "major"])
def test_change_leaves_the_other_side_behind_by_its_weight(both, weight):
    publish(both, "en", "Two.", significance=weight)

    assert behind(both) == {"en": "", "ro": weight}


def test_weightiest_of_several_changes_counts(both):
    publish(both, "en", "Two.", significance="typo")
    publish(both, "en", "Three.", significance="major")
    publish(both, "en", "Four.", significance="content")

    assert behind(both)["ro"] == "major"


def test_answer_that_lagged_behind_has_caught_up_with_its_next_revision(both):
    publish(both, "en", "Two.", significance="major")

    publish(both, "ro", "Doi.")

    assert behind(both) == {"en": "", "ro": ""}
    assert in_step(both) == {"en": 2, "ro": 2}


def test_corrected_letter_does_not_catch_up(both):
    publish(both, "en", "Two.", significance="major")

    publish(both, "ro", "Unu!", significance="typo")

    assert behind(both) == {"en": "typo", "ro": "major"}


def test_answer_that_was_behind_by_a_letter_may_still_lead(both):
    publish(both, "en", "One!", significance="typo")

    publish(both, "ro", "Doi.", significance="major")

    assert behind(both) == {"en": "major", "ro": "typo"}


def test_editor_says_that_it_does_not_yet_say_the_same(both):
    publish(both, "en", "Two.", significance="major")

    publish(both, "ro", "Aproape.", is_in_step=False)

    assert behind(both) == {"en": "content", "ro": "major"}


def test_editor_who_translated_an_older_revision_is_in_step_with_that_one(both):
    publish(both, "en", "Two.", significance="content")
    publish(both, "en", "Three.", significance="major")

    publish(both, "ro", "Doi.", is_in_step=True, other_revision=2)

    assert in_step(both)["ro"] == 2
    assert behind(both)["ro"] == "major"


def test_text_that_need_not_change_is_said_to_be_in_step_without_a_revision(both):
    publish(both, "en", "Two.", significance="major")

    publish(both, "ro", "Unu.", is_in_step=True)

    assert behind(both) == {"en": "", "ro": ""}
    assert both.translations.get(language="ro").revision_number == 1


@pytest.mark.django_db(transaction=True)
def test_both_languages_revised_at_once_each_knows_of_the_other():
    question = UnansweredQuestionFactory()
    publish(question, "en", "One.")
    publish(question, "ro", "Unu.")

    outcomes = race(
        lambda: publish(question, "en", "Two.", significance="major", is_in_step=False),
        lambda: publish(question, "ro", "Doi.", significance="content", is_in_step=False),
    )

    assert outcomes == ["done", "done"]
    assert behind(question) == {"en": "content", "ro": "major"}


def test_texts_taken_back_and_shown_again_stay_in_step(both):
    actions.withdraw_answer(question_id=both.pk, actor=None, reason="A doubt")

    publish(both, "en", "One.")

    assert behind(both) == {"en": "", "ro": ""}


def test_texts_from_before_know_what_they_know():
    question = QuestionFactory()
    publish(question, "en", "Two.")

    assert behind(question) == {"en": ""}
