"""The forms of words, and that they are the same on every server."""

import re

import pytest

from faq.search import lexicon
from faq.search.cognates import cognate
from faq.search.lexemes import lexemes, relatives
from faq.search.words import fold


@pytest.mark.parametrize(
    "forms",
    [
        "cotizație cotizații cotizația cotizațiile cotizațiilor",
        "membru membri membrul membrii membrilor membrului",
        "hotărâre hotărâri hotărârea hotărârile hotărârilor",
        "plătește plătim plătiți plătească plăti",
        "ședință ședințe ședinței ședințelor",
        "înscriere înscrierii înscrieri",
        "company companies",
        "elect elects elected",
        "pay pays paid paying",
    ],
)
def test_forms_of_a_word_share_a_lexeme_with_and_without_diacritics(forms):
    bare = str.maketrans("ășțâîşţ", "astaist")
    spellings = [form.translate(bare) for form in forms.split()]

    assert frozenset.intersection(*map(lexemes, spellings))


def test_noun_of_doing_is_found_by_what_one_does():
    assert lexemes("retragerea") & lexemes("retragem")
    assert lexemes("inscriere") & lexemes("inscriu")


def test_word_that_no_dictionary_has_loses_its_ending():
    assert not lexicon.is_word("zorbelurilor")
    assert lexemes("zorbelurilor") & lexemes("zorbel")


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("membră", "membru"), ("președinta", "președinte"), ("coordonatoarea", "coordonator"),
        ("înscriși", "înscrie"), ("sponsorizăm", "sponsoriza"), ("hubul", "hub"), ("hub", "huburi"),
        ("șefu", "șef"), ("clusteru", "cluster"), ("contu", "contul"),
    ],
)  # fmt: skip
def test_forms_that_the_dictionaries_lack_are_found_all_the_same(form, word):
    assert lexemes(fold(form)) & lexemes(fold(word))


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("cd", "cadmiu"), ("ag", "argint"), ("ga", "galiu"), ("est", "estate"),  # signs
        ("statut", "stand"), ("citi", "cat"), ("școală", "sculă"), ("ani", "anus"),  # letters
    ],
)  # fmt: skip
def test_words_that_only_look_or_are_written_alike_have_nothing_in_common(asked, other):
    assert not lexemes(fold(asked)) & lexemes(fold(other))


def test_our_own_forms_are_written_once_each_with_comma_below():
    lines = [
        line
        for line in lexicon.OURS.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    forms = [form for line in lines if " = " in line for form in line.split(" = ")[1].split(", ")]

    assert all(re.fullmatch(r"\w+ (= \w+(, \w+)*|≠ \w+)", line) for line in lines)
    assert not set("şţŞŢ") & set("".join(lines))
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize("word", ["reteta", "sarmale", "tren", "membership", "cotizatiilor"])
def test_lexicon_knows_a_word_however_it_is_typed(word):
    assert lexicon.is_word(word)


@pytest.mark.parametrize("word", ["cotizatzie", "benficii", "membreship", "", "țară", "a\nb", "\t"])
def test_lexicon_knows_a_mistake_when_it_sees_one(word):
    assert not lexicon.is_word(word)


@pytest.mark.parametrize(
    ("romanian", "english"),
    [
        ("organizatie", "organization"), ("confidentialitate", "confidentiality"),
        ("inovare", "innovation"), ("strategie", "strategy"), ("conferinta", "conference"),
        ("accesibilitate", "accessibility"), ("initiativa", "initiative"),
        ("regulament", "regulation"), ("procedura", "procedure"), ("comunicare", "communication"),
    ],
)  # fmt: skip
def test_words_of_one_origin_have_something_in_common(romanian, english):
    assert relatives(romanian) & relatives(english)


@pytest.mark.parametrize("word", ["fee", "vot", "taxa", "ană", "c++", ""])
def test_short_words_have_no_relatives(word):
    assert not cognate(word)


def test_no_server_makes_the_forms(django_assert_num_queries, db):
    """The stemmers of PostgreSQL 15 and 18 differ for Romanian; none of them is asked."""
    with django_assert_num_queries(0):
        lexemes.cache_clear()
        assert lexemes("ședinței")


def test_lexicon_is_written_once_and_again_when_it_is_gone(tmp_path):
    first = lexicon.build(tmp_path)
    written = first.stat().st_mtime_ns

    assert lexicon.build(tmp_path).stat().st_mtime_ns == written
    lines = first.read_bytes().splitlines()
    assert lines == sorted(lines)
    assert first.stat().st_size < 10_000_000
