"""Who asks about something else is told so, although a word or two are ours."""

import pytest

from benchmarks.search import confidence
from faq.search.actions import load_thesaurus
from faq.search.engine import search
from faq.search.models import ThesaurusEntry

PUBLIC = ["public"]


def test_the_tuning_set_has_as_many_questions_in_scope_as_out_of_it():
    rows = confidence.queries()
    assert [row["in_scope"] for row in rows].count(True) == 60
    assert len({row["q"] for row in rows}) == len(rows) == 120


@pytest.mark.usefixtures("answers")
class TestConfidence:
    @pytest.mark.parametrize(
        "query",
        ["gym membership", "cotizația la sindicat", "netflix membership", "taxă de autostradă",
         "certificat de naștere", "board game rental"],
    )  # fmt: skip
    def test_is_low_where_a_telling_word_is_in_no_answer(self, query):
        load_thesaurus()

        assert search(query, PUBLIC).is_unsure

    @pytest.mark.parametrize(
        "query", ["cât costă", "cotizatzie", "alegeri consiliu", "board elections", "benef"]
    )
    def test_is_high_where_the_words_are_those_of_the_answer(self, query):
        assert not search(query, PUBLIC).is_unsure

    def test_own_words_are_surer_than_words_that_mean_the_same_than_words_that_ask(self):
        ThesaurusEntry.objects.create(key="x", same_en=["elections", "helm"], asks_en=["rudder"])
        ThesaurusEntry.objects.create(key="y", same_en=["annual fee"], asks_en=["elections due"])
        load_thesaurus()

        own, same, asks = (
            search(word, PUBLIC).confidence for word in ("elections", "helm", "rudder")
        )
        assert 1 == own > same > asks > 0.5

    def test_titles_are_surer_than_texts(self):
        in_title = search("elects", PUBLIC).confidence
        in_text = search("specialists", PUBLIC).confidence
        assert in_title > in_text > 0.5
