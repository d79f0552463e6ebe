import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.search.repair import distance
from faq.search.words import clean, fold, light_stem, plain, words


@pytest.mark.parametrize("spelling", ["ședință", "şedinţă", "sedinta", "ȘEDINȚĂ", "SEDINŢA"])
def test_all_spellings_of_romanian_fold_to_the_same_letters(spelling):
    for form in ("NFC", "NFD"):
        assert plain(unicodedata.normalize(form, spelling)) == "sedinta"


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        ("cotizatie cotizatii cotizatia cotizatiile cotizatiilor", "cotizat"),
        ("membru membri membrul membrii membrilor membrului", "membr"),
        ("hotarare hotarari hotararea hotararile hotararilor", "hotarar"),
        ("grup grupuri grupul grupului grupurile grupurilor", "grup"),
        ("beneficiu beneficii beneficiile beneficiilor beneficiului", "benefic"),
    ],
)
def test_light_stem_joins_the_forms_of_a_noun(forms, stem):
    assert {light_stem(form) for form in forms.split()} == {stem}


@pytest.mark.parametrize("word", ["ana", "fee", "tva", "c++", "2026", "год"])
def test_light_stem_leaves_short_and_foreign_words_alone(word):
    assert light_stem(word) == word


def test_words_of_the_trade_are_words():
    shown = [word.shown for word in words("R&D, C++ and C#; IT/software; e-Factura, AT&T")]

    assert shown == ["R&D", "C++", "and", "C#", "IT", "software", "e", "Factura", "AT", "T"]


def test_invisible_and_control_signs_vanish():
    assert clean("a\u00adb\u200bc\x00d\ne\ufefff") == "abc d ef"


@given(st.text())
def test_no_text_breaks_the_words(text):
    cleaned = clean(text)
    for word in words(cleaned):
        assert cleaned[word.start : word.end].startswith(word.shown)
        assert len(fold(word.shown)) <= 60
        light_stem(fold(word.shown))


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [("board", "borad", 1), ("board", "bord", 1), ("board", "board", 0), ("abcd", "badc", 2),
     ("cotizatzie", "cotizatie", 1), ("", "ab", 2)],
)  # fmt: skip
def test_distance_counts_errors_of_typing(one, other, away):
    assert distance(one, other) == distance(other, one) == away
