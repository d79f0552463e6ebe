import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import faq.search
from faq.search.words import plain

FILE = Path(faq.search.__path__[0]) / "data" / "thesaurus.toml"
ENTRIES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["entry"]
TWO_WAY = ("ro", "en")
ONE_WAY = ("asks_ro", "asks_en")


def wordings(entry: dict[str, Any], *fields: str) -> list[str]:
    return [wording for field in fields for wording in entry.get(field, [])]


EVERY = [
    (entry["key"], wording) for entry in ENTRIES for wording in wordings(entry, *TWO_WAY, *ONE_WAY)
]


def test_there_are_enough_concepts_and_wordings() -> None:
    assert len(ENTRIES) >= 110
    assert len(EVERY) >= 600


def test_keys_are_unique_slugs() -> None:
    keys = Counter(entry["key"] for entry in ENTRIES)
    assert max(keys.values()) == 1
    assert [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["key"])
def test_an_entry_has_only_known_fields_and_both_languages(entry: dict[str, Any]) -> None:
    assert set(entry) <= {"key", "note", *TWO_WAY, *ONE_WAY}
    assert entry["ro"]
    assert entry["en"]
    assert entry.get("note", "said") == entry.get("note", "said").strip() != ""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["key"])
def test_no_wording_stands_twice_in_an_entry(entry: dict[str, Any]) -> None:
    counted = Counter(plain(wording) for wording in wordings(entry, *TWO_WAY, *ONE_WAY))
    assert [wording for wording, count in counted.items() if count > 1] == []


def test_a_wording_means_the_same_as_others_in_one_entry_only() -> None:
    counted = Counter(plain(w) for entry in ENTRIES for w in wordings(entry, *TWO_WAY))
    assert [wording for wording, count in counted.items() if count > 1] == []


def test_a_wording_stands_in_few_entries() -> None:
    counted = Counter(plain(wording) for _, wording in EVERY)
    assert [wording for wording, count in counted.items() if count > 2] == []


def test_wordings_are_one_to_four_words() -> None:
    assert [(key, w) for key, w in EVERY if not 1 <= len(w.split()) <= 4 or not plain(w)] == []
    assert [(key, w) for key, w in EVERY if w != " ".join(w.split())] == []


def test_romanian_is_written_with_comma_below_and_composed_letters() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert not set("şţŞŢ") & set(text)
    assert unicodedata.is_normalized("NFC", text)


def test_a_word_too_general_to_say_what_is_asked_does_not_stand_alone() -> None:
    general = {"cluster", "membru", "member", "companie", "company", "proiect", "project", "firma"}
    assert [(key, w) for key, w in EVERY if plain(w) in general] == []
