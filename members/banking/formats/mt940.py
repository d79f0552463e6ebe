"""MT940 (SWIFT customer statement), read tolerantly: every bank has a dialect.

Here are its fields; what stands in `:86:` is for `mt940_texts`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from members.banking.errors import UnreadableFileError
from members.banking.formats.amounts import decimal_of, real_iban
from members.banking.formats.entry import Statement, StatementEntry, real_reference
from members.banking.formats.mt940_texts import settled, with_text

_TAG = re.compile(r"^:(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86|13D?|34F|90[CD]|NS):(.*)$")
_LINE = re.compile(
    r"^(?P<day>\d{6})(?P<entry>\d{4})?\s*(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])??"
    r"(?P<amount>\d[\d.,']*)(?:(?P<code>[A-Z][A-Z0-9]{3})(?P<rest>.*)|(?P<bare>(?://|\s).*)?)$"
)
_BALANCE = re.compile(r"^([CD])(\d{6})([A-Z]{3})([\d.,']+)\s*$")


def read(text: str) -> list[Statement]:
    """Raises UnreadableFileError."""
    statements: list[Statement] = []
    seen: set[tuple] = set()
    for number, fields in enumerate(_messages(text), start=1):
        statement = _statement(fields, number)
        statement.entries = [settled(entry) for entry in statement.entries]
        told_twice = (
            statement.account, statement.number, statement.opening, statement.closing,
            tuple(entry.raw for entry in statement.entries),
        )  # fmt: skip
        if told_twice not in seen or not statement.number:
            statements.append(statement)
        seen.add(told_twice)
    if not statements:
        raise UnreadableFileError(_("No statement is in this MT940 file."))
    return statements


def _messages(text: str) -> Iterator[list[tuple[str, list[str]]]]:
    """The fields of each statement: it begins with :20:, or where there is none with :25:."""
    fields: list[tuple[str, list[str]]] = []
    is_open = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        plain = re.sub(r"[\x00-\x1f]", "", line)
        plain = re.sub(r"^\{.*\{4:", "", plain)
        found = _TAG.match(plain.lstrip())
        if found:
            tag, value = found.groups()
            has_account = any(before in {"25", "25P"} for before, _value in fields)
            begins = tag == "20" or (tag in {"25", "25P"} and has_account)
            if begins and fields:
                yield fields
                fields = []
            fields.append((tag, [value]))
            is_open = True
        elif plain.strip() in {"-", "-}", "-}{5:}"} or plain.startswith(("-}", "{")):
            is_open = False
        elif is_open and plain.strip() and fields:
            fields[-1][1].append(plain)
    if fields:
        yield fields


def _statement(fields: list[tuple[str, list[str]]], number: int) -> Statement:
    statement = Statement()
    has_closed = False
    for tag, lines in fields:
        value = lines[0].strip()
        if tag in {"25", "25P"}:
            statement.account = _account("".join(lines))
        elif tag.startswith("28"):
            statement.number = value[:60]
        elif tag.startswith("60"):
            statement.opening, statement.from_on, statement.currency = _balance(value, number)
        elif tag.startswith("62"):
            statement.closing, statement.to_on, currency = _balance(value, number)
            statement.currency = statement.currency or currency
            has_closed = True
        elif tag == "61":
            statement.entries.append(_entry(lines, statement.currency, number))
        elif tag == "86" and statement.entries and not has_closed:
            last = statement.entries[-1]
            statement.entries[-1] = with_text(last, lines, statement.account)
    if not has_closed:
        raise UnreadableFileError(
            _("Statement %(number)d of this MT940 file has no closing balance: the file is cut "
              "off. Fetch it from the bank's page again.") % {"number": number}
        )  # fmt: skip
    return statement


def _account(value: str) -> str:
    plain = re.sub(r"\s", "", value)
    for part in (plain, plain.rpartition("/")[2], re.sub(r"[A-Z]{3}$", "", plain)):
        if good := real_iban(part):
            return good
    return plain[:34]


def _balance(value: str, number: int) -> tuple[Decimal, dt.date, str]:
    found = _BALANCE.match(value)
    try:
        if found is None:
            raise ValueError(value)
        amount = decimal_of(found.group(4), decimal_sign="," if "," in found.group(4) else "")
        return amount if found.group(1) == "C" else -amount, _day(found.group(2)), found.group(3)
    except ValueError as error:
        raise UnreadableFileError(
            _("A balance of statement %(number)d of this MT940 file cannot be read: %(text)s")
            % {"number": number, "text": value[:60]}
        ) from error


def _entry(lines: list[str], currency: str, number: int) -> StatementEntry:
    try:
        found = _LINE.match(lines[0].strip())
        if found is None:
            raise ValueError(lines[0])
        written = found.group("amount")
        amount = decimal_of(written, decimal_sign="," if "," in written else "")
        valued_on = _day(found.group("day"))
        booked_on = _near(valued_on, found.group("entry"))
    except ValueError as error:
        raise UnreadableFileError(
            _("A line of statement %(number)d of this MT940 file cannot be read: %(text)s")
            % {"number": number, "text": lines[0][:60]}
        ) from error
    mark = found.group("mark")
    customers, _slashes, banks = (found.group("rest") or found.group("bare") or "").partition("//")
    return StatementEntry(
        booked_on=booked_on,
        valued_on=valued_on,
        amount=amount if mark in {"C", "RD", "EC"} else -amount,
        currency=currency,
        is_reversal=mark in {"RC", "RD"},
        bank_reference=real_reference(banks),
        end_to_end_id=real_reference(customers),
        other_name=" ".join(line.strip() for line in lines[1:])[:140],  # until `settled`
        code=found.group("code") or "",
        raw="\n".join([f":61:{lines[0]}", *lines[1:]]),
    )


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007 - a day, no moment


def _near(valued_on: dt.date, entry: str | None) -> dt.date:
    """The entry's month and day in the year that lies nearest to the value date."""
    if not entry:
        return valued_on
    month, day = int(entry[:2]), int(entry[2:])
    near = []
    for year in (valued_on.year - 1, valued_on.year, valued_on.year + 1):
        try:
            near.append(dt.date(year, month, day))
        except ValueError:
            continue
    return min(near, key=lambda date: abs((date - valued_on).days)) if near else valued_on
