import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cluster_portal.toolkit.errors import NotAllowedError
from faq.editorial import actions as editorial
from faq.questions.models import (
    Question,
    QuestionStatus,
    RelatedAnswer,
    RelatedChoice,
    RelatedReason,
    RelationChoice,
    Visibility,
)
from faq.search import related
from faq.search.actions import index_questions, rebuild_index
from faq.search.related import choose_related
from tests.factories.faq import LabelFactory, QuestionFactory, TopicFactory
from tests.faq.bulk import bulk_answers

pytestmark = pytest.mark.django_db
PUBLIC, MEMBERS = Visibility.PUBLIC, Visibility.MEMBERS


def answer(words, *labels, **fields):
    question = QuestionFactory(text__short_answer=words, text__body="", **fields)
    question.labels.set(labels)
    return question


def listed(question, level=PUBLIC):
    rows = RelatedAnswer.objects.filter(question=question, visibility=level).order_by("position")
    return [row.target for row in rows]


def reasons(question, level=PUBLIC):
    rows = RelatedAnswer.objects.filter(question=question, visibility=level).order_by("position")
    return [(row.target, row.reason, row.label) for row in rows]


def every_list():
    return sorted(
        RelatedAnswer.objects.values_list(
            "question", "visibility", "position", "target", "reason", "label", "score"
        )
    )


def test_rare_labels_say_more_than_common_ones_and_words_more_than_nothing():
    common, rare = LabelFactory(), LabelFactory()
    question = answer("Harbour rules.", common, rare)
    both = answer("Else.", common, rare)
    one = answer("Other.", common)
    words = answer("Harbour again.")
    for number in range(8):
        answer(f"Filling{number}.", common if number < 4 else LabelFactory())
    rebuild_index()

    found = reasons(question)
    assert found[0] == (both, RelatedReason.LABEL, rare)
    assert (one, RelatedReason.LABEL, common) in found
    assert len(found) == 5
    assert (question, RelatedReason.WORDS, None) in reasons(words)
    assert question not in listed(question)


def test_a_word_that_stands_everywhere_relates_nothing():
    one, two = answer("Ships and harbours."), answer("Ships and cranes.")
    for number in range(10):
        answer(f"Ships and filling{number}.")
    rebuild_index()

    assert listed(one) == []
    assert listed(two) == []


def test_what_is_short_of_five_takes_the_first_of_its_part():
    topic = TopicFactory()
    question = answer("Alpha.", topic=topic, position=1)
    last, first = (
        answer(word, topic=topic, position=p) for word, p in (("Beta.", 9), ("Gamma.", 5))
    )
    answer("Delta.", topic=TopicFactory())
    rebuild_index()

    assert reasons(question) == [
        (first, RelatedReason.TOPIC, None),
        (last, RelatedReason.TOPIC, None),
    ]


def test_members_answers_neither_stand_nor_count_in_what_the_public_sees():
    label, topic = LabelFactory(), TopicFactory()
    shown = [answer(f"Harbour word{n}.", label, topic=topic) for n in range(3)]
    rebuild_index()
    before = [row for row in every_list() if row[1] == PUBLIC]

    secret = answer("Harbour xyzzy.", label, topic=topic, visibility=MEMBERS)
    rebuild_index()

    assert [row for row in every_list() if row[1] == PUBLIC] == before
    assert listed(secret) == []
    assert secret in listed(shown[0], MEMBERS)
    assert set(listed(secret, MEMBERS)) == set(shown)


def test_editors_pin_and_mute_and_a_mute_holds_both_ways(editor):
    label = LabelFactory()
    question, near, pinned, hidden = (
        answer("Alpha.", label), answer("Beta.", label), answer("Gamma."),
        answer("Delta.", visibility=MEMBERS),
    )  # fmt: skip
    rebuild_index()
    assert listed(question) == [near]

    choose_related(
        question_id=question.pk,
        choices=[
            (hidden.pk, RelationChoice.PINNED),
            (pinned.pk, RelationChoice.PINNED),
            (near.pk, RelationChoice.MUTED),
        ],
        actor=editor,
    )

    assert reasons(question) == [(pinned, RelatedReason.PINNED, None)]
    assert listed(question, MEMBERS) == [hidden, pinned]
    assert listed(near) == []
    choose_related(question_id=question.pk, choices=[], actor=editor)
    assert listed(question) == [near]
    assert listed(near) == [question]
    assert not RelatedChoice.objects.exists()


def test_choosing_takes_the_permission_to_write(carmen):
    with pytest.raises(NotAllowedError):
        choose_related(question_id=answer("Alpha.").pk, choices=[], actor=carmen)


def test_what_is_published_taken_back_or_hidden_changes_its_neighbours_too(editor):
    label = LabelFactory()
    old = answer("Alpha.", label)
    new = answer("Beta.", label, status=QuestionStatus.NEEDS_ANSWER)
    rebuild_index()
    assert listed(old) == []

    Question.objects.filter(pk=new.pk).update(status=QuestionStatus.PUBLISHED)
    index_questions([new.pk])
    assert listed(old) == [new]

    editorial.withdraw_answer(question_id=new.pk, actor=editor, reason="Wrong.")
    assert listed(old) == []
    assert listed(new) == []


def test_publishing_one_by_one_ends_where_reckoning_all_at_once_does(editor):
    labels = LabelFactory.create_batch(3)
    topics = TopicFactory.create_batch(2)
    words = ["harbour", "crane", "anchor", "rope", "sail", "tide"]
    for number in range(14):
        question = answer(
            f"{words[number % 6]} {words[number * 5 % 6]} filling{number}.",
            labels[number % 3],
            topic=topics[number % 2],
            visibility=MEMBERS if number % 5 == 4 else PUBLIC,
        )
        index_questions([question.pk])
    one_by_one = every_list()

    rebuild_index()

    assert every_list() == one_by_one
    assert len(one_by_one) > 50


def test_work_of_one_publishing_is_bounded_however_many_answers_there_are():
    questions = bulk_answers(400)
    rebuild_index()
    queries = []
    for question in (questions[3], questions[200]):
        with CaptureQueriesContext(connection) as asked:
            related.rewrite_related([question.pk])
        queries.append(len(asked))

    assert queries[0] == queries[1] <= 50
    started = time.perf_counter()
    related.rewrite_related([questions[7].pk])
    assert time.perf_counter() - started < 0.5
    assert all(
        len(listed(question)) == 5 for question in questions[::50] if question.visibility == PUBLIC
    )
