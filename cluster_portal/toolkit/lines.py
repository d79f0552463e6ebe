"""Text of one line as people see it: a name cannot pretend to be another one, nor turn round the
words that stand after it on a page, in a mail or on a paper.
"""

import unicodedata

# Letters and signs that look like a space, though Unicode calls them letters and symbols.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_DRESSED = ("<font>", "<wide>")  # as the Unicode Character Database has it


def one_line(text: str) -> str:
    """Without signs that nobody sees. Those without width (zero-width spaces, soft hyphens, turns
    of the direction) are taken out; line ends, tabs and other spaces become one plain space.
    A letter and its mark are one sign, and letters dressed up as bold, script or wide ones are
    plain letters: searches, papers and the bank meet the same name.
    """
    plain = unicodedata.normalize("NFC", "".join(map(_undressed, text)))
    return " ".join("".join(map(_seen, plain)).split())


def _undressed(sign: str) -> str:
    if sign.isascii() or not unicodedata.decomposition(sign).startswith(_DRESSED):
        return sign
    return unicodedata.normalize("NFKC", sign)


def _seen(sign: str) -> str:
    if unicodedata.category(sign) == "Cf":
        return ""
    return sign if sign.isprintable() and sign not in _BLANK else " "
