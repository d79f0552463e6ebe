"""Which wordings want the same: by the words that tell, in all their forms, and the thesaurus."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from faq.search.lexemes import lexemes_of
from faq.search.models import SearchDocument, ThesaurusEntry, VocabularyWord
from faq.search.repair import distance
from faq.search.stopwords import STOP_WORDS
from faq.search.words import clean, fold, words

THING = "@"  # before the key of a thesaurus entry: the same thing in both languages
LIKE_ENOUGH = 0.5
_LONG_ENOUGH = 6  # letters from which one error leaves a word the same
_STEM_LENGTH = 60


@dataclass(frozen=True)
class Idea:
    """One telling word, or a wording of the thesaurus: in all the forms that mean it."""

    stems: frozenset[str]
    weight: float = 1.0


@dataclass
class Reader:
    """Reads wordings; what it needs of the database is fetched once."""

    phrases: Mapping[str, list[tuple[list[frozenset[str]], str]]] = field(
        default_factory=lambda: _phrases()
    )

    def ideas(self, wording: str) -> list[frozenset[str]]:
        typed = [fold(word.shown) for word in words(clean(wording))]
        forms = lexemes_of(typed)
        ideas: list[frozenset[str]] = []
        place = 0
        while place < len(typed):
            known, length = self._thing_at(typed, forms, place)
            covered = typed[place : place + length]
            telling = [word for word in covered if word not in STOP_WORDS]
            stems = frozenset().union(*(forms[word] for word in telling)) | known
            if stems:
                ideas.append(frozenset(stem[:_STEM_LENGTH] for stem in stems))
            place += length
        return ideas or [forms[word] for word in typed]

    def _thing_at(
        self, typed: list[str], forms: Mapping[str, frozenset[str]], place: int
    ) -> tuple[frozenset[str], int]:
        """The things that the longest wording of the thesaurus here names, and its length."""
        found: dict[int, set[str]] = defaultdict(set)
        for form in {typed[place], *forms[typed[place]]}:
            for phrase, key in self.phrases.get(form, ()):
                here = typed[place : place + len(phrase)]
                if len(here) == len(phrase) and all(
                    word in meant or forms[word] & meant
                    for word, meant in zip(here, phrase, strict=True)
                ):
                    found[len(phrase)].add(THING + key)
        length = max(found, default=1)
        return frozenset(found.get(length, ())), length

    def things_in(self, stems: set[str]) -> set[str]:
        """The things that a whole text names, whose words these are."""
        return {
            THING + key
            for form in stems & self.phrases.keys()
            for phrase, key in self.phrases[form]
            if all(meant & stems for meant in phrase)
        }


def weighed(readings: Mapping[str, list[frozenset[str]]]) -> dict[str, list[Idea]]:
    """Words that few answers have tell more: “fee” ties two wordings less than “helicopter”."""
    stems = {stem for ideas in readings.values() for idea in ideas for stem in idea}
    total = SearchDocument.objects.count()
    seen: dict[str, int] = defaultdict(int)
    known = VocabularyWord.objects.filter(word__in=stems).values_list("word", "documents")
    for word, documents in known:
        seen[word] += documents
    return {
        wording: [Idea(idea, _weight(max(seen[stem] for stem in idea), total)) for idea in ideas]
        for wording, ideas in readings.items()
    }


def shared(ideas: Iterable[Idea], stems: frozenset[str]) -> tuple[float, frozenset[str]]:
    """Which share of what a wording says these stems have, and the stems they have in common."""
    ideas = list(ideas)
    met = 0.0
    common: set[str] = set()
    for idea in ideas:
        same = idea.stems & stems or _nearly(idea.stems, stems)
        if same:
            met += idea.weight
            common |= same
    return met / (sum(idea.weight for idea in ideas) or 1), frozenset(common)


def _nearly(idea: frozenset[str], stems: frozenset[str]) -> frozenset[str]:
    """The same word with one error, or not typed to its end."""
    return frozenset(
        stem
        for stem in stems
        if not stem.startswith(THING)
        and len(stem) >= _LONG_ENOUGH
        and any(
            len(form) >= _LONG_ENOUGH - 1
            and form[0] == stem[0]
            and (stem.startswith(form) or abs(len(form) - len(stem)) <= 1 >= distance(form, stem))
            for form in idea
            if not form.startswith(THING)
        )
    )


def _weight(seen: int, total: int) -> float:
    often = min(max(seen, 0.5), total or 1)
    return 1 + math.log(1 + max(0.0, (total - often + 0.5) / (often + 0.5))) / 2


def _phrases() -> dict[str, list[tuple[list[frozenset[str]], str]]]:
    """The wordings of the thesaurus by the forms of their first words."""
    phrases: dict[str, list[tuple[list[frozenset[str]], str]]] = defaultdict(list)
    for entry in ThesaurusEntry.objects.filter(is_active=True):
        for wording in (*entry.same_en, *entry.same_ro, *entry.asks_en, *entry.asks_ro):
            typed = [fold(word.shown) for word in words(clean(wording))]
            if not typed or (len(typed) == 1 and typed[0] in STOP_WORDS):
                continue
            forms = lexemes_of(typed)
            phrase = [forms[word] | {word} for word in typed]
            for form in phrase[0]:
                phrases[form].append((phrase, entry.key))
    return dict(phrases)
