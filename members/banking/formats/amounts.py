"""Amounts, days and IBANs as banks write them."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

LARGEST = Decimal("9999999999.99")
_NOT_DIGITS = re.compile(r"[\s\u00a0\u202f'’]")
_ROMANIAN_IBAN = re.compile(r"(?=(RO\d{2}[A-Z]{4}[A-Z0-9]{16}))")
_MONTHS = (
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie",
    "octombrie", "noiembrie", "decembrie",
)  # fmt: skip
_WORDED = re.compile(r"(\d{1,2}) ([a-z]+) (20\d\d)")
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
ROMANIAN_LENGTH = 24
_ANY_IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{2}[A-Z0-9]{11,30})(?![A-Z0-9])")


def decimal_of(text: str, *, decimal_sign: str = "") -> Decimal:
    """`1.234,56`, `1,234.56`, `1 234,5`, `1234.56-`, `(12,00)`, `+7`: raises ValueError.

    Without a `decimal_sign` the last of comma and point is it, when at most two digits follow.
    """
    plain = _NOT_DIGITS.sub("", text).strip()
    is_negative = plain.startswith(("-", "−", "(")) or plain.endswith("-")
    plain = plain.strip("+-−()")
    sign = decimal_sign or _sign_of(plain)
    other = "," if sign == "." else "."
    whole, _, cents = plain.partition(sign)
    if other in whole and not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", whole):
        raise ValueError(text)  # “1234.56” where a comma is said to stand before the bani
    whole = whole.replace(other, "")
    if not re.fullmatch(r"\d+", whole or "0") or not re.fullmatch(r"\d{0,5}", cents):
        raise ValueError(text)
    if not whole and not cents:
        raise ValueError(text)
    try:
        number = Decimal(f"{whole or '0'}.{cents or '0'}")
    except InvalidOperation as error:  # pragma: no cover - the patterns above leave only digits
        raise ValueError(text) from error
    if number > LARGEST or number != round(number, 2):
        raise ValueError(text)
    return round(-number if is_negative else number, 2)


def _sign_of(plain: str) -> str:
    last = max(plain.rfind(","), plain.rfind("."))
    if last < 0:
        return "."
    is_thousands = len(plain) - last - 1 == 3 and plain.count(plain[last]) >= 1
    mixed = "," in plain and "." in plain
    if is_thousands and not mixed:
        return "," if plain[last] == "." else "."
    return plain[last]


def likely_day(day: dt.date) -> dt.date:
    """Raises ValueError for a year before banks sent files."""
    if day.year < 1990:
        raise ValueError(day.isoformat())
    return day


def day_of(text: str, pattern: str = "") -> dt.date:
    """Raises ValueError with the text. Without a pattern: ISO, or as Romania writes days."""
    plain = _in_figures(text.strip())
    try:
        if pattern and plain == text.strip():
            cut = plain if len(plain) <= 10 or "%H" in pattern else plain.split()[0]
            day = dt.datetime.strptime(cut, pattern).date()  # noqa: DTZ007 - a day, no moment
            return likely_day(day)
        if re.match(r"\d{4}-\d{2}-\d{2}", plain):
            return likely_day(dt.date.fromisoformat(plain[:10]))
    except ValueError as error:
        raise ValueError(text) from error
    for known in ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"):
        try:
            return likely_day(dt.datetime.strptime(plain.split()[0], known).date())  # noqa: DTZ007 - a day
        except (ValueError, IndexError):
            continue
    raise ValueError(text)


def _in_figures(text: str) -> str:
    """“5 martie 2026” as 2026-03-05."""
    found = _WORDED.fullmatch(text.casefold())
    if found is None:
        return text
    month = next((n for n, name in enumerate(_MONTHS, 1) if name == found.group(2)), 0)
    return f"{found.group(3)}-{month:02d}-{int(found.group(1)):02d}" if month else text


def real_iban(text: str | None) -> str:
    """The IBAN without spaces when its check digits hold; else nothing."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text or "").upper()
    return plain if _SHAPE.fullmatch(plain) and _holds(plain) else ""


def _holds(plain: str) -> bool:
    """ISO 7064 mod 97-10, over letters as numbers from 10; a Romanian one has 24 places."""
    if plain.startswith("RO") and len(plain) != ROMANIAN_LENGTH:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def ibans_in(*readings: str) -> list[str]:
    """Those that stand in a text, each once, in their order. Romanian ones also where spaces or
    line breaks cut them or letters stand right beside them; others between spaces.
    """
    found: dict[str, None] = {}
    for text in readings:
        upper = text.upper()
        tight = re.sub(r"[^A-Z0-9]", "", upper)
        for match in _ROMANIAN_IBAN.finditer(tight):
            if good := real_iban(match.group(1)):
                found[good] = None
        for match in _ANY_IBAN.finditer(upper):
            if good := real_iban(match.group(1)):
                found[good] = None
    return list(found)
