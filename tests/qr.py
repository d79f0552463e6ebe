"""What a QR code on a PDF says, read from its picture as a phone would read it.

Tables and error correction are those of the `qrcode` package, so that nothing of the
package that made the code reads it. Nothing is mended: a single wrong module fails.
"""

import itertools
import re
from collections.abc import Iterator

from qrcode import base, util

from tests.paper import picture_of

DARK = 128
INK = bytes(ord("#") if grey < DARK else ord(" ") for grey in range(256))
RUN = re.compile(rb"#+| +")
FINDER = (1, 1, 3, 1, 1)
FORMAT_MASK = 0x5412

Matrix = list[list[bool]]


def words_of(pdf: bytes) -> str:
    """Of the only code on the first page."""
    modules = modules_on(picture_of(pdf))
    level, mask = _format(modules)
    version = (len(modules) - 17) // 4
    return _bytes(_codewords(modules, mask), version, level).decode()


def modules_on(picture: list[bytes]) -> Matrix:
    """Dark or light, row by row, without the quiet zone."""
    columns = [bytes(column) for column in zip(*picture, strict=True)]
    corners: list[tuple[float, float]] = []
    module = 0.0
    for y, row in enumerate(picture):
        for x, unit in _finders(row):
            found = [
                (top, size)
                for top, size in _finders(columns[round(x)])
                if abs(top - y) < unit and abs(size - unit) < unit / 3
            ]
            is_new = all(abs(x - a) + abs(y - b) > 7 * unit for a, b in corners)
            if found and is_new:
                corners.append((x, found[0][0]))
                module = unit
    assert len(corners) >= 3, "There is no code on the page."
    # Within the code the same proportions come by chance: its corners are the outermost.
    left, top = min(corners, key=sum)
    right = max(corners, key=lambda corner: corner[0] - corner[1])[0]
    bottom = max(corners, key=lambda corner: corner[1] - corner[0])[1]
    size = round(((right - left) / module - 10) / 4) * 4 + 17
    across, down = (right - left) / (size - 7), (bottom - top) / (size - 7)
    return [
        [
            picture[round(top + (i - 3) * down)][round(left + (j - 3) * across)] < DARK
            for j in range(size)
        ]
        for i in range(size)
    ]


def _finders(line: bytes) -> Iterator[tuple[float, float]]:
    """Centre and size of a module of whatever reads 1:1:3:1:1 on a line of pixels."""
    runs = [
        (found.group().startswith(b"#"), found.start(), len(found.group()))
        for found in RUN.finditer(line.translate(INK))
    ]
    for first in range(len(runs) - 4):
        five = runs[first : first + 5]
        unit = sum(length for _dark, _at, length in five) / 7
        fits = all(
            abs(length - wanted * unit) < unit * 0.4
            for (_dark, _at, length), wanted in zip(five, FINDER, strict=True)
        )
        if five[0][0] and unit > 2 and fits:
            yield five[2][1] + five[2][2] / 2 - 0.5, unit


def _format(modules: Matrix) -> tuple[int, int]:
    """Error correction and mask."""
    places = [(8, j) for j in (0, 1, 2, 3, 4, 5, 7, 8)] + [(i, 8) for i in (7, 5, 4, 3, 2, 1, 0)]
    bits = int("".join(str(int(modules[i][j])) for i, j in places), 2) ^ FORMAT_MASK
    assert util.BCH_type_info(bits >> 10) ^ FORMAT_MASK == bits
    return bits >> 13, bits >> 10 & 7


def _codewords(modules: Matrix, mask: int) -> list[int]:
    size = len(modules)
    turns = util.mask_func(mask)
    bits = []
    columns = [*range(size - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(columns):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        for i in rows:
            bits += [
                modules[i][j] ^ bool(turns(i, j))
                for j in (right, right - 1)
                if not _is_furniture(i, j, size)
            ]
    eights = [bits[at : at + 8] for at in range(0, len(bits) - 7, 8)]
    return [int("".join(str(int(bit)) for bit in eight), 2) for eight in eights]


def _is_furniture(i: int, j: int, size: int) -> bool:
    version = (size - 17) // 4
    in_corner = (i < 9 and (j < 9 or j >= size - 8)) or (i >= size - 8 and j < 9)
    in_version = version > 6 and ((i < 6 and j >= size - 11) or (j < 6 and i >= size - 11))
    places = util.pattern_position(version)
    in_alignment = any(
        abs(i - a) < 3 and abs(j - b) < 3
        for a, b in itertools.product(places, places)
        if (a, b) not in {(6, 6), (6, size - 7), (size - 7, 6)}
    )
    return in_corner or in_version or in_alignment or i == 6 or j == 6


def _bytes(codewords: list[int], version: int, level: int) -> bytes:
    blocks = base.rs_blocks(version, level)
    data: list[list[int]] = [[] for _ in blocks]
    stream = iter(codewords)
    for at in range(max(block.data_count for block in blocks)):
        for block, kept in zip(blocks, data, strict=True):
            if at < block.data_count:
                kept.append(next(stream))
    buffer = util.BitBuffer()
    buffer.buffer = list(itertools.chain.from_iterable(data))
    with_correction = util.create_bytes(buffer, blocks)
    assert codewords[: len(with_correction)] == with_correction
    bits = "".join(f"{word:08b}" for word in buffer.buffer)
    assert int(bits[:4], 2) == util.MODE_8BIT_BYTE
    start = 4 + util.length_in_bits(util.MODE_8BIT_BYTE, version)
    length = int(bits[4:start], 2)
    return bytes(int(bits[start + 8 * n : start + 8 * n + 8], 2) for n in range(length))
