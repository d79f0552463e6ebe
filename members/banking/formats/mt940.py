"""MT940 (SWIFT customer statement), read tolerantly: every bank has a dialect.

`:86:` comes as free text broken at 65 places in the middle of words, as `?20`–`?29` subfields, or
as `/CODE/` words; line breaks are kept in `details`, since nobody can say what they mean.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from members.banking.errors import UnreadableFileError
from members.banking.formats.amounts import decimal_of, real_iban
from members.banking.formats.entry import Statement, StatementEntry, real_reference
from members.banking.formats.free_text import parties_of

_TAG = re.compile(r"^:(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86|13D?|34F|90[CD]|NS):(.*)$")
_LINE = re.compile(
    r"^(?P<day>\d{6})(?P<entry>\d{4})?\s*(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])??"
    r"(?P<amount>\d[\d.,']*)(?:(?P<code>[A-Z][A-Z0-9]{3})(?P<rest>.*)|(?P<bare>(?://|\s).*)?)$"
)
_BALANCE = re.compile(r"^([CD])(\d{6})([A-Z]{3})([\d.,']+)\s*$")
_SUBFIELD = re.compile(r"\?(\d\d)")
_CODE_WORD = re.compile(
    r"/(EREF|KREF|MREF|CRED|DEBT|REMI|ORDP|BENM|IBAN|NAME|TRCD|CNTP|ROC|INV|RFB|TXT|PREF|RTRN|ULTD|"
    r"ULTC|ISDT|MARF|SVCL|PURP|CSID)/"
)


def read(text: str) -> list[Statement]:
    """Raises UnreadableFileError."""
    statements: list[Statement] = []
    seen: set[tuple] = set()
    for number, fields in enumerate(_messages(text), start=1):
        statement = _statement(fields, number)
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
            statement.entries[-1] = _with_text(last, lines, statement.account)
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
        other_name=" ".join(line.strip() for line in lines[1:])[:140],
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


def _with_text(entry: StatementEntry, lines: list[str], own_iban: str) -> StatementEntry:
    """Several :86: for one :61: add up."""
    raw = f"{entry.raw}\n:86:" + "\n".join(lines)
    text = "\n".join(lines)
    if len(_SUBFIELD.findall(text)) >= 2:
        return replace(_by_subfields(entry, lines), raw=raw)
    if len(_CODE_WORD.findall(text.replace("\n", ""))) >= 2 and text.lstrip().startswith("/"):
        return replace(_by_code_words(entry, text), raw=raw)
    details = "\n".join(filter(None, [entry.details, *lines]))[:4000]
    found = parties_of(details, is_in=entry.amount > 0, own_iban=own_iban)
    return replace(
        entry,
        raw=raw,
        details=details,
        other_name=found.name or entry.other_name,
        other_iban=found.iban,
        other_identifier=found.identifier,
    )


def _by_subfields(entry: StatementEntry, lines: list[str]) -> StatementEntry:
    parts = _SUBFIELD.split("".join(lines))
    fields: dict[int, str] = {}
    for code, value in zip(parts[1::2], parts[2::2], strict=True):
        fields[int(code)] = fields.get(int(code), "") + value
    remittance = [fields[n] for n in (*range(20, 30), *range(60, 64)) if fields.get(n)]
    account = fields.get(31, "") if not fields.get(38) else fields[38]
    name = (fields.get(32, "") + fields.get(33, "")).strip()
    return replace(
        entry,
        details="\n".join(remittance)[:4000],
        other_name=" ".join(name.split())[:140] or entry.other_name,
        other_iban=real_iban(account) or "".join(account.split())[:34],
        is_return=entry.is_return or "RETURN" in fields.get(0, "").upper(),
    )


def _by_code_words(entry: StatementEntry, text: str) -> StatementEntry:
    """`/EREF/…/ORDP//NAME/…/IBAN/…/REMI/…`: breaks inside values are kept for the details only."""
    marked = text.replace("\n", "\x0b")
    parts = _CODE_WORD.split(_healed(marked))
    fields: dict[str, str] = {}
    for code, value in zip(parts[1::2], parts[2::2], strict=True):
        fields.setdefault(code, value.strip("/"))
    flat = {code: " ".join(value.replace("\x0b", "").split()) for code, value in fields.items()}
    remittance = next(
        (fields[code] for code in ("REMI", "ROC", "TXT", "RFB") if code in fields), ""
    )
    remittance = re.sub(r"^(USTD|STRD/CUR|STRD)?/*", "", remittance)
    if inverse := flat.get("INV"):
        remittance += f"\n{inverse}"
    account = flat.get("IBAN") or flat.get("CNTP", "").split("/")[0]
    return replace(
        entry,
        details=remittance.replace("\x0b", "\n")[:4000],
        other_name=(flat.get("NAME") or flat.get("ORDP") or entry.other_name)[:140],
        other_iban=real_iban(account) or entry.other_iban,
        end_to_end_id=real_reference(flat.get("EREF")) or entry.end_to_end_id,
        is_return=entry.is_return or "RTRN" in flat,
    )


def _healed(text: str) -> str:
    """A code word that a line break cut is made whole again."""
    return re.sub(
        r"/([A-Z\x0b]{2,6})/",
        lambda found: (
            f"/{found.group(1).replace(chr(11), '')}/"
            if _CODE_WORD.fullmatch(f"/{found.group(1).replace(chr(11), '')}/")
            else found.group(0)
        ),
        text,
    )
