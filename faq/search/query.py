"""What is asked: the words that tell something in all their forms; phrases; what is unwanted."""

import math
import re
from dataclasses import dataclass, field
from itertools import islice

from faq.search import lexicon
from faq.search.lexemes import lexemes, relatives
from faq.search.stopwords import STOP_WORDS
from faq.search.thesaurus import Match, Term, Thesaurus, glossary
from faq.search.words import Word, words

MOST_WORDS = 12
PREFIX_FROM = 3
_MOST_TERMS = 24
_COMMON = 0.7  # what a word loses that every answer has
_KIN = 0.75  # how far words of the same root, or of the glossary, make a word common
_QUOTED = re.compile('["„“”«»]([^"„“”«»]+)["“”»]')
_UNWANTED = re.compile(r"(?:^|(?<=\s))-(?=[^\W_])")

Unit = tuple[list[int], int | None]  # the groups of words, and the one of the phrase they make


@dataclass
class Group:
    """A word of the question: an answer that has any of its forms has the word.

    `near` are the office's other words for it, `far` those of the glossary, `relatives` words of
    the same root; they count less. A group of several words is a phrase that either list knows.
    """

    typed: str
    folded: str
    own: Term
    near: list[Term] = field(default_factory=list)
    has_same: bool = False  # `near` has words that mean the same, not only what it may ask for
    far: list[Term] = field(default_factory=list)
    is_last: bool = False
    weight: float = 0.0
    repaired_as: str = ""
    closeness: float = 1.0
    count: int = 0  # answers that have the word itself
    near_count: int = 0
    kin_count: int = 0
    begun: dict[str, int] = field(default_factory=dict)  # lexemes that begin so, with their counts
    titled: frozenset[str] = frozenset()  # of all lexemes of the question those that titles have
    spans: tuple[int, ...] = ()  # a phrase: the groups of its words
    is_beginning: bool = False

    @property
    def lexemes(self) -> frozenset[str]:
        return self.own.lexemes

    @property
    def beginning_count(self) -> int:
        return max(self.begun.values(), default=0)

    @property
    def takes_beginnings(self) -> bool:
        may = self.is_beginning or (self.is_last and not self.repaired_as)
        return may and len(self.folded) >= PREFIX_FROM and not self.spans

    @property
    def relatives(self) -> frozenset[str]:
        return frozenset() if self.spans or self.repaired_as else relatives(self.folded)

    @property
    def is_known(self) -> bool:
        return bool(self.count or self.near_count or self.kin_count or self.beginning_count)

    @property
    def is_word(self) -> bool:
        """A dictionary has it: if no answer does, it is rather another subject than an error."""
        return lexicon.is_word(self.folded)


@dataclass
class Question:
    asked: str
    groups: list[Group] = field(default_factory=list)
    phrases: list[Term] = field(default_factory=list)
    unwanted: list[Term] = field(default_factory=list)
    small: frozenset[str] = frozenset()

    @property
    def own(self) -> list[Group]:
        return [group for group in self.groups if not group.spans]

    @property
    def silent(self) -> frozenset[Term]:
        """Phrases that say nothing here: no answer has any of their wordings."""
        return frozenset(group.own for group in self.groups if group.spans and not group.is_known)

    def units(self) -> list[Unit]:
        """Words, or the words of a phrase with the phrase: what is covered once."""
        phrases = [n for n, group in enumerate(self.groups) if group.spans]
        within = {word for n in phrases for word in self.groups[n].spans}
        alone: list[Unit] = [
            ([n], None)
            for n, group in enumerate(self.groups)
            if not group.spans and n not in within
        ]
        return alone + [(list(self.groups[n].spans), n) for n in phrases]


def read(asked: str) -> Question:
    """The question without the thesaurus; see `widen`."""
    question = Question(asked)
    wanted = _QUOTED.sub(lambda found: " " * len(found.group()), asked)
    unwanted = {found.end() for found in _UNWANTED.finditer(wanted)}
    all_words = list(words(asked))
    kept = [word for word in all_words if word.start not in unwanted]
    if not kept:
        kept, unwanted = all_words, set()
    question.unwanted = [Term.of([word]) for word in all_words if word.start in unwanted]
    for found in _QUOTED.finditer(asked):
        inside = [word for word in kept if found.start() < word.start < found.end()]
        if len(inside) > 1:
            question.phrases.append(_phrase(inside))
    distinct: dict[str, Word] = {}
    for word in kept:
        distinct.setdefault(word.folded, word)
    distinct.pop("", None)
    question.small = frozenset(word for word in distinct if word in STOP_WORDS)
    telling = {folded: word for folded, word in distinct.items() if folded not in STOP_WORDS}
    chosen = list((telling or distinct).items())[:MOST_WORDS]
    ends_open = bool(kept) and not any(sign in '"”»' for sign in asked[kept[-1].end :])
    last = kept[-1].folded if kept and ends_open else ""
    question.groups = [
        Group(word.shown, folded, Term((lexemes(folded),)), is_last=folded == last)
        for folded, word in chosen
    ]
    return question


def _phrase(inside: list[Word]) -> Term:
    """All words one after the other, the small ones too, in any of their forms."""
    inside = inside[:MOST_WORDS]
    return Term(tuple(lexemes(word.folded) for word in inside), (1,) * (len(inside) - 1))


def widen(
    question: Question, thesaurus: Thesaurus, *, without: frozenset[Term] = frozenset()
) -> None:
    """Give each word, and each phrase that a list knows, the other words for it.

    A phrase hides what its words ask for by themselves; one of `without` does not.
    """
    own = question.own
    question.groups = own
    for group in own:
        group.near, group.far, group.has_same = [], [], False
    forms = [group.lexemes for group in own]
    asked: list[Match] = []
    for match in thesaurus.matches(forms, question.small, without):
        asked.append(match)
        if group_ := _matched(question, match):
            group_.near.extend(match.others())
            group_.has_same |= match.is_same
    for match in glossary().matches(forms, question.small, without):
        if group_ := _matched(question, match):
            group_.far.extend(match.others())
    if question.small:
        _add_small(question, thesaurus, asked)
    for group in question.groups:
        group.near = list(dict.fromkeys(group.near))[:_MOST_TERMS]
        group.far = list(dict.fromkeys(group.far))[:_MOST_TERMS]


def _matched(question: Question, match: Match) -> Group | None:
    """The group of the word or phrase; a phrase that overlaps another one is none."""
    if match.length == 1:
        return question.groups[match.start]
    spans = tuple(range(match.start, match.start + match.length))
    for group in question.groups:
        if group.spans == spans:
            return group
        if set(group.spans) & set(spans):
            return None
    parts = [question.groups[n] for n in spans]
    phrase = Group(
        typed=" ".join(part.typed for part in parts),
        folded=" ".join(part.folded for part in parts),
        own=match.own,
        spans=spans,
    )
    question.groups.append(phrase)
    return phrase


def _add_small(question: Question, thesaurus: Thesaurus, asked_for: list[Match]) -> None:
    """“How much” tells something though neither word does: it is a word of the question itself."""
    asked = list(islice(words(question.asked), 2 * MOST_WORDS))
    found = [(word, lexemes(word.folded)) for word in asked]
    for match in thesaurus.small_matches([forms for _word, forms in found]):
        typed = " ".join(word.shown for word, _forms in found[match.start :][: match.length])
        small = [word.folded for word, _forms in found[match.start :][: match.length]]
        if _is_part(match, small, asked_for):
            continue
        folded = " ".join(small)
        same = next((group for group in question.groups if group.folded == folded), None)
        if same:
            same.near.extend(match.others())
        else:
            group = Group(typed, folded, match.own, near=match.others(), has_same=True)
            question.groups.append(group)


def _is_part(match: Match, small: list[str], others: list[Match]) -> bool:
    """“Nu mai vreau mailuri” asks for something else than “nu mai vreau” does."""
    longer = [other for other in others if other.small.issuperset(small)]
    return bool(longer) and all(other.entry is not match.entry for other in longer)


def weigh(question: Question, total: int) -> None:
    """Rare words tell more, though not by far; those that most answers have, little.

    A word that no answer has counts as the rarest. A rare form of a common word is not rare.
    """
    for group in question.groups:
        counts = (group.count, group.near_count, group.kin_count, group.beginning_count, 1)
        seen = min(max(next(filter(None, counts)), _KIN * group.kin_count), total)
        rarity = 1 + math.log(1 + (total - seen + 0.5) / (seen + 0.5)) / 2
        group.weight = rarity * (1 - _COMMON * seen / max(total, 1))
    for members, phrase in question.units():
        if phrase is not None:
            parts = [question.groups[n].weight for n in members]
            question.groups[phrase].weight = max(parts) + 0.5 * (sum(parts) - max(parts))
