"""What a ranking is worth, from the keys it names and the grades they were given."""

import math
import random
from collections.abc import Callable, Sequence
from statistics import fmean

DEPTH = 5
ANSWERS = 2  # the grade of what answers the question; 1 helps


def reciprocal_rank(top: Sequence[str], grades: dict[str, int]) -> float:
    for place, key in enumerate(top[:DEPTH], 1):
        if grades.get(key) == ANSWERS:
            return 1 / place
    return 0.0


def success(top: Sequence[str], grades: dict[str, int]) -> float:
    return float(bool(top) and grades.get(top[0]) == ANSWERS)


def ndcg(top: Sequence[str], grades: dict[str, int]) -> float:
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0) for key in top[:DEPTH]]) / best if best else 0.0


def recall(top: Sequence[str], grades: dict[str, int]) -> float:
    return len(set(top[:DEPTH]) & set(grades)) / len(grades) if grades else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:5], 1))


def macro(by_class: dict[str, list[float]]) -> float:
    """The mean of the classes' means, so that many easy queries cannot hide few hard ones."""
    return fmean(fmean(values) for values in by_class.values()) if by_class else 0.0


def interval(
    by_class: dict[str, list[float]],
    of: Callable[[dict[str, list[float]]], float] = macro,
    *,
    rounds: int = 1000,
    seed: int = 20261122,
) -> tuple[float, float]:
    """95 % bootstrap interval; the queries are drawn anew within each class."""
    rng = random.Random(seed)
    drawn = sorted(
        of({name: rng.choices(values, k=len(values)) for name, values in by_class.items()})
        for _round in range(rounds)
    )
    return drawn[int(0.025 * rounds)], drawn[int(0.975 * rounds) - 1]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def kappa(first: Sequence[int], second: Sequence[int]) -> float:
    """Cohen's: how far two judgements agree beyond what chance alone would give."""
    agreed = fmean(a == b for a, b in zip(first, second, strict=True))
    by_chance = sum(
        (first.count(grade) / len(first)) * (second.count(grade) / len(second))
        for grade in set(first) | set(second)
    )
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)
