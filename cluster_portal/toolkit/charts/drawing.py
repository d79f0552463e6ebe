"""SVG from numbers, drawn on the server: read without colour, and as text by everything else.

A shape says what it is by a pattern (bars) or a mark and a dash (lines), and by its name beside
it. Colours come from classes in the style sheets; no script, no style in the markup. All words
are escaped here.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = int | float | Decimal
WIDTH = 720
ROW = 34
SMALL_WIDTH = 330  # of a phone
SMALL_ROW = 46
LINE = 15  # from one line of a label to the next
PLOT = 220  # height of columns and lines
GUTTER = 46  # for the scale at the left
NAMES = 215  # for the names of the series at the right
WIDEST_NUMBER = 30  # over a column
LABEL = 52  # below a column, with the space to the next
NAME_ROW = 24  # where they stand below instead
PATTERNS = 5
MARKS = 4


@dataclass(frozen=True)
class _Room:
    """Columns and lines are drawn up to `right`; names of series stand there, or below."""

    width: int
    right: int
    has_names_below: bool
    kind: str


DESK = _Room(WIDTH, WIDTH - NAMES, has_names_below=False, kind="chart")
PHONE = _Room(SMALL_WIDTH, SMALL_WIDTH - 18, has_names_below=True, kind="chart chart--small")


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[Number]


@dataclass(frozen=True)
class Chart:
    """`svg` to look at, `small` in its place on a phone, where it is drawn; `head` and `rows` are
    the same numbers as a table.
    """

    key: str
    title: str
    svg: SafeString
    head: list[str]
    rows: list[list[str]]
    note: str = ""
    is_empty: bool = False
    shown: Callable[[Number], str] = field(default=str, repr=False)
    small: SafeString = field(default_factory=SafeString)


def plain(value: Number) -> str:
    return str(value)


def bar_chart(
    key: str,
    title: str,
    labels: Sequence[str],
    values: Sequence[Number],
    *,
    head: tuple[str, str],
    shown: Callable[[Number], str] = plain,
    note: str = "",
) -> Chart:
    """A bar a label, its number at its end; on a phone the label stands over its bar. Negative
    numbers have no bar, only their number.
    """
    most = max([*map(float, values), 0.0]) or 1.0
    name_width, room = 230, WIDTH - 230 - 110
    parts = []
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        length = max(0.0, float(value)) / most * room
        parts.append(
            format_html(
                '{}<rect class="chart__bar" x="{}" y="{}" width="{}" height="20" />'
                '<text class="chart__number" x="{}" y="{}">{}</text>',
                _label(label, 30, name_width - 10, place * ROW + 22, anchor="end"),
                name_width, place * ROW + 7, _at(length),
                _at(name_width + length + 8), place * ROW + 22, shown(value),
            )
        )  # fmt: skip
    svg = _frame(key, title, WIDTH, max(1, len(values)) * ROW, parts)
    rows = [[label, shown(value)] for label, value in zip(labels, values, strict=True)]
    small = _small_bars(key, title, labels, values, most, shown)
    return Chart(key, title, svg, list(head), rows, note, not any(values), shown, small)


def _small_bars(
    key: str,
    title: str,
    labels: Sequence[str],
    values: Sequence[Number],
    most: float,
    shown: Callable[[Number], str],
) -> SafeString:
    parts = []
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        top, length = place * SMALL_ROW, max(0.0, float(value)) / most * (SMALL_WIDTH - 100)
        parts.append(
            format_html(
                '<text class="chart__label" x="0" y="{}">{}</text>'
                '<rect class="chart__bar" x="0" y="{}" width="{}" height="14" />'
                '<text class="chart__number" x="{}" y="{}">{}</text>',
                top + 14, _short(label, 44), top + 20, _at(length),
                _at(length + 6), top + 32, shown(value),
            )
        )  # fmt: skip
    height = max(1, len(values)) * SMALL_ROW
    return _frame(f"{key}-small", title, SMALL_WIDTH, height, parts, kind="chart chart--small")


def stacked_chart(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    head: str,
    shown: Callable[[Number], str] = plain,
    note: str = "",
) -> Chart:
    """A column a label; each series has a pattern, and its name beside the last column."""
    return _charted(_stacked, key, title, labels, series, head, shown, note)


def _stacked(
    key: str, title: str, labels: Sequence[str], series: Sequence[Series],
    shown: Callable[[Number], str], room: _Room,
) -> SafeString:  # fmt: skip
    totals = [sum(float(one.values[place]) for one in series) for place in range(len(labels))]
    top = _round_up(max([*totals, 0.0]))
    step, wide = _columns(len(labels), room)
    told = _told(len(labels), room)
    parts = [_patterns(key, len(series)), *_scale(top, room)]
    middles: dict[int, float] = {}
    for place in range(len(labels)):
        base = 0.0
        for number, one in enumerate(series):
            value = float(one.values[place])
            high = value / top * PLOT
            y = 20 + PLOT - base - high
            if value > 0:
                parts.append(
                    format_html(
                        '<rect class="chart__part chart__part--{}" x="{}" y="{}" width="{}" '
                        'height="{}" fill="url(#{}-p{})"><title>{}, {}: {}</title></rect>',
                        number % PATTERNS, _at(_x(place, step, wide)), _at(y), _at(wide),
                        _at(high), key, number % PATTERNS, one.name, labels[place],
                        shown(one.values[place]),
                    )
                )  # fmt: skip
                if place == len(labels) - 1:
                    middles[number] = y + high / 2
            base += high
        if place in told or step >= WIDEST_NUMBER:
            parts.append(_number_over(_x(place, step, wide) + wide / 2, base, totals[place]))
    parts += _below(labels, step, wide, told)
    if not room.has_names_below:
        places = [(y, number, series[number].name) for number, y in middles.items()]
    else:  # the last column need not have them all
        there = [number for number, one in enumerate(series) if any(one.values)]
        places = [(-float(number), number, series[number].name) for number in there]
    names, height = _names(key, places, room, is_line=False)
    return _frame(key, title, room.width, height, [*parts, *names], kind=room.kind)


def line_chart(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    head: str,
    shown: Callable[[Number], str] = plain,
    note: str = "",
) -> Chart:
    """A line a series, with a mark at each number, its own dash, and its name at its end."""
    return _charted(_lined, key, title, labels, series, head, shown, note)


def _lined(
    key: str, title: str, labels: Sequence[str], series: Sequence[Series],
    shown: Callable[[Number], str], room: _Room,
) -> SafeString:  # fmt: skip
    top = _round_up(max([*(float(v) for one in series for v in one.values), 0.0]))
    step, wide = _columns(len(labels), room)
    parts = list(_scale(top, room))
    ends: list[tuple[float, int, str]] = []
    for number, one in enumerate(series):
        points = [
            (_x(place, step, wide) + wide / 2, 20 + PLOT - max(0.0, float(value)) / top * PLOT)
            for place, value in enumerate(one.values)
        ]
        parts.append(
            format_html(
                '<polyline class="chart__line chart__line--{}" points="{}" />',
                number % MARKS, " ".join(f"{_at(x)},{_at(y)}" for x, y in points),
            )
        )  # fmt: skip
        parts += [
            format_html(
                '<path class="chart__mark" d="{}"><title>{}, {}: {}</title></path>',
                _mark(number, x, y), one.name, label, shown(value),
            )
            for (x, y), label, value in zip(points, labels, one.values, strict=True)
        ]  # fmt: skip
        if points:
            ends.append((points[-1][1], number, one.name))
            x, y = points[-1]
            parts.append(
                format_html(
                    '<text class="chart__number" x="{}" y="{}" text-anchor="middle">{}</text>',
                    _at(x), _at(y - 9), shown(one.values[-1]),
                )
            )  # fmt: skip
    parts += _below(labels, step, wide, _told(len(labels), room))
    names, height = _names(key, ends, room, is_line=True)
    return _frame(key, title, room.width, height, [*parts, *names], kind=room.kind)


def _charted(
    draw: Callable[..., SafeString], key: str, title: str, labels: Sequence[str],
    series: Sequence[Series], head: str, shown: Callable[[Number], str], note: str,
) -> Chart:  # fmt: skip
    rows = [
        [label, *(shown(one.values[place]) for one in series)] for place, label in enumerate(labels)
    ]
    is_empty = not any(any(one.values) for one in series)
    heads = [head, *(one.name for one in series)]
    desk = draw(key, title, labels, series, shown, DESK)
    phone = draw(f"{key}-small", title, labels, series, shown, PHONE)
    return Chart(key, title, desk, heads, rows, note, is_empty, shown, phone)


def _frame(
    key: str, title: str, width: int, height: float, parts: Sequence[SafeString],
    *, kind: str = "chart",
) -> SafeString:  # fmt: skip
    body = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title">'
        '<title id="{}-title">{}</title>{}</svg>',
        kind, width, _at(height), key, key, title, body,
    )  # fmt: skip


def _at(value: float) -> str:
    """A coordinate, the same in every language."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _label(text: str, most: int, x: float, y: float, *, anchor: str) -> SafeString:
    """Words beside a bar or a column, over two lines where one is too short for them."""
    lines = _lines(text, most)
    if len(lines) == 1:
        return format_html(
            '<text class="chart__label" x="{}" y="{}" text-anchor="{}">{}</text>',
            _at(x), _at(y), anchor, lines[0],
        )  # fmt: skip
    return format_html(
        '<text class="chart__label" y="{}" text-anchor="{}">{}</text>',
        _at(y - LINE / 2), anchor,
        format_html_join(
            " ", '<tspan x="{}" dy="{}">{}</tspan>',
            ((_at(x), LINE if place else 0, line) for place, line in enumerate(lines)),
        ),
    )  # fmt: skip


def _lines(text: str, most: int) -> list[str]:
    return textwrap.wrap(text, most, max_lines=2, placeholder="…") or [""]


def _round_up(value: float) -> float:
    """The end of a scale: 1, 2 or 5 with zeros, at least 4 so that the steps are whole."""
    if value <= 4:
        return 4.0
    size = 1.0
    while size * 10 <= value:
        size *= 10
    return next(size * step for step in (1, 2, 4, 5, 8, 10) if size * step >= value)


def _columns(number: int, room: _Room) -> tuple[float, float]:
    step = (room.right - GUTTER) / max(1, number)
    return step, min(46.0, step * 0.68)


def _x(place: int, step: float, wide: float) -> float:
    return GUTTER + place * step + (step - wide) / 2


def _scale(top: float, room: _Room) -> list[SafeString]:
    """Four hairlines with their numbers."""
    lines = []
    for part in range(5):
        y = 20 + PLOT - PLOT * part / 4
        lines.append(
            format_html(
                '<path class="chart__rule" d="M{} {}H{}" />'
                '<text class="chart__scale" x="{}" y="{}" text-anchor="end">{}</text>',
                GUTTER, _at(y), room.right, GUTTER - 6, _at(y + 4),
                _compact(top * part / 4),
            )
        )  # fmt: skip
    return lines


def _compact(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 10_000 else f"{value:g}"


def _told(number: int, room: _Room) -> set[int]:
    """The columns that have their words: of many, every second or third, the last always."""
    every = max(1, -(-number * LABEL // (room.right - GUTTER)))
    return {place for place in range(number) if (number - 1 - place) % every == 0}


def _below(labels: Sequence[str], step: float, wide: float, told: set[int]) -> list[SafeString]:
    """The labels under the columns."""
    return [
        format_html(
            '<text class="chart__label" x="{}" y="{}" text-anchor="middle">{}</text>',
            _at(_x(place, step, wide) + wide / 2), PLOT + 42, _short(label, 10),
        )
        for place, label in enumerate(labels)
        if place in told
    ]  # fmt: skip


def _number_over(x: float, high: float, total: float) -> SafeString:
    return format_html(
        '<text class="chart__number" x="{}" y="{}" text-anchor="middle">{}</text>',
        _at(x), _at(20 + PLOT - high - 5), _compact(total) if total else "",
    )  # fmt: skip


def _names(
    key: str, places: list[tuple[float, int, str]], room: _Room, *, is_line: bool
) -> tuple[list[SafeString], int]:
    """Each with its sign, and how high the drawing is: beside the last column or point, pushed
    apart where they would touch, or one below the other.
    """
    drawn, low, was_long = [], 0.0, False
    x, most = (GUTTER, 36) if room.has_names_below else (room.right + 14, 24)
    for row, (y, number, name) in enumerate(sorted(places)):
        if room.has_names_below:
            low, name = PLOT + 68 + row * NAME_ROW, _short(name, most)
        else:
            is_long = len(_lines(name, most)) > 1
            low = max(y, low + 18 + LINE / 2 * (is_long + was_long))
            was_long = is_long
        sign: Any
        if is_line:
            sign = format_html(
                '<path class="chart__line chart__line--{}" d="M{} {}h20" />'
                '<path class="chart__mark" d="{}" />',
                number % MARKS, x - 4, _at(low), _mark(number, x + 6, low),
            )  # fmt: skip
        else:
            sign = format_html(
                '<rect class="chart__part chart__part--{}" x="{}" y="{}" width="14" height="12" '
                'fill="url(#{}-p{})" />',
                number % PATTERNS, x, _at(low - 6), key, number % PATTERNS,
            )  # fmt: skip
        drawn.append(
            format_html(
                "{}{}", sign, _label(name, most, x + 22, low + 4, anchor="start"),
            )
        )  # fmt: skip
    return drawn, PLOT + 56 + (NAME_ROW * len(places) if room.has_names_below else 0)


_SHAPES = (
    "M{x} {y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",  # a disc
    "M{x} {y}m-4 -4h8v8h-8z",  # a square
    "M{x} {y}m0 -5l5 9h-10z",  # a triangle
    "M{x} {y}m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z",  # a diamond
)


def _mark(number: int, x: float, y: float) -> str:
    return _SHAPES[number % MARKS].format(x=_at(x), y=_at(y))


_TILES = (
    '<rect class="chart__ink" width="8" height="8" />',
    '<path class="chart__stroke" d="M-2 2l4 -4M0 8l8 -8M6 10l4 -4" />',
    '<circle class="chart__ink" cx="4" cy="4" r="1.7" />',
    '<path class="chart__stroke" d="M0 4h8M4 0v8" />',
    '<path class="chart__stroke" d="M0 4h8" />',
)


def _patterns(key: str, number: int) -> SafeString:
    """Filled, slanted, dotted, crossed, lined: told apart in black and white."""
    tiles = [(key, place, SafeString(tile)) for place, tile in enumerate(_TILES[: max(1, number)])]
    return format_html(
        "<defs>{}</defs>",
        format_html_join(
            "",
            '<pattern id="{}-p{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>',
            tiles,
        ),
    )
