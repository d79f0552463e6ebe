"""CSV by a layout that somebody of the office saved once: which column is what."""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from members.banking.errors import UnreadableFileError
from members.banking.formats.amounts import day_of, decimal_of, ibans_in, real_iban
from members.banking.formats.entry import Statement, StatementEntry, real_reference
from members.banking.formats.free_text import told_by

COLUMNS = (
    "booked_on", "amount", "debit", "credit", "direction", "currency", "name", "iban",
    "identifier", "details", "bank_reference",
)  # fmt: skip
DELIMITERS = {";": ";", ",": ",", "tab": "\t", "|": "|"}
_GUESSES = {
    "booked_on": ("data contabila", "data inregistrarii", "data procesarii", "data tranzactiei",
                  "data tranzactie", "data operatiunii", "data finalizarii tranzactiei",
                  "data finalizarii", "booking date", "transaction date", "date completed (utc)",
                  "data", "date", "data valuta", "data valutei"),
    "amount": ("suma", "valoare", "amount", "suma tranzactie"),
    "debit": ("debit", "suma debit", "plati", "iesiri"),
    "credit": ("credit", "suma credit", "incasari", "intrari"),
    "direction": ("d/c", "debit/credit", "tip", "sens"),
    "currency": ("moneda", "currency", "valuta contului", "valuta"),
    "name": ("nume platitor", "platitor", "ordonator", "nume partener", "partener", "nume",
             "counterparty", "payer", "name", "beneficiar/ordonator",
             "nume/denumire ordonator/beneficiar", "beneficiar"),
    "iban": ("iban platitor", "cont platitor", "cont ordonator", "iban partener", "cont partener",
             "iban", "counterparty account", "cont ordonator/beneficiar",
             "cont beneficiar", "iban beneficiar"),
    "identifier": ("cui platitor", "cui", "cif", "cod fiscal", "cod fiscal partener"),
    "details": ("detalii tranzactie", "detalii", "descriere", "explicatii", "details",
                "description", "explicatie", "descrierea tranzactiei"),
    "bank_reference": ("referinta bancii", "referinta banca", "referinta tranzactie",
                       "referinta tranzactiei", "referinta",
                       "numar tranzactie", "nr tranzactie", "reference", "bank reference",
                       "transaction id", "numar document"),
}  # fmt: skip
_OUT = ("d", "iesir", "plat", "out", "-", "−")
_IN = ("c", "intrar", "incas", "in", "+")


@dataclass(frozen=True, kw_only=True)
class CsvLayout:
    """`columns` names the column of each fact by its heading, or by its number from 1."""

    delimiter: str = ";"
    encoding: str = "utf-8-sig"
    decimal_sign: str = ","
    date_format: str = "%d.%m.%Y"
    columns: dict[str, str] = field(default_factory=dict)
    currency: str = "RON"


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    """Raises UnreadableFileError for what the csv module cannot take apart."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise UnreadableFileError(
            _("This is not a CSV file: a line of it cannot be taken apart.")
        ) from error


def read(text: str, layout: CsvLayout) -> list[Statement]:
    """Raises UnreadableFileError that names the line."""
    rows = rows_of(text.lstrip("\ufeff"), layout.delimiter)
    start, places = places_of(rows, layout)
    statement = Statement(currency=layout.currency)
    told = [
        (number, row)
        for number, row in enumerate(rows[start:], start=start + 1)
        if not _is_blank(row, places, layout)
    ]
    more = _continued(rows, start, {number for number, _row in told}, places)
    has_minus = _writes_minus([row for _number, row in told], places)
    for number, row in told:
        entry = _entry(row, places, layout, number, has_minus=has_minus)
        details = "\n".join(filter(None, [entry.details, *more.get(number, ())]))[:4000]
        statement.entries.append(_with_parties(replace(entry, details=details), places))
    if not statement.entries:
        raise UnreadableFileError(_("No line with a day and an amount is in this CSV file."))
    currencies = {entry.currency for entry in statement.entries}
    if len(currencies) == 1:
        statement.currency = currencies.pop()
    return [statement]


def places_of(rows: list[list[str]], layout: CsvLayout) -> tuple[int, dict[str, int]]:
    """Where the lines begin, and the place of each fact; headings may stand below a preamble."""
    wanted = {fact: name for fact, name in layout.columns.items() if name}
    if not wanted.get("booked_on") or not (wanted.keys() & {"amount", "debit", "credit"}):
        raise UnreadableFileError(
            _("This layout does not say which columns hold the day and the amount.")
        )
    if all(name.isdigit() for name in wanted.values()):
        places = {fact: int(name) - 1 for fact, name in wanted.items()}
        first = next((n for n, row in enumerate(rows) if _has_day(row, places, layout)), len(rows))
        return first, places
    folded = {fact: fold(name) for fact, name in wanted.items()}
    for number, row in enumerate(rows[:60]):
        headings = [fold(cell) for cell in row]
        if all(name in headings for name in folded.values()):
            return number + 1, {fact: headings.index(name) for fact, name in folded.items()}
    raise UnreadableFileError(
        _("The columns %(columns)s are not in this file; is it of another bank or another layout?")
        % {"columns": ", ".join(sorted(set(wanted.values())))}
    )


def _has_day(row: list[str], places: dict[str, int], layout: CsvLayout) -> bool:
    try:
        day_of(row[places["booked_on"]], layout.date_format)
    except (ValueError, IndexError):
        return False
    return True


def _is_blank(row: list[str], places: dict[str, int], layout: CsvLayout) -> bool:
    """Empty, or a line of totals or balances below the table: no day or no sum is filled in."""

    def cell(fact: str) -> str:
        place = places.get(fact)
        return row[place].strip() if place is not None and place < len(row) else ""

    if not re.search(r"\d", cell("booked_on")):
        return True
    has_sum = any(cell(fact) for fact in ("amount", "debit", "credit"))
    return not has_sum and not _has_day(row, places, layout)


def _with_parties(entry: StatementEntry, places: dict[str, int]) -> StatementEntry:
    """Where no column tells the other party, its name and account are looked for in the text."""
    if places.keys() & {"name", "iban"} or not entry.details:
        return entry
    parties, details = told_by(entry.details, is_in=entry.amount > 0, own_iban="")
    return replace(
        entry,
        other_name=parties.name,
        other_iban=parties.iban,
        other_identifier=entry.other_identifier or parties.identifier,
        details=details,
    )


def _continued(
    rows: list[list[str]], start: int, told: set[int], places: dict[str, int]
) -> dict[int, list[str]]:
    """The words of rows that hold nothing else: they go on with the movement above them."""
    more: dict[int, list[str]] = {}
    current, place = 0, places.get("details")
    for number, row in enumerate(rows[start:], start=start + 1):
        if number in told:
            current = number
            continue
        words = row[place].strip() if place is not None and place < len(row) else ""
        others = [row[at].strip() for at in places.values() if at != place and at < len(row)]
        if current and words and not any(others):
            more.setdefault(current, []).append(words)
        elif any(cell.strip() for cell in row):
            current = 0  # a line of totals: what stands below it is the bank's own
    return more


def _writes_minus(rows: list[list[str]], places: dict[str, int]) -> bool:
    """Some banks write what went out with a minus, though it has a column of its own. Where only
    some of it has one, these are entries taken back.
    """
    place = places.get("debit")
    if place is None:
        return False
    written = [row[place].strip() for row in rows if place < len(row)]
    told = [cell for cell in written if re.search(r"[1-9]", cell)]
    return bool(told) and all(re.match(r"[-−(]|.*-$", cell) for cell in told)


def _entry(
    row: list[str],
    places: dict[str, int],
    layout: CsvLayout,
    number: int,
    *,
    has_minus: bool,
) -> StatementEntry:
    def cell(fact: str) -> str:
        place = places.get(fact)
        return row[place].strip() if place is not None and place < len(row) else ""

    try:
        booked_on = day_of(cell("booked_on"), layout.date_format)
        amount = _amount(cell, layout, has_minus=has_minus)
        currency = _currency(cell("currency")) or layout.currency
    except ValueError as error:
        raise UnreadableFileError(
            _("Line %(number)d of this CSV file: “%(text)s” is no day or amount as the layout "
              "says.") % {"number": number, "text": str(error)[:60]}
        ) from error  # fmt: skip
    details = cell("details")
    return StatementEntry(
        booked_on=booked_on,
        amount=amount,
        currency=currency,
        bank_reference=real_reference(cell("bank_reference")),
        other_name=cell("name")[:140],
        other_iban=(real_iban(cell("iban")) or next(iter(ibans_in(cell("iban"))), ""))[:34],
        other_identifier=cell("identifier")[:40],
        details=details[:4000],
        raw=layout.delimiter.join(row)[:20_000],
    )


def _amount(cell: Callable[[str], str], layout: CsvLayout, *, has_minus: bool) -> Decimal:
    sign = layout.decimal_sign

    def number(fact: str) -> Decimal:
        plain = re.sub(r"[A-Za-z]{3}$|^[A-Za-z]{3}", "", cell(fact)).strip()
        return decimal_of(plain, decimal_sign=sign) if plain else Decimal(0)

    if cell("amount"):
        amount = number("amount")
        return -abs(amount) if _is_out(cell("direction")) else amount
    if not cell("credit") and not cell("debit"):
        raise ValueError(_("no amount"))
    debit = number("debit")
    return number("credit") - (-debit if has_minus else debit)


def _currency(written: str) -> str:
    """Raises ValueError for a day or a sum in the column of currencies."""
    word = {"LEI": "RON"}.get(written.upper(), written.upper())
    if word and not re.fullmatch("[A-Z]{3}", word):
        raise ValueError(written)
    return word


def _is_out(direction: str) -> bool:
    """Raises ValueError for a word that says neither."""
    word = fold(direction)
    if word.startswith(_OUT):
        return True
    if not word or word.startswith(_IN):
        return False
    raise ValueError(direction)


def fold(text: str) -> str:
    """For comparing headings: no accents, no capitals, no signs at the ends."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(plain.casefold().replace("_", " ").strip(" \ufeff\"':*.").split())


def guess(text: str) -> CsvLayout:
    """A first idea of the layout, for a person to look at: by the words of the headings."""
    delimiter = max(DELIMITERS.values(), key=lambda sign: _regularity(text, sign))
    rows = rows_of(text[:200_000].lstrip("\ufeff"), delimiter)
    best: dict[str, str] = {}
    heading_row = 0
    for number, row in enumerate(rows[:40]):
        columns = _guessed_columns(row, rows[number + 1 : number + 40])
        if len(columns) > len(best):
            best, heading_row = columns, number
    below = rows[heading_row + 1 : heading_row + 40]
    return CsvLayout(
        delimiter=delimiter,
        columns=best,
        decimal_sign=_guessed_sign(below),
        date_format=_guessed_date(below),
    )


def _regularity(text: str, sign: str) -> int:
    counts = [line.count(sign) for line in text.splitlines()[:60] if line.strip()]
    return sum(1 for count in counts if count and count == max(counts)) * max(counts, default=0)


def _guessed_columns(row: list[str], below: list[list[str]]) -> dict[str, str]:
    row = [cell.strip() for cell in row]
    headings = {fold(cell): cell for cell in row if cell}
    found: dict[str, str] = {}
    for fact, words in _GUESSES.items():
        named = [headings[word] for word in words if word in headings]
        if fact == "currency":  # “valuta” heads value dates as well
            named = [name for name in named if _holds_currencies(row.index(name), below)]
        name = next(iter(named), "")
        if name and name not in found.values():
            found[fact] = name
    return found


def _holds_currencies(place: int, rows: list[list[str]]) -> bool:
    told = {row[place].strip().upper() for row in rows if place < len(row)} - {""}
    return all(re.fullmatch("[A-Z]{3}", word) for word in told)


def _guessed_sign(rows: list[list[str]]) -> str:
    cells = [cell.strip() for row in rows for cell in row]
    commas = sum(bool(re.fullmatch(r"-?[\d.\s]*\d,\d\d", cell)) for cell in cells)
    points = sum(bool(re.fullmatch(r"-?[\d,\s]*\d\.\d\d", cell)) for cell in cells)
    return "." if points > commas else ","


def _guessed_date(rows: list[list[str]]) -> str:
    patterns = {
        "%d.%m.%Y": r"\d{2}\.\d{2}\.\d{4}", "%Y-%m-%d": r"\d{4}-\d{2}-\d{2}",
        "%d/%m/%Y": r"\d{2}/\d{2}/\d{4}", "%d-%m-%Y": r"\d{2}-\d{2}-\d{4}",
        "%Y%m%d": r"20\d{6}", "%Y/%m/%d": r"\d{4}/\d{2}/\d{2}",
    }  # fmt: skip
    cells = [cell.strip() for row in rows for cell in row]
    counts = {
        pattern: sum(bool(re.match(shape, cell)) for cell in cells)
        for pattern, shape in patterns.items()
    }
    return max(counts, key=lambda pattern: counts[pattern]) if any(counts.values()) else "%d.%m.%Y"


def day_formats() -> list[tuple[str, str]]:
    """For a choice field: each pattern with an example."""
    day = dt.date(2026, 3, 31)
    return [
        (pattern, day.strftime(pattern))
        for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%m/%d/%Y", "%Y%m%d",
                        "%Y/%m/%d")
    ]  # fmt: skip
