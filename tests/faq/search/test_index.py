import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from faq.editorial import actions
from faq.questions.models import Question, Visibility
from faq.search import actions as search
from faq.search.models import SearchDocument, VocabularyWord
from tests.factories.faq import LabelFactory, QuestionFactory, TopicFactory

pytestmark = pytest.mark.django_db


def everything():
    documents = SearchDocument.objects.order_by("question_id").values(
        "question_id", "visibility", "names", "words", "vector", "index_version"
    )
    words = VocabularyWord.objects.order_by("visibility", "word").values(
        "visibility", "word", "documents"
    )
    return list(documents), list(words)


def index(*questions):
    search.index_questions([question.pk for question in questions])


def test_document_has_both_languages_labels_topic_other_wordings_and_former_titles(editor):
    topic = TopicFactory(name_en="Joining", name_ro="Înscriere")
    question = QuestionFactory(topic=topic, text__title="Old words?")
    question.labels.add(LabelFactory(name_en="fees", name_ro="cotizații"))
    actions.publish_revision(
        question_id=question.pk, language="en", title="New name?", short_answer="Short.",
        body="Body **bold** [text](/x/).", author=editor,
    )  # fmt: skip
    actions.publish_revision(
        question_id=question.pk, language="ro", title="Ce?", short_answer="Răspuns.", body="",
        author=editor,
    )  # fmt: skip
    actions.change_details(question_id=question.pk, actor=editor, aliases={"ro": ["altfel spus"]})

    document = SearchDocument.objects.get()
    known = "joining inscriere fees cotizatii old new short bold raspuns altfel"
    for word in known.split():
        assert f"'{word}'" in document.vector, word
    assert "href" not in document.vector
    assert document.names == ["altfel spus", "ce", "new name"]


def test_index_follows_visibility_state_and_text(editor):
    question = QuestionFactory(text__body="Unicorns.")
    index(question)
    assert VocabularyWord.objects.get(word="unicorns").visibility == "public"

    actions.change_details(question_id=question.pk, actor=editor, visibility=Visibility.MEMBERS)
    assert VocabularyWord.objects.get(word="unicorns").visibility == "members"
    assert not SearchDocument.objects.filter(visibility="public").exists()

    actions.publish_revision(
        question_id=question.pk, language="en", title="What?", short_answer="Dragons.", body="",
        author=editor,
    )  # fmt: skip
    assert not VocabularyWord.objects.filter(word="unicorns").exists()

    actions.archive_question(question_id=question.pk, actor=editor, reason="Old")
    assert everything() == ([], [])


def test_indexing_twice_counts_once():
    question = QuestionFactory()
    index(question)
    before = everything()

    index(question)

    assert everything() == before


def test_rebuilding_gives_the_same_index(answers):
    before = everything()

    found = search.rebuild_index()

    assert everything() == before
    assert found == (7, VocabularyWord.objects.count())


def test_vocabulary_shows_words_as_they_are_best_written():
    index(
        QuestionFactory(text__short_answer="Cotizatie."),
        QuestionFactory(text__short_answer="COTIZAȚIE."),
        QuestionFactory(text__short_answer="cotizatie"),
    )

    word = VocabularyWord.objects.get(word="cotizatie")
    assert (word.shown, word.documents) == ("cotizație", 3)


def test_command_rebuilds_and_says_what_there_is(answers, capsys):
    SearchDocument.objects.all().delete()

    call_command("index_faq")

    assert "7 answers indexed" in capsys.readouterr().out
    assert SearchDocument.objects.count() == Question.objects.published().count()


def test_very_long_answer_is_indexed_as_far_as_the_database_takes_it():
    many = " ".join(f"word{number:06}x" for number in range(60_000))
    question = QuestionFactory(text__short_answer="The needle.", text__body=many)

    index(question)

    assert "'needle'" in SearchDocument.objects.get().vector


@pytest.mark.parametrize(
    "name", ["faq_search_vector", "faq_vocabulary_shortened", "faq_vocabulary_trigrams"]
)
def test_nothing_waits_beside_an_index_for_searches_to_read(name):
    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list(%s)", [name])
            return cursor.fetchone()[0]

    waits()
    question = QuestionFactory(text__short_answer="The needle.")
    index(question)
    assert waits() == 0
    SearchDocument.objects.update(vector="'straw':1B")
    VocabularyWord.objects.update(word=Concat("word", Value("straw")), shortened=["straw"])
    assert waits() > 0


def test_many_changes_are_indexed_once_at_the_end():
    first, second = QuestionFactory(), QuestionFactory()
    with search.indexed_together():
        for question in (first, second, first):
            search.index_questions([question.pk])
        assert not SearchDocument.objects.exists()
    indexed = SearchDocument.objects.values_list("question_id", flat=True)
    assert set(indexed) == {first.pk, second.pk}
