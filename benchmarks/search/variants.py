"""The same words in other letters: cedilla, none, decomposed, capitals; and typing errors."""

import random
import unicodedata

_TO_CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")
_TO_COMMA = str.maketrans("şţŞŢ", "șțȘȚ")
# Keys that touch on a QWERTY keyboard; letters only.
_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip
_PHONETIC = [("ț", "tz"), ("ție", "tzie"), ("ch", "k"), ("c", "k"), ("x", "cs"), ("ph", "f")]


def with_comma(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_TO_COMMA)


def with_cedilla(text: str) -> str:
    return with_comma(text).translate(_TO_CEDILLA)


def without_diacritics(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def in_capitals(text: str) -> str:
    return text.upper()


# The answer to a question must not depend on which of these was typed.
LETTERS = {
    "comma": with_comma,
    "cedilla": with_cedilla,
    "none": without_diacritics,
    "NFD": decomposed,
    "capitals": in_capitals,
    "small": str.lower,
}


def mistyped(text: str, kind: str, rng: random.Random) -> str:
    """One error of this kind in the longest word (in one of the longest, if several)."""
    words = text.split()
    longest = max(len(word) for word in words)
    at = rng.choice([i for i, word in enumerate(words) if len(word) >= longest - 1])
    words[at] = _misspelt(words[at], kind, rng)
    return " ".join(words)


def _misspelt(word: str, kind: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    match kind:
        case "drop":
            return word[:place] + word[place + 1 :]
        case "swap":
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case "double":
            return word[:place] + word[place] + word[place:]
        case "neighbour":
            key = without_diacritics(word[place].lower())
            return word[:place] + rng.choice(_NEIGHBOURS.get(key, key)) + word[place + 1 :]
        case "phonetic":
            for heard, typed in _PHONETIC:
                if heard in word[1:]:
                    return word[0] + word[1:].replace(heard, typed, 1)
            return word[:place] + word[place + 1 :]
    raise ValueError(kind)
