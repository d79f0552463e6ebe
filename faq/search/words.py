"""From text to words, the same way for what is indexed, asked and highlighted.

Romanian is written with comma-below, with the old cedilla, or with no diacritics at all; the
words of all three fold to the same letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST = 60
NEAR_FROM = 4  # letters; of a shorter word too little is left without one
_TOKEN = re.compile(r"(?<!\w)(?:[^\W_]&[^\W_]|[^\W_]\+\+|[^\W_]#)(?!\w)|[^\W_]+")
_APART = re.compile(f"({_TOKEN.pattern})")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff]")
_COMMA_BELOW = str.maketrans("şţŞŢ", "șțȘȚ")
_CEDILLA = str.maketrans("șț", "şţ")
_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
# Case endings and articles of Romanian nouns and adjectives, on folded letters, longest first.
_ENDINGS = (
    "iunilor", "urilor", "iilor", "iului", "urile", "iile", "ilor", "elor", "ului", "iei", "iea",
    "ile", "ele", "lor", "uri", "iul", "ii", "ie", "ia", "iu", "ul", "le", "ea", "ei", "ua",
    "a", "e", "i", "u",
)  # fmt: skip


class Word(NamedTuple):
    """A word as it stands in a text, from `start` to `end`."""

    shown: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        return fold(self.shown)


def clean(text: str) -> str:
    """One canonical spelling: composed letters, comma-below, no control or invisible signs."""
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).translate(_COMMA_BELOW)
    return _CONTROL.sub(" ", composed)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case, without diacritics."""
    if text.isascii():
        return text.lower()[:LONGEST]
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))[:LONGEST]


def cedilla(word: str) -> str:
    """The spelling that every version of PostgreSQL's Romanian stemmer knows."""
    return word.lower().translate(_CEDILLA)


def words(text: str) -> Iterator[Word]:
    """The words of a cleaned text; R&D, C++ and C# are words."""
    for found in _TOKEN.finditer(text):
        yield Word(found.group()[:LONGEST], found.start(), found.end())


def apart(text: str) -> tuple[list[str], list[str]]:
    """What stands between the words of a cleaned text, and the words: one fewer."""
    pieces = _APART.split(text)
    return pieces[::2], pieces[1::2]


def plain(text: str) -> str:
    """All words of a text, folded, with one space between: to compare whole wordings."""
    return " ".join(word.folded for word in words(clean(text)))


@lru_cache(maxsize=20_000)
def shortened(folded: str) -> frozenset[str]:
    """The word, and the word without any one of its letters: two that share one are near."""
    if len(folded) < NEAR_FROM:
        return frozenset([folded])
    return frozenset([folded, *(folded[:n] + folded[n + 1 :] for n in range(len(folded)))])


def light_stem(folded: str) -> str:
    """What is left of a Romanian noun without its article, case and number, if it is long enough.

    A third path beside the two of PostgreSQL's stemmer: that one parts membru from membri and
    cotizatie from cotizatii. English words lose at most a vowel, on both sides alike.
    """
    return next((left for left in without_endings(folded) if len(left) >= 4), folded)


def without_endings(folded: str) -> Iterator[str]:
    """What may be left of a Romanian noun, the longest ending taken off first."""
    if folded.isascii() and folded.isalpha():
        for ending in _ENDINGS:
            if folded.endswith(ending) and len(folded) - len(ending) >= 3:
                yield folded[: -len(ending)]
