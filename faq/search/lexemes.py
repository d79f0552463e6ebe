"""What stands in the index for a word: several forms, since no single one joins all of them.

All are made here and none by PostgreSQL, whose Romanian stemmers differ between its versions.
"""

from collections.abc import Iterable
from functools import lru_cache

from faq.search import lexicon
from faq.search.cognates import cognate
from faq.search.stopwords import STOP_WORDS
from faq.search.words import fold, light_stem, without_endings

# Raise it when the lexemes of a word change, or what is counted of them; setting up then writes
# the index anew.
VERSION = 5
TITLE = "="  # before the lexemes of titles, which are also looked for by themselves
COGNATE = "~"  # before what a word has in common with its relatives and with the other language

Lexemes = dict[str, frozenset[str]]


def lexemes_of(shown: Iterable[str]) -> Lexemes:
    """The lexemes of each of these words; the keys are in lower case."""
    return {lower: lexemes(fold(lower)) for lower in {word.lower() for word in shown}}


@lru_cache(maxsize=20_000)
def lexemes(folded: str) -> frozenset[str]:
    """The word itself and its dictionary forms in both languages.

    What no dictionary has is left without its ending.
    """
    lemmas = lexicon.lemmas_of(folded) or _with_ending(folded) or (light_stem(folded),)
    found = {*lemmas, *filter(None, map(_verb_of, lemmas))}
    return frozenset({folded, *(form for form in found if _says_something(form))})


@lru_cache(maxsize=20_000)
def relatives(folded: str) -> frozenset[str]:
    """What it shares with words of the same root, in both languages."""
    roots = {cognate(form) for form in lexicon.lemmas_of(folded) or (folded,)}
    return frozenset(COGNATE + root for root in roots if root)


def _with_ending(folded: str) -> tuple[str, ...]:
    """The lemmas of a word whose form no dictionary has: of hubul, and of șefu, as it is said."""
    return next(filter(None, map(lexicon.lemmas_of, without_endings(folded))), ())


def _verb_of(lemma: str) -> str:
    """Romanian makes nouns of verbs: înscriere is what one does who se înscrie."""
    verb = lemma[:-2]
    is_one = lemma.endswith("re") and len(verb) >= 4 and verb in lexicon.lemmas_of(verb)
    return verb if is_one else ""


def _says_something(stem: str) -> bool:
    """English “mining” is not to find Romanian “despre mine”, nor “ies” what is left of “ie”."""
    return len(stem) >= 3 and stem not in STOP_WORDS


def any_of(forms: Iterable[str], *, before: str = "", after: str = "") -> str:
    """A tsquery that wants one of these; `before` = in a title, `after` * for beginnings."""
    return " | ".join(
        f"'{_quoted(before + form)}'{f':{after}' if after else ''}" for form in sorted(forms)
    )


def _quoted(lexeme: str) -> str:
    return lexeme.replace("\\", "\\\\").replace("'", "''")
