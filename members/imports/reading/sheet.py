"""A table as it was read from a file, before anybody asks what its cells mean."""

from dataclasses import dataclass

from cluster_portal.toolkit.lines import one_line

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
LONGEST_CELL = 4000

# Romanian files of the last decades write ş and ţ with a cedilla.
_COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")


@dataclass(frozen=True)
class Sheet:
    """`rows` are (line in the file, cells), none of them empty, each as long as the header."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    read_as: str


def tidy(cell: str) -> str:
    """One line, the letters of today; an apostrophe that hides a formula sign (as our own CSV
    writes it) is taken off.
    """
    text = one_line(cell.translate(_COMMAS))
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        text = text[1:]
    return text
