import pytest

from faq.search import actions
from faq.search.models import SearchDocument
from tests.factories.faq import QuestionFactory

pytestmark = pytest.mark.django_db


def test_names_of_live_blocks_are_no_words_of_an_answer():
    question = QuestionFactory(
        text__title="Who is in?", text__body="We are [[member-count category=company]] firms."
    )
    actions.index_questions([question.pk])

    vector = str(SearchDocument.objects.values_list("vector", flat=True)[0])
    assert "firm" in vector
    assert "category" not in vector
    assert "[[" not in vector
