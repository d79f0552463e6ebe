"""How several things stand in one value of a front matter: parted by a sign, or one a line.

A sign that belongs to a thing itself has a backslash before it.
"""

from collections.abc import Iterable


def joined(things: Iterable[str], sign: str) -> str:
    return f"{sign} ".join(escaped(thing, sign) for thing in things)


def escaped(thing: str, sign: str) -> str:
    return thing.replace("\\", "\\\\").replace(sign, f"\\{sign}")


def parted(value: str, sign: str) -> list[str]:
    """The things, each on one line and without the backslashes; empty ones are left out."""
    return [tidy for thing in cut(value, sign) if (tidy := " ".join(thing.split()))]


def cut(value: str, sign: str) -> list[str]:
    """All things, with the spaces within them."""
    things: list[str] = []
    present, is_escaped = "", False
    for letter in value:
        if is_escaped:
            present += letter if letter in {sign, "\\"} else f"\\{letter}"
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        elif letter == sign:
            things.append(present)
            present = ""
        else:
            present += letter
    return [thing.strip() for thing in (*things, present + "\\" * is_escaped)]
