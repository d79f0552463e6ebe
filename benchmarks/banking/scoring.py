"""What became of each movement, held against the truth."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.banking.year import Movement

Answer = tuple  # ("post", org, {document: amount}) | ("reverse", number) | ("queue",) | ("ignore",)


@dataclass
class Score:
    carrying: int = 0
    carrying_right: int = 0
    without: int = 0
    without_right: int = 0
    wrong: list[tuple[Movement, Answer]] = field(default_factory=list)
    queued: int = 0
    misses: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[Movement, Answer]] = field(default_factory=list)

    @property
    def with_reference(self) -> float:
        return self.carrying_right / max(self.carrying, 1)

    @property
    def without_reference(self) -> float:
        return self.without_right / max(self.without, 1)


def score(moves: Iterable[Movement], answer_of: Callable[[Movement], Answer]) -> Score:
    """Right: the same organisation, documents and sums. Wrong: posted in any other way."""
    result = Score()
    for move in moves:
        answer = answer_of(move)
        is_right = _is_right(move, answer)
        if move.twin is not None and answer_of(move.twin)[0] == "queue":
            is_right = is_right or _is_right(move.twin, answer)  # the other one is too many then
        if answer[0] in {"post", "reverse"} and not is_right:
            result.wrong.append((move, answer))
        result.queued += answer[0] == "queue"
        if move.truth[0] != "post":
            continue
        if move.carries_reference:
            result.carrying += 1
            result.carrying_right += is_right
        else:
            result.without += 1
            result.without_right += is_right
        if not is_right:
            result.misses[("ref: " if move.carries_reference else "") + move.why] += 1
            result.missed.append((move, answer))
    return result


def _is_right(move: Movement, answer: Answer) -> bool:
    if move.truth[0] == "post":
        _post, org, shares, _rest = move.truth
        told = (
            {pk: Decimal(amount) for pk, amount in answer[2].items()}
            if answer[0] == "post"
            else None
        )
        return answer[0] == "post" and answer[1] == org and told == shares
    if move.truth[0] == "reverse":
        return answer[0] == "reverse" and answer[1] == move.truth[1].number
    return answer[0] in {"queue", "ignore"}
