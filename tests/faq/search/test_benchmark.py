"""The benchmark's own material is sound; a sample of its development half finds its answers."""

from collections import Counter, defaultdict

import pytest
from django.db import transaction

from benchmarks.search import dataset, loading, metrics, relevance, safety, variants
from faq.editorial import importer

LEAST_A_CLASS = 15
SAMPLE_A_CLASS = 4


@pytest.fixture(scope="module")
def entries():
    return importer.read(dataset.CORPUS, language="en").entries


@pytest.fixture(scope="module")
def languages(entries):
    found = defaultdict(set)
    for entry in entries:
        found[entry.key].add(entry.language)
    return found


@pytest.fixture(scope="module")
def for_members(entries):
    return {entry.key for entry in entries if entry.visibility == "members"}


@pytest.fixture(scope="module")
def queries():
    return dataset.queries()


def test_the_corpus_has_what_the_classes_need(entries, languages, for_members):
    only = Counter(next(iter(found)) for found in languages.values() if len(found) == 1)
    assert len(languages) >= 60
    assert only["en"] >= 8
    assert only["ro"] >= 6
    assert len(for_members) >= 5
    assert all(entry.is_answered and not entry.remarks for entry in entries)
    assert sum(len(entry.aliases or []) for entry in entries) <= 3


def test_every_grade_names_an_answer_that_this_reader_may_have(queries, languages, for_members):
    for query in queries:
        assert set(query.grades) <= set(languages), query
        assert set(query.grades.values()) <= {1, 2}, query
        assert bool(query.grades) == (query.kind != dataset.NO_ANSWER), query
        if query.kind == dataset.FORBIDDEN:
            assert set(query.grades) <= for_members, query
        else:
            assert not set(query.grades) & for_members, query


def test_every_question_of_the_corpus_is_asked_for(queries, languages):
    asked_for = {key for query in queries for key, grade in query.grades.items() if grade == 2}
    assert asked_for == set(languages)


def test_no_other_wording_is_a_query(queries, entries):
    wordings = {alias.casefold() for entry in entries for alias in entry.aliases or []}
    assert not wordings & {query.text.casefold() for query in queries}


def test_the_halves_share_no_question_and_no_query(queries, languages):
    halves = dataset.split()
    assert set(halves["development"]) | set(halves["heldout"]) == set(languages)
    assert not set(halves["development"]) & set(halves["heldout"])
    for query in queries:
        answering = {key for key, grade in query.grades.items() if grade == 2}
        assert answering <= set(halves[query.half]), query
    assert len({query.id for query in queries}) == len(queries)
    texts = [(query.text, query.reader) for query in queries]
    assert len(set(texts)) == len(texts)


def test_classes_are_large_enough_and_seven_in_ten_queries_are_romanian(queries):
    sizes = Counter(query.kind for query in queries)
    assert set(sizes) == {*relevance.CLASSES, dataset.NO_ANSWER}
    assert min(sizes.values()) >= LEAST_A_CLASS
    for half in dataset.HALVES:
        of_half = Counter(query.kind for query in queries if query.half == half)
        assert min(of_half[kind] for kind in sizes) >= 7
    assert 0.65 <= sum(query.language == "ro" for query in queries) / len(queries) <= 0.8


def test_answers_of_one_language_are_asked_for_in_the_other(queries, languages):
    for query in queries:
        if query.kind in {"cross_ro_en", "cross_en_ro"}:
            _cross, asked_in, answered_in = query.kind.split("_")
            assert query.language == asked_in
            assert all(languages[key] == {answered_in} for key in query.grades), query


def test_made_queries_are_variants_of_those_they_name(queries):
    by_id = {query.id: query for query in queries}
    write = {
        "without diacritics": variants.without_diacritics,
        "with cedillas": variants.with_cedilla,
        "decomposed": variants.decomposed,
        "in capitals": variants.in_capitals,
    }
    made = 0
    for query in queries:
        name, _space, how = query.note.partition(" ")
        if how in write:
            made += 1
            assert query.text == write[how](by_id[name].text)
            assert query.grades == by_id[name].grades
    assert made >= 3 * LEAST_A_CLASS


def test_paraphrases_share_no_content_word_with_the_title(queries, entries):
    titles, texts = defaultdict(set), defaultdict(set)
    for entry in entries:
        text = entry.text
        titles[entry.key] |= _beginnings(text.title)
        texts[entry.key] |= _beginnings(f"{text.title} {text.short_answer} {text.body}")
    small = {"poate", "unde", "care", "cine"}
    for query in queries:
        words = _beginnings(query.text)
        for key, grade in query.grades.items():
            if query.kind == "paraphrase" and grade == 2:
                assert not words & titles[key] - small, query
                assert not query.shares_no_word or not words & texts[key], query


def _beginnings(text: str) -> set[str]:
    plain = variants.without_diacritics(text).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return {word[:5] for word in words if len(word) > 3}


def test_the_measures_are_what_they_say():
    grades = {"a": 2, "b": 1}
    assert metrics.reciprocal_rank(["b", "a"], grades) == 0.5
    assert metrics.reciprocal_rank(["x", "x", "x", "x", "x", "a"], grades) == 0
    assert metrics.ndcg(["a", "b"], grades) == 1
    assert metrics.ndcg(["b", "a"], grades) < 1
    assert metrics.success(["a"], grades) == 1
    assert metrics.recall(["x", "b"], grades) == 0.5
    assert metrics.macro({"easy": [1.0] * 9, "hard": [0.0]}) == 0.5
    assert metrics.kappa([0, 1, 2, 0], [0, 1, 2, 0]) == 1
    assert metrics.kappa([0, 0, 1, 1], [0, 1, 0, 1]) == 0
    assert metrics.percentile(range(1, 101), 0.95) == 95


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The corpus, written once for this file and then undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.write_corpus()
        transaction.set_rollback(True)


@pytest.fixture
def sample():
    """A few of each class, always the same, of the half that may be looked at."""
    by_class = defaultdict(list)
    for query in dataset.queries("development"):
        if query.kind != "old_title":
            by_class[query.kind].append(query)
    return [
        query
        for found in by_class.values()
        for query in found[:: len(found) // SAMPLE_A_CLASS][:SAMPLE_A_CLASS]
    ]


@pytest.mark.django_db
def test_a_sample_finds_its_answers(loaded, sample):
    figures = relevance.Figures.of(relevance.ask_all(sample, loaded))
    assert metrics.macro(figures.mrr) >= 0.85


@pytest.mark.django_db
def test_a_sample_is_answered_alike_however_it_is_typed(loaded, sample):
    assert safety.invariance(sample, loaded).examples == []


@pytest.mark.django_db
def test_a_sample_gives_nothing_of_the_members_away(loaded, sample):
    found = safety.secrecy(sample, loaded, probing=15)
    assert found.leaks == []
    assert found.influences == []
