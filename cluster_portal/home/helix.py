"""The drawing on the home page: four strands, one a kind of organisation, woven into one.

Every point is one member. The strands start level with their names in the list beside them.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

WIDTH, HEIGHT = 1200, 280
STRANDS = 4
MIDDLE, SWING, WAVE = HEIGHT / 2, 84, 500
WEAVE_FROM, WEAVE_TO = 90, 430
STEP = 8


@dataclass(frozen=True)
class Piece:
    """A part of a strand, drawn from the back to the front."""

    path: str
    is_front: bool


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    strand: int


@dataclass(frozen=True)
class Drawing:
    pieces: tuple[Piece, ...]
    points: tuple[Point, ...]
    radius: float


@lru_cache(maxsize=64)
def drawing(counts: tuple[int, ...]) -> Drawing:
    """`counts` says how many members stand on each of the four strands."""
    most = max(counts, default=0)
    radius = 6 if most <= 50 else max(2.0, round(300 / most, 1))
    points: list[Point] = []
    for strand, count in enumerate(counts):
        points.extend(_free(strand, x, points, radius) for x in _places(count, strand))
    return Drawing(_pieces(), tuple(points), radius)


def _free(strand: int, x: float, taken: list[Point], radius: float) -> Point:
    """The point at `x`, moved along its strand where strands cross and another point stands."""
    for step in (0, 1, -1, 2, -2):
        place = x + step * 2 * radius
        point = Point(round(place, 1), round(_height(strand, place), 1), strand)
        if all(math.dist((point.x, point.y), (o.x, o.y)) > 2.5 * radius for o in taken):
            return point
    return Point(round(x, 1), round(_height(strand, x), 1), strand)


def _places(count: int, strand: int) -> list[float]:
    room = (WIDTH - 60) / max(count, 1)
    return [24 + strand * 6 + (number + 0.5) * room for number in range(count)]


def _angle(strand: int, x: float) -> float:
    return math.tau * (x - WEAVE_TO) / WAVE + strand * math.pi / 2 - math.pi * 0.75


def _height(strand: int, x: float) -> float:
    share = min(max((x - WEAVE_FROM) / (WEAVE_TO - WEAVE_FROM), 0.0), 1.0)
    share = share * share * (3 - 2 * share)
    level = HEIGHT * (strand + 0.5) / STRANDS
    return level + share * (MIDDLE + SWING * math.sin(_angle(strand, x)) - level)


@lru_cache(maxsize=1)
def _pieces() -> tuple[Piece, ...]:
    """The strands cut where they turn from the back to the front, those behind first."""
    behind: list[Piece] = []
    before: list[Piece] = []
    for strand in range(STRANDS):
        start, was_front = 0, _is_front(strand, 0)
        for x in range(STEP, WIDTH + STEP, STEP):
            is_front = _is_front(strand, x)
            if is_front != was_front or x >= WIDTH:
                piece = Piece(_path(strand, start, x), was_front)
                (before if was_front else behind).append(piece)
                start, was_front = x, is_front
    return (*behind, *before)


def _is_front(strand: int, x: float) -> bool:
    return x > WEAVE_FROM and math.cos(_angle(strand, x)) > 0


def _path(strand: int, start: int, end: int) -> str:
    places = [f"{x} {_height(strand, x):.1f}" for x in range(start, end + 1, STEP)]
    return "M" + "L".join(places)
