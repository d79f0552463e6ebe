"""What people type, as it may be kept: one spelling, and nothing that leads to a person."""

import re

from faq.search.words import clean

LONGEST = 200
SHORTEST = 3
MASK = "…"
_MAIL = re.compile(r"\S*@\S*|\S*://\S*")
_WORD = re.compile(r"[^\W_]+")
_NUMBERS = re.compile(r"(?<!\w)\d[\d\s./()-]*\d(?!\w)")
# Years, and a law by its number and year.
_HARMLESS = re.compile(r"(?:\d{1,4}/)?(?:(?:19|20)\d\d[\s./-]*){1,3}")
_MASKS = re.compile(rf"{MASK}(?:\s*{MASK})+")
_MOST_DIGITS = 4


def normalised(text: str) -> str:
    """Composed letters, lower case, single spaces: the same for one way of typing and another."""
    return " ".join(clean(text[: 10 * LONGEST]).lower().split())


def masked(text: str) -> str:
    """Without addresses and without numbers of more than four digits (telephones, accounts,
    identity numbers), however they are spaced; years stay.
    """
    kept = _MAIL.sub(MASK, text)
    for pattern in (_WORD, _NUMBERS):
        kept = pattern.sub(lambda found: _without_number(found.group()), kept)
    return _MASKS.sub(MASK, kept)[:LONGEST].strip()


def says_something(words: str) -> bool:
    """Three letters at least, without what was masked."""
    return sum(sign.isalnum() for sign in words) >= SHORTEST


def _without_number(text: str) -> str:
    digits = sum(sign.isdigit() for sign in text)
    return text if digits <= _MOST_DIGITS or _HARMLESS.fullmatch(text) else MASK
