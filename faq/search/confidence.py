"""How sure it is that an answer answers: how much of what the question tells it has itself.

The order of the answers is another matter: there a guess is better than nothing, and counts. Here
it counts little, so that who asks about something else is told that these are only the closest.
"""

from faq.search import marks
from faq.search.query import Group, Question, Unit

_PLACES = marks.by_rank(a=1.0, b=0.9, d=0.9, c=0.8)
_SAME = 0.95  # another word for it, or a phrase that asks for it
_ASKS = 0.85  # one word that may ask for it
_KIN = 0.6  # a word of the same root, or of the glossary
_ONLY_KIN = 0.7  # of a word that no answer has: it may be in the other language
_BEGINNING = 0.9
_MAYBE_BEGINNING = 0.4  # of a word that stands in answers as it is
_REPAIRED = 0.85
_PARTS = 0.85  # of a phrase, its words each somewhere
_FOREIGN = 2.0  # how much more a word tells that is in no answer at all: of another subject
_LETTER = 0.3


def of(question: Question, ranks: bytes) -> float:
    """From 0 to 1; `ranks` as candidates have them, four of each group."""
    found = [_evidence(group, ranks[4 * n : 4 * n + 4]) for n, group in enumerate(question.groups)]
    covered = whole = 0.0
    for unit in question.units():
        weight, share = _unit(question.groups, found, unit)
        whole += weight
        covered += weight * share
    return covered / whole if whole else 0.0


def _unit(groups: list[Group], found: list[float], unit: Unit) -> tuple[float, float]:
    members, phrase = unit
    weights = [_weight(groups[n]) for n in members]
    parts = sum(found[n] * weight for n, weight in zip(members, weights, strict=True))
    share = parts / sum(weights)
    if phrase is None:
        return weights[0], share
    return groups[phrase].weight, max(_PARTS * share, found[phrase])


def _weight(group: Group) -> float:
    if len(group.folded) == 1:
        return group.weight * _LETTER
    is_ours = not group.is_word if group.repaired_as else group.is_known
    return group.weight * (1.0 if is_ours else _FOREIGN)


def _evidence(group: Group, ranks: bytes) -> float:
    own = group.closeness * _REPAIRED if group.repaired_as else 1.0
    near = _SAME if group.has_same else _ASKS
    beginning = _MAYBE_BEGINNING if group.count else _BEGINNING
    shares = (own, near, _KIN if group.count else _ONLY_KIN, beginning)
    return max(share * _PLACES[rank] for share, rank in zip(shares, ranks, strict=True))
