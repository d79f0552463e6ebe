import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from faq.editorial import actions
from faq.editorial.errors import (
    AnswerMissingError,
    ArchivedError,
    ChangedMeanwhileError,
    ReasonMissingError,
    TooLongError,
)
from faq.editorial.models import Draft
from faq.questions.models import (
    Question,
    QuestionStatus,
    Revision,
    RevisionNeed,
    Significance,
    Visibility,
)
from faq.search import actions as search
from faq.search.models import SearchDocument, VocabularyWord
from tests.factories.faq import (
    LabelFactory,
    QuestionFactory,
    RevisionNeedFactory,
    UnansweredQuestionFactory,
)
from tests.faq.racing import race

pytestmark = pytest.mark.django_db


def publish(question, author, **changes):
    values = {
        "language": "en",
        "title": "What is it?",
        "short_answer": "A cluster.",
        "body": "Of *organisations*.",
        "comment": "First answer",
        **changes,
    }
    return actions.publish_revision(question_id=question.pk, author=author, **values)


def kinds(question):
    events = HistoryEvent.objects.about(question).order_by("pk")
    return [kind.removeprefix("question.") for kind in events.values_list("kind", flat=True)]


def test_publishing_writes_a_revision_the_text_the_index_the_state_and_the_history(editor):
    question = UnansweredQuestionFactory()

    text = publish(question, editor, significance=Significance.MAJOR)

    question.refresh_from_db()
    assert question.status == QuestionStatus.PUBLISHED
    assert question.published_at
    assert (text.slug, text.revision_number) == ("what-is-it", 1)
    assert text.body_html == "<p>Of <em>organisations</em>.</p>\n"
    revision = Revision.objects.get()
    assert (revision.number, revision.author, revision.comment, revision.significance) == (
        1, editor, "First answer", "major",
    )  # fmt: skip
    assert "organisations" in SearchDocument.objects.get().words
    assert kinds(question) == ["published"]
    assert HistoryEvent.objects.get().office_note == "English, revision 1"


def test_publishing_again_keeps_the_earlier_wording(editor):
    question = UnansweredQuestionFactory()
    publish(question, editor)

    publish(question, editor, short_answer="An association.", comment="Shorter")

    assert list(Revision.objects.values_list("number", "short_answer").order_by("number")) == [
        (1, "A cluster."),
        (2, "An association."),
    ]
    assert kinds(question) == ["published", "revised"]


def test_publishing_the_same_text_twice_is_publishing_it_once(editor):
    question = UnansweredQuestionFactory()
    publish(question, editor, based_on=0, draft_version=0)

    publish(question, editor, based_on=0, draft_version=0)

    assert Revision.objects.count() == 1
    assert kinds(question) == ["published"]


def test_text_is_tidied_and_romanian_gets_its_commas(editor):
    question = UnansweredQuestionFactory()

    text = publish(
        question, editor, language="ro", title="  Ce   este?\n",
        short_answer="O asociaţie\nşi atât.", body="\r\nPlăţi  \r\n",
    )  # fmt: skip

    assert (text.title, text.short_answer, text.body) == (
        "Ce este?", "O asociație și atât.", "Plăți",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"short_answer": "", "body": " \n"},
        {"short_answer": "", "body": "", "addendum": "Members pay less."},
    ],
)
def test_publishing_needs_a_question_and_an_answer(editor, changes):
    question = UnansweredQuestionFactory()

    with pytest.raises(AnswerMissingError):
        publish(question, editor, **changes)

    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 251},
        {"short_answer": "x" * 2_001},
        {"body": "x" * 100_001},
        {"addendum": "x" * 20_001},
    ],
)
def test_more_than_anybody_reads_is_refused_in_a_sentence(editor, changes):
    with pytest.raises(TooLongError, match="characters at most"):
        publish(UnansweredQuestionFactory(), editor, **changes)


def test_publishing_is_for_those_who_may_and_writing_is_not_publishing(writer, ana):
    question = UnansweredQuestionFactory()

    for person in (writer, ana):
        with pytest.raises(NotAllowedError):
            publish(question, person)

    assert not Revision.objects.exists()


def test_editor_who_saw_an_older_text_is_told_and_nothing_is_overwritten(editor):
    question = UnansweredQuestionFactory()
    publish(question, editor)

    with pytest.raises(ChangedMeanwhileError):
        publish(question, editor, short_answer="Mine.", based_on=0)

    assert question.translations.get().short_answer == "A cluster."


def test_editor_who_saw_no_draft_is_told_of_the_one_saved_since(editor, writer):
    question = UnansweredQuestionFactory()
    draft(question, writer, short_answer="Wanda's.")

    with pytest.raises(ChangedMeanwhileError):
        publish(question, editor, short_answer="Ed's.", based_on=0, draft_version=0)

    assert Draft.objects.get().short_answer == "Wanda's."


def test_what_members_read_is_published_and_kept_with_the_answer(editor):
    question = UnansweredQuestionFactory()
    draft(question, editor, addendum="Ask for **200** lei.  ")
    assert Draft.objects.get().addendum == "Ask for **200** lei."

    text = publish(question, editor, addendum="Ask for **200** lei.\r\n")

    assert text.addendum_html == "<p>Ask for <strong>200</strong> lei.</p>\n"
    assert Revision.objects.get().addendum == "Ask for **200** lei."
    publish(question, editor, addendum="Ask for 300 lei.")
    assert Revision.objects.count() == 2


def test_revision_names_whose_words_it_takes_up_and_whom_to_thank(editor, ana):
    question = QuestionFactory()

    publish(question, editor, contributor=ana, credit="Ana, Alpha SRL", restores=1)

    newest = Revision.objects.get(number=2)
    assert (newest.author, newest.contributor, newest.credit, newest.restores) == (
        editor, ana, "Ana, Alpha SRL", 1,
    )  # fmt: skip


def draft(question, author, **changes):
    values = {"language": "en", "title": "What?", "short_answer": "Soon.", "body": "", **changes}
    return actions.save_draft(question_id=question.pk, author=author, **values)


def test_draft_stands_beside_the_published_text_until_it_is_published(editor, writer):
    question = QuestionFactory(text__short_answer="Published.")

    draft(question, writer)
    assert question.translations.get().short_answer == "Published."
    publish(question, editor, short_answer="Soon.", based_on=1, draft_version=1)

    assert question.translations.get().short_answer == "Soon."
    assert not Draft.objects.exists()


def test_draft_of_somebody_else_is_not_overwritten_unseen(editor, writer):
    question = QuestionFactory()
    draft(question, writer, draft_version=0)

    with pytest.raises(ChangedMeanwhileError):
        draft(question, editor, short_answer="Mine.", draft_version=0)

    assert draft(question, writer, short_answer="More.", draft_version=1).version == 2


def test_draft_gives_a_question_its_wording_in_another_language(writer):
    question = QuestionFactory()

    draft(question, writer, language="ro", title="Ce?")

    text = question.translations.get(language="ro")
    assert (text.title, text.is_written) == ("Ce?", False)


def test_draft_thrown_away_is_gone(writer):
    question = QuestionFactory()
    draft(question, writer)

    actions.discard_draft(question_id=question.pk, language="en", actor=writer)

    assert not Draft.objects.exists()


def test_answer_taken_back_is_nowhere_and_its_text_is_kept(editor):
    question = QuestionFactory()
    publish(question, editor)

    actions.withdraw_answer(question_id=question.pk, actor=editor, reason="It is wrong")

    assert not Question.objects.published().exists()
    assert not SearchDocument.objects.exists()
    assert question.translations.get().short_answer == "A cluster."
    assert HistoryEvent.objects.about(question)[0].reason == "It is wrong"


def test_answer_taken_back_can_be_published_again_as_it_was(editor):
    question = UnansweredQuestionFactory()
    publish(question, editor)
    actions.withdraw_answer(question_id=question.pk, actor=editor, reason="A doubt")

    publish(question, editor)

    assert Question.objects.published().exists()
    assert Revision.objects.count() == 1
    assert SearchDocument.objects.count() == 1


def test_archived_question_is_restored_with_or_without_its_answer(editor):
    first, second = QuestionFactory.create_batch(2)
    for question in (first, second):
        actions.archive_question(question_id=question.pk, actor=editor, reason="Old")
    assert not Question.objects.published().exists()

    actions.restore_question(question_id=first.pk, actor=editor)
    actions.restore_question(question_id=second.pk, actor=editor, shows_answer=False)

    assert list(Question.objects.published()) == [first]
    assert list(Question.objects.needing_an_answer()) == [second]
    assert kinds(first) == ["archived", "restored"]


def test_archived_question_cannot_be_published_before_it_is_restored(editor):
    question = QuestionFactory()
    actions.archive_question(question_id=question.pk, actor=editor, reason="Old")

    with pytest.raises(ArchivedError):
        publish(question, editor)


def test_leaving_the_public_needs_a_reason_and_a_possible_move(editor):
    question = UnansweredQuestionFactory()

    with pytest.raises(ReasonMissingError):
        actions.archive_question(question_id=question.pk, actor=editor, reason=" ")
    with pytest.raises(IllegalTransitionError):
        actions.restore_question(question_id=question.pk, actor=editor)
    actions.archive_question(question_id=question.pk, actor=editor, reason="Old")
    with pytest.raises(ArchivedError):
        actions.withdraw_answer(question_id=question.pk, actor=editor, reason="Wrong")


@pytest.mark.parametrize("move", [actions.archive_question, actions.withdraw_answer])
def test_moves_are_for_those_who_may_publish(writer, move):
    question = QuestionFactory()

    with pytest.raises(NotAllowedError):
        move(question_id=question.pk, actor=writer, reason="I want")


def test_marking_as_to_be_revised_opens_one_need_and_saying_it_again_changes_it(writer):
    question = QuestionFactory()

    for day in (dt.date(2027, 1, 31), dt.date(2027, 2, 28), dt.date(2027, 2, 28)):
        actions.mark_to_be_revised(
            question_id=question.pk, reasons={"en": "The fees change."}, expected_on=day,
            actor=writer,
        )  # fmt: skip

    need = RevisionNeed.objects.get()
    assert (need.reason_en, need.expected_on) == ("The fees change.", dt.date(2027, 2, 28))
    assert kinds(question) == ["need_opened", "need_changed"]
    changed = HistoryEvent.objects.about(question)[0].changes
    assert changed == {"expected_on": ["2027-01-31", "2027-02-28"]}


def test_marking_as_to_be_revised_needs_a_reason(writer):
    with pytest.raises(ReasonMissingError):
        actions.mark_to_be_revised(
            question_id=QuestionFactory().pk, reasons={"en": " "}, actor=writer
        )


def test_revised_closes_the_need_once(writer):
    need = RevisionNeedFactory()

    actions.revised(question_id=need.question_id, actor=writer)
    actions.revised(question_id=need.question_id, actor=writer)

    need.refresh_from_db()
    assert need.closed_at
    assert kinds(need.question) == ["need_closed"]


def test_publishing_can_close_the_need_with_it(editor):
    need = RevisionNeedFactory()

    publish(need.question, editor, closes_need=True)

    assert not RevisionNeed.objects.open().exists()


def test_details_are_changed_by_name_indexed_and_remembered(writer):
    question = QuestionFactory(position=10)
    publish_index(question)
    label = LabelFactory(name="fees", slug="fees")

    actions.change_details(
        question_id=question.pk, actor=writer, is_pinned=True, labels=[label],
        aliases={"en": ["price", "price ", "how much"]},
    )  # fmt: skip

    question.refresh_from_db()
    assert (question.is_pinned, question.position) == (True, 10)
    assert {"fees", "price"} <= set(SearchDocument.objects.get().words)
    changes = HistoryEvent.objects.about(question)[0].changes
    assert changes == {
        "is_pinned": [False, True],
        "labels": [[], ["fees"]],
        "aliases": [[], ["how much", "price"]],
    }  # fmt: skip


def publish_index(question):
    search.index_questions([question.pk])


def test_changing_nothing_is_not_remembered(writer):
    question = QuestionFactory()

    actions.change_details(question_id=question.pk, actor=writer, is_pinned=False)

    assert kinds(question) == []


def test_who_may_read_an_answer_is_decided_by_those_who_publish(writer, editor):
    question = QuestionFactory(visibility=Visibility.MEMBERS)

    with pytest.raises(NotAllowedError):
        actions.change_details(question_id=question.pk, actor=writer, visibility=Visibility.PUBLIC)
    actions.change_details(question_id=question.pk, actor=editor, visibility=Visibility.PUBLIC)

    question.refresh_from_db()
    assert question.visibility == Visibility.PUBLIC


def test_new_question_has_a_key_of_its_own(writer):
    first, second = (
        actions.create_question(titles={"en": "What is it?", "ro": ""}, actor=writer)
        for _ in range(2)
    )

    assert (first.key, second.key) == ("what-is-it", "what-is-it-2")
    assert first.status == QuestionStatus.NEEDS_ANSWER
    assert [text.language for text in first.translations.all()] == ["en"]


def test_new_question_needs_words_and_permission(writer, ana):
    with pytest.raises(AnswerMissingError):
        actions.create_question(titles={"en": " "}, actor=writer)
    with pytest.raises(NotAllowedError):
        actions.create_question(titles={"en": "What?"}, actor=ana)


def test_published_wording_can_neither_be_changed_nor_deleted(editor):
    publish(UnansweredQuestionFactory(), editor)

    with pytest.raises(IntegrityError, match="Published wordings stay"), transaction.atomic():
        Revision.objects.update(short_answer="Never said that.")
    with pytest.raises(IntegrityError, match="Published wordings stay"), transaction.atomic():
        Revision.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_editors_publishing_at_once_one_is_told_and_nothing_is_lost(office):
    question = QuestionFactory()

    outcomes = race(
        *(
            lambda words=words: publish(
                question, office, short_answer=words, based_on=1, draft_version=0
            )
            for words in ("Hers.", "His.")
        )
    )

    assert outcomes == ["ChangedMeanwhileError", "done"]
    newest = Revision.objects.get(number=2)
    assert newest.short_answer in {"Hers.", "His."}
    assert question.translations.get().short_answer == newest.short_answer
    assert Revision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_answers_published_at_once_are_both_in_index_and_vocabulary(office):
    first, second = UnansweredQuestionFactory.create_batch(2)

    outcomes = race(
        lambda: publish(first, office, short_answer="Shared words alpha."),
        lambda: publish(second, office, short_answer="Shared words beta."),
    )

    assert outcomes == ["done", "done"]
    counts = dict(VocabularyWord.objects.values_list("word", "documents"))
    assert (counts["shared"], counts["alpha"], counts["beta"]) == (2, 1, 1)
