"""Which lexemes an answer has, as numbers."""

from faq.search import marks
from faq.search.actions import rebuild_index
from faq.search.engine import search
from faq.search.models import SearchDocument

PLACES = {"=plata": ["1A"], "plata": ["1A", "9C"], "taxa": ["4C", "2B"], "vechi": ["3D"]}


def test_a_mark_tells_the_lexeme_and_its_best_place():
    asked = marks.asked(["plata", "taxa", "vechi", "altceva"])

    found = [asked[mark] for mark in marks.of(PLACES)]

    assert sorted(found) == [("plata", 0), ("taxa", 1), ("vechi", 2)]


def test_marks_are_sorted_numbers_of_postgresql_and_titles_are_not_told_twice():
    found = marks.of(PLACES)

    assert found == sorted(found)
    assert len(found) == 3
    assert all(-(2**31) <= mark < 2**31 for mark in marks.asked(map(str, range(5_000))))


def test_rows_carry_their_marks_where_the_search_reads_them(answers):
    rebuild_index()
    for document in SearchDocument.objects.all():
        assert document.marks == sorted(document.marks)
        assert len(document.marks) > 5


def test_words_of_a_wording_that_stand_apart_are_less_than_the_wording(answers):
    """The marks say that both words are there; only the vector knows that they are neighbours."""
    together, apart = '"annual fee"', '"fee annual"'

    assert search(together, ["public"]).hits
    assert not search(apart, ["public"]).hits
