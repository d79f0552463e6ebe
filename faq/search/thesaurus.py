"""What the office's thesaurus adds to the words of a question. Kept in the process's memory."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from faq.search.lexemes import any_of, lexemes
from faq.search.models import ThesaurusEntry
from faq.search.stopwords import STOP_WORDS
from faq.search.words import Word, clean, shortened, words

GLOSSARY = Path(__file__).parent / "data" / "glossary.txt"
_MOST_WORDS = 4


@dataclass(frozen=True)
class Term:
    """One wording: words, each in its forms, that stand at these distances."""

    forms: tuple[frozenset[str], ...]
    gaps: tuple[int, ...] = ()

    @classmethod
    def of(cls, found: Sequence[Word]) -> "Term":
        """The words that tell something; all if only one of several does, as in e-factura."""
        folded = [word.folded for word in found][:_MOST_WORDS]
        places = [n for n, word in enumerate(folded) if word not in STOP_WORDS]
        if len(places) < 2:
            places = list(range(len(folded)))
        gaps = (after - before for before, after in pairwise(places))
        return cls(tuple(lexemes(folded[n]) for n in places), tuple(gaps))

    @functools.cached_property
    def lexemes(self) -> frozenset[str]:
        return frozenset().union(*self.forms)

    def only(self, known: frozenset[str]) -> "Term | None":
        """With these forms alone; none if a word of it is left without any."""
        if self.lexemes <= known:
            return self
        forms = tuple(each & known for each in self.forms)
        return Term(forms, self.gaps) if all(forms) else None

    def query(self, *, before: str = "", after: str = "", in_order: bool = True) -> str:
        """A tsquery; not `in_order`, an index alone can answer it."""
        return _query(self, before, after, in_order)


@functools.lru_cache(maxsize=20_000)
def _query(term: Term, before: str, after: str, in_order: bool) -> str:
    parts = [f"({any_of(each, before=before, after=after)})" for each in term.forms]
    text = parts[0]
    for gap, part in zip(term.gaps, parts[1:], strict=True):
        text += f" <{gap}> {part}" if in_order else f" & {part}"
    return text


@dataclass
class Entry:
    key: str
    terms: list[Term] = field(default_factory=list)


@dataclass(frozen=True)
class _Wording:
    """As it is looked for in a question: its telling words, and the small ones it needs too."""

    forms: tuple[frozenset[str], ...]
    small: frozenset[str]
    entry: Entry
    own: Term


def _smalls(wording: _Wording) -> int:
    """Of two wordings of an entry the one that says more is meant."""
    return len(wording.small)


@dataclass(frozen=True)
class Match:
    """`length` words of the question from `start` on are a wording of the entry."""

    start: int
    length: int
    entry: Entry
    own: Term
    small: frozenset[str] = frozenset()

    @property
    def is_same(self) -> bool:
        """It is one of the entry's own words, or more than a word that may ask for them."""
        return self.length > 1 or self.own in self.entry.terms

    def others(self) -> list[Term]:
        return [term for term in self.entry.terms if term != self.own]


class Thesaurus:
    def __init__(self, version: int = 0, rows: Iterable[ThesaurusEntry] = ()):
        self.version = version
        self.words: dict[str, str] = {}
        self._telling: dict[str, list[_Wording]] = defaultdict(list)
        self._small: dict[str, list[_Wording]] = defaultdict(list)
        for row in rows:
            entry = Entry(row.key)
            for text in dict.fromkeys([*row.same_ro, *row.same_en]):
                if own := self._learn(text, entry):
                    entry.terms.append(own)
            for text in [*row.asks_ro, *row.asks_en]:
                self._learn(text, entry)

    def _learn(self, text: str, entry: Entry) -> Term | None:
        found = list(words(clean(text)))[:_MOST_WORDS]
        if not found:
            return None
        own = Term.of(found)
        folded = [word.folded for word in found]
        small = frozenset(word for word in folded if word in STOP_WORDS)
        telling = tuple(lexemes(word) for word in folded if word not in STOP_WORDS)
        if not telling:
            self._add(self._small, _Wording(own.forms, frozenset(), entry, own))
        else:
            # “Nota plată” is “nota de plată”; but “intru” alone is not “pot să intru”.
            needed = small if len(telling) == 1 else frozenset()
            self._add(self._telling, _Wording(telling, needed, entry, own))
            for word in found:
                if word.folded not in STOP_WORDS and len(word.folded) >= 4:
                    self.words.setdefault(word.folded, word.shown.lower())
        return own

    @staticmethod
    def _add(index: dict[str, list[_Wording]], wording: _Wording) -> None:
        for lexeme in wording.forms[0]:
            index[lexeme].append(wording)

    def near(self, typed: str) -> list[tuple[str, str]]:
        """Words of which one error may make another, folded, each as it is written."""
        keys = shortened(typed)
        found = dict.fromkeys(word for key in keys for word in self._near.get(key, ()))
        return [(word, self.words[word]) for word in found]

    @functools.cached_property
    def _near(self) -> dict[str, list[str]]:
        near: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            for key in shortened(word):
                near[key].append(word)
        return near

    def matches(
        self,
        telling: list[frozenset[str]],
        small: frozenset[str],
        without: frozenset[Term] = frozenset(),
    ) -> list[Match]:
        """The wordings among the telling words of a question, the longest at each place."""
        return self._matches(self._telling, telling, small, without)

    def small_matches(self, asked: list[frozenset[str]]) -> list[Match]:
        """The wordings that have small words only: “how much”, “who are you”."""
        return self._matches(self._small, asked, frozenset())

    @staticmethod
    def _matches(
        index: dict[str, list[_Wording]],
        asked: list[frozenset[str]],
        small: frozenset[str],
        without: frozenset[Term] = frozenset(),
    ) -> list[Match]:
        found: list[Match] = []
        taken = -1
        for start, forms in enumerate(asked):
            if start <= taken:
                continue
            here = {
                (id(wording.entry), len(wording.forms)): wording
                for lexeme in sorted(forms)
                for wording in sorted(index.get(lexeme, ()), key=_smalls)
                if wording.own not in without
                and wording.small <= small
                and len(wording.forms) <= len(asked) - start
                and not any(
                    one.isdisjoint(other)
                    for one, other in zip(wording.forms, asked[start:], strict=False)
                )
            }
            if here:
                longest = max(length for _entry, length in here)
                found.extend(
                    Match(start, longest, wording.entry, wording.own, wording.small)
                    for (_entry, length), wording in here.items()
                    if length == longest
                )
                taken = start + longest - 1
        return found


@functools.cache
def glossary() -> Thesaurus:
    """Everyday words in both languages; it comes with the code and nobody edits it."""
    rows = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        romanian, sign, english = line.partition(" = ")
        if sign and not line.startswith("#"):
            rows.append(ThesaurusEntry(same_ro=romanian.split(", "), same_en=english.split(", ")))
    return Thesaurus(rows=rows)


_current = Thesaurus()


def current() -> Thesaurus:
    """As this process last read it; whether it is the latest the next search finds out."""
    return _current


def reload(version: int) -> Thesaurus:
    global _current
    _current = read(version)
    return _current


def read(
    version: int = 0,
    *,
    without: ThesaurusEntry | None = None,
    with_also: ThesaurusEntry | None = None,
) -> Thesaurus:
    """The entries in use; to try one, all others and it, or all others alone."""
    rows = ThesaurusEntry.objects.filter(is_active=True).order_by("key")
    if tried := without or with_also:
        rows = rows.exclude(pk=tried.pk)
    return Thesaurus(version, [*rows, *filter(None, [with_also])])
