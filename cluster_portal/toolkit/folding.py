"""Words as searches compare them: small letters without marks, as PostgreSQL's unaccent
writes them, so that what is typed and what the database folded meet.
"""

import unicodedata

# Letters that do not come apart into a plain one and a mark.
_WHOLE = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"}
)
_QUOTES = str.maketrans("’‘‚“”„", "'''\"\"\"")


def fold(text: str) -> str:
    small = unicodedata.normalize("NFKD", text).casefold()
    parts = unicodedata.normalize("NFKD", small)
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(plain.translate(_WHOLE).translate(_QUOTES).split())
