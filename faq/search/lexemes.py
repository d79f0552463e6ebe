"""What stands in the index for a word: several stems, since no single one joins all its forms.

The stemmers of PostgreSQL 15 and 18 treat ș and ț differently; asked in the cedilla spelling, and
folded afterwards, they agree.
"""

from collections.abc import Iterable

from django.db import connection

from faq.search.stopwords import STOP_WORDS
from faq.search.words import cedilla, fold, light_stem

# Raise it when the lexemes of a word change; `manage.py index_faq` then writes them anew.
VERSION = 1
_STEMS = """
SELECT asked.word,
       ts_lexize('pg_catalog.romanian_stem', asked.old_spelling),
       ts_lexize('pg_catalog.romanian_stem', asked.folded),
       ts_lexize('pg_catalog.english_stem', asked.folded)
FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (word, old_spelling, folded)
"""

Lexemes = dict[str, frozenset[str]]


def lexemes_of(shown: Iterable[str]) -> Lexemes:
    """The lexemes of each of these words, in one query; the keys are in lower case."""
    distinct = sorted({word.lower() for word in shown})
    if not distinct:
        return {}
    folded = [fold(word) for word in distinct]
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [distinct, [cedilla(word) for word in distinct], folded])
        rows = cursor.fetchall()
    found = {}
    for word, *stems in rows:
        plain = fold(word)
        known = {light_stem(plain), *(fold(stem) for group in stems for stem in group or [])}
        found[word] = frozenset({plain, *(stem for stem in known if _says_something(stem))})
    return found


def _says_something(stem: str) -> bool:
    """English “mining” is not to find Romanian “despre mine”, nor “ies” what is left of “ie”."""
    return len(stem) >= 3 and stem not in STOP_WORDS


def any_of(lexemes: Iterable[str], *, weight: str = "") -> str:
    """A tsquery that wants one of these lexemes; `weight` A asks for titles, * for beginnings."""
    return " | ".join(
        f"'{_quoted(lexeme)}'{f':{weight}' if weight else ''}" for lexeme in sorted(lexemes)
    )


def _quoted(lexeme: str) -> str:
    return lexeme.replace("\\", "\\\\").replace("'", "''")
