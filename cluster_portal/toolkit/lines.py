"""Text of one line as people see it: a name cannot pretend to be another one, nor turn round the
words that stand after it on a page, in a mail or on a paper.
"""

import unicodedata

# Letters and signs that look like a space, though Unicode calls them letters and symbols.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def one_line(text: str) -> str:
    """Without signs that nobody sees. Those without width (zero-width spaces, soft hyphens, turns
    of the direction) are taken out; line ends, tabs and other spaces become one plain space.
    """
    return " ".join("".join(map(_seen, text)).split())


def _seen(sign: str) -> str:
    if unicodedata.category(sign) == "Cf":
        return ""
    return sign if sign.isprintable() and sign not in _BLANK else " "
