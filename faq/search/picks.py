"""Which answers are worth looking at: what the index is asked for, the telling words first."""

from collections.abc import Iterable
from typing import NamedTuple

from faq.search.cognates import cognate
from faq.search.lexemes import COGNATE, TITLE, any_of, lexemes, relatives
from faq.search.lexicon import lemmas_of
from faq.search.query import Group
from faq.search.thesaurus import Term

ENOUGH = 20  # that have more of the question than others can have
_FEW = 80  # rows that may be weighed without choosing
_MOST_OF_A_KIND = 40
_COMMON = 5_000


class Pick(NamedTuple):
    """So many rows at most that have these words, unless the picks named are ENOUGH together.

    A common word costs the index most, and is asked for only where the better picks leave room.
    """

    name: str
    words: str
    limit: int
    unless: tuple[str, ...] = ()


def of(groups: list[Group], *, is_wide: bool) -> list[Pick]:
    """Only lexemes here, which the index answers without reading the rows. Words that thousands
    of answers have are looked for in titles alone, unless nothing is found there (`is_wide`).
    """
    counts = [
        group.count + group.near_count + group.kin_count + group.beginning_count for group in groups
    ]
    if sum(counts) <= _FEW:
        return [Pick("few", " | ".join(map(anywhere, groups)), _FEW)]
    titled = [anywhere(group, before=TITLE) for group in groups]
    by_rarity = sorted(range(len(groups)), key=lambda n: counts[n])
    rarest = by_rarity[0]
    found = [Pick("titled", " & ".join(titled), _MOST_OF_A_KIND)]
    if len(groups) > 2:
        for n in by_rarity[:-4:-1]:  # all but one of the commonest
            others = " & ".join(each for m, each in enumerate(titled) if m != n)
            found.append(Pick(f"without_{n}", others, _MOST_OF_A_KIND // 2, ("titled",)))
    better = tuple(pick.name for pick in found)
    if len(groups) > 1:
        some = " | ".join(titled[n] for n in by_rarity[:2])
        found.append(Pick("partly_titled", some, _MOST_OF_A_KIND, better))
    if counts[rarest] <= _COMMON or is_wide:
        asked = [anywhere(group) for group in groups]
        rare, most = [], 0
        for n in by_rarity:
            most += counts[n]
            if most <= _FEW or n == rarest:
                rare.append(asked[n])
        found.append(Pick("rare", " | ".join(rare), _FEW))
        if counts[rarest] > _FEW and len(groups) > 1:  # else those with all of it are picked
            found.append(Pick("anywhere", " & ".join(asked), _MOST_OF_A_KIND, ("titled",)))
    return found


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


def anywhere(group: Group, *, before: str = "") -> str:
    """A tsquery of all that may stand for the group, in any order and as short as it can be."""
    own, near, far = terms_of(group)
    roots = group.relatives if group.kin_count else frozenset()
    single = {
        lexeme for term in (*own, *near, *far) if len(term.forms) == 1 for lexeme in term.lexemes
    }
    wordings = {
        term.query(before=before, in_order=False)
        for term in (*own, *near, *far)
        if len(term.forms) > 1
    }
    kinds = [
        any_of(_needed(single, roots) | roots, before=before),
        *sorted(wordings),
        any_of([group.folded], before=before, after="*") if group.begun else "",
    ]
    return f"({' | '.join(filter(None, kinds))})"


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
