"""Which answers are worth looking at: what the index is asked for, the telling words first."""

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from faq.search.cognates import cognate
from faq.search.lexemes import COGNATE, TITLE, any_of, lexemes, relatives
from faq.search.lexicon import lemmas_of
from faq.search.query import Group, Question
from faq.search.thesaurus import Term

ENOUGH = 20  # that have more of the question than others can have
_FEW = 80  # rows that may be weighed without choosing
_MOST_OF_A_KIND = 40
_NEARLY = 60
_COMMON = 5_000


class Pick(NamedTuple):
    """So many rows at most that have all of these, unless the picks named are ENOUGH together.

    What costs the index most, common words, is asked for only where the better picks leave room.
    """

    name: str
    words: tuple[str, ...]  # a tsquery each: the index passes over what one of them lacks
    limit: int
    unless: tuple[str, ...] = ()


def of(question: Question, *, is_wide: bool) -> list[Pick]:
    """Only lexemes here, which the index answers without reading the rows. Words that thousands
    of answers have are looked for in titles alone, unless nothing is found there (`is_wide`).
    """
    groups = sorted((group for group in question.groups if group.is_known), key=_seen)
    if sum(map(_seen, groups)) <= _FEW:
        return [Pick("few", (" | ".join(map(anywhere, groups)),), _FEW)]
    units = _units(question)
    found = _titled(units, groups)
    rarest = groups[0]
    if _seen(rarest) <= _FEW:
        rare, most = [], 0
        for group in groups:
            most += _seen(group)
            if most <= _FEW:
                rare.append(anywhere(group))
        found.append(Pick("rare", (" | ".join(rare),), _FEW))
    elif _seen(rarest) <= _COMMON or is_wide:
        if len(units) > 1:
            whole = tuple(unit.anywhere() for unit in units)
            in_title = _names(pick for pick in found if pick.name == "titled")
            found.append(Pick("anywhere", whole, _MOST_OF_A_KIND, in_title))
        found.append(Pick("rarest", (anywhere(rarest),), _FEW, _names(found)))
    return found


def _titled(units: "list[_Known]", groups: list[Group]) -> list[Pick]:
    """Those that have all of it in a title, or all but one of the commonest; else any of the two
    rarest words. Nothing is asked for that no title has.
    """
    asked = [unit.anywhere(in_titles=True) for unit in units]
    found = []
    if all(asked):
        found.append(Pick("titled", tuple(asked), _MOST_OF_A_KIND))
    rare, common = asked[:-3], asked[-3:]
    if len(units) > 2 and all(rare) and sum(map(bool, common)) > 1:
        # Two of three: of each pair at least one.
        pairs = [" | ".join(filter(None, pair)) for pair in combinations(common, 2)]
        found.append(Pick("nearly_titled", (*rare, *pairs), _NEARLY, _names(found)))
    some = [each for group in groups[:2] if (each := anywhere(group, in_titles=True))]
    if some and len(groups) > 1:
        found.append(Pick("partly_titled", (" | ".join(some),), _MOST_OF_A_KIND, _names(found)))
    return found


def _names(picks: Iterable[Pick]) -> tuple[str, ...]:
    return tuple(pick.name for pick in picks)


def _seen(group: Group) -> int:
    return group.count + group.near_count + group.kin_count + group.beginning_count


class _Known(NamedTuple):
    """A word, or the words of a phrase and the phrase that means the same."""

    words: list[Group]
    phrase: Group | None

    def seen(self) -> int:
        return min(map(_seen, self.words), default=0) + (_seen(self.phrase) if self.phrase else 0)

    def anywhere(self, *, in_titles: bool = False) -> str:
        words = [anywhere(word, in_titles=in_titles) for word in self.words]
        phrase = anywhere(self.phrase, in_titles=in_titles) if self.phrase else ""
        together = " & ".join(words) if all(words) else ""
        if not (together and phrase):
            return together or phrase
        return f"({together} | {phrase})"


def _units(question: Question) -> list[_Known]:
    """What answers have of the question, the rarest first."""
    found = []
    for members, n in question.units():
        words = [question.groups[m] for m in members if question.groups[m].is_known]
        phrase = question.groups[n] if n is not None and question.groups[n].is_known else None
        if words or phrase:
            found.append(_Known(words, phrase))
    return sorted(found, key=_Known.seen)


def terms_of(group: Group) -> tuple[list[Term], list[Term], list[Term]]:
    """Of a group the terms that can tell something: its own, near ones and far ones.

    Where one word is enough, a wording with that word adds nothing.
    """
    own = [group.own] if group.count else []
    enough = own if group.closeness == 1 else []
    return (
        own,
        _telling(group.near, enough),
        _telling(group.far, []) if group.kin_count else [],
    )


def _telling(terms: Iterable[Term], enough: Iterable[Term]) -> list[Term]:
    single = [term.forms[0] for term in (*terms, *enough) if len(term.forms) == 1]
    return [
        term
        for term in terms
        if len(term.forms) == 1
        or not any(forms <= other for forms in term.forms for other in single)
    ]


def anywhere(group: Group, *, in_titles: bool = False) -> str:
    """A tsquery of all that may stand for the group, in any order and as short as it can be; empty
    when no title has any of it and only titles are asked.
    """
    terms = [term for kind in terms_of(group) for term in kind]
    roots = group.relatives if group.kin_count else frozenset()
    begun = frozenset(group.begun)
    before = ""
    if in_titles:
        terms = [found for term in terms if (found := term.only(group.titled))]
        roots, begun, before = roots & group.titled, begun & group.titled, TITLE
    single = {lexeme for term in terms if len(term.forms) == 1 for lexeme in term.lexemes}
    wordings = {term.query(before=before, in_order=False) for term in terms if len(term.forms) > 1}
    kinds = [
        any_of(_needed(single, roots) | roots, before=before),
        *sorted(wordings),
        any_of([group.folded], before=before, after="*") if begun else "",
    ]
    known = " | ".join(filter(None, kinds))
    return f"({known})" if known else ""


def _needed(found: set[str], roots: frozenset[str]) -> set[str]:
    """Without the words that stand only where another one stands, too: an inflected form beside
    its lemma, a lemma beside its root.
    """
    rest = {lexeme for lexeme in found if not _is_within(lexeme, roots)}
    return {form for form in rest if _is_lemma(form) or rest.isdisjoint(lexemes(form) - {form})}


def _is_within(lexeme: str, roots: frozenset[str]) -> bool:
    return COGNATE + cognate(lexeme) in roots and not roots.isdisjoint(relatives(lexeme))


def _is_lemma(form: str) -> bool:
    return form in (lemmas_of(form) or (form,))
