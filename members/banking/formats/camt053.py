"""CAMT.053 (ISO 20022 camt.053.001.xx): read entry by entry, by local names.

`.02` and `.08` differ in places (`Sts` or `Sts/Cd`, `Dbtr/Nm` or `Dbtr/Pty/Nm`, where a part's
amount stands); banks differ in more, so nothing but amount, direction and a day is required.
"""

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from members.banking.errors import UnreadableFileError
from members.banking.formats.amounts import LARGEST, likely_day, real_iban
from members.banking.formats.entry import Statement, StatementEntry, real_reference

MOST_DEEP = 60  # levels; a real statement has about 15
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_LONGEST_RAW = 20_000


def read(content: bytes) -> list[Statement]:
    """Raises UnreadableFileError; entity declarations are refused before they are read."""
    try:
        statements = list(_walk(content))
    except DefusedXmlException as error:
        raise UnreadableFileError(
            _("This XML file declares entities of its own, which no statement needs. It is refused "
              "unread.")
        ) from error  # fmt: skip
    except (ParseError, LookupError, UnicodeError, ValueError) as error:
        raise UnreadableFileError(
            _("This XML file is damaged, cut off or written in another encoding than it says. "
              "Fetch it from the bank's page again.")
        ) from error  # fmt: skip
    if not statements:
        raise UnreadableFileError(
            _("This XML file is not a CAMT.053 statement (no statement of an account is in it).")
        )
    return statements


def _walk(content: bytes) -> Iterator[Statement]:
    """Each entry is forgotten by the parser as soon as it is read."""
    stack: list[Element] = []
    statement = Statement()
    for event, element in iterparse(
        io.BytesIO(content), events=("start", "end"), forbid_dtd=True, forbid_external=True
    ):
        name = _local(element)
        if event == "start":
            if len(stack) >= MOST_DEEP:
                raise ParseError
            stack.append(element)
            if name == "Stmt":
                statement = Statement()
            continue
        stack.pop()
        parent = _local(stack[-1]) if stack else ""
        if name == "Ntry" and parent == "Stmt":
            statement.entries.extend(_entries(element, statement))
            stack[-1].remove(element)
        elif name == "Stmt" and parent == "BkToCstmrStmt":
            _head(element, statement)
            stack[-1].remove(element)
            yield statement
        elif name == "Acct" and parent == "Stmt":
            statement.account = _account(element)
            statement.currency = _text(element, "Ccy")


def _head(element: Element, statement: Statement) -> None:
    statement.number = (_text(element, "Id") or _text(element, "ElctrncSeqNb"))[:60]
    statement.from_on = _day(_text(element, "FrToDt", "FrDtTm") or _text(element, "FrToDt", "FrDt"))
    statement.to_on = _day(_text(element, "FrToDt", "ToDtTm") or _text(element, "FrToDt", "ToDt"))
    for balance in _all(element, "Bal"):
        code = _text(balance, "Tp", "CdOrPrtry", "Cd")
        amount, currency = _amount(_one(balance, "Amt"))
        if amount is None:
            continue
        statement.currency = statement.currency or currency
        signed = -amount if _text(balance, "CdtDbtInd") == "DBIT" else amount
        if code in _OPENING and (statement.opening is None or code == "OPBD"):
            statement.opening = signed
        elif code in _CLOSING:
            statement.closing = signed


def _entries(entry: Element, statement: Statement) -> Iterator[StatementEntry]:
    """One, or as many as the entry says it is made of, when the parts' sums agree with it."""
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if status and status not in {"BOOK", "Booked"}:
        return  # pending or for information: no money has moved
    total, total_currency = _amount(_one(entry, "Amt"))
    direction = _text(entry, "CdtDbtInd")
    day = _day(_text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm"))
    valued = _day(_text(entry, "ValDt", "Dt") or _text(entry, "ValDt", "DtTm"))
    booked_on = day or valued
    if total is None or direction not in {"CRDT", "DBIT"} or booked_on is None:
        raise ValueError
    its_currency = total_currency or statement.currency
    made = partial(
        _made,
        entry,
        own=statement.account,
        is_in=direction == "CRDT",
        booked_on=booked_on,
        valued_on=valued,
        currency=its_currency,
        is_reversal=_text(entry, "RvslInd").lower() in {"true", "1"},
    )
    details = [tx for block in _all(entry, "NtryDtls") for tx in _all(block, "TxDtls")]
    amounts = [_part_amount(tx, its_currency, direction) for tx in details]
    known = [amount for amount in amounts if amount is not None]
    if 1 < len(details) == len(known) and sum(known) == total:
        for number, (tx, amount) in enumerate(zip(details, known, strict=True), start=1):
            yield made([tx], amount, part=number, raw=tx)
        return
    yield made(details, total, part=0, raw=entry)


def _part_amount(tx: Element, currency: str, direction: str) -> Decimal | None:
    """Of a transfer inside an entry, in the account's currency and the entry's direction."""
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        amount, its_currency = _amount(_one(tx, *path))
        if amount is not None and its_currency in {"", currency}:
            other_way = _text(tx, "CdtDbtInd") not in {"", direction}
            return -amount if other_way else amount
    return None


def _made(
    entry: Element,
    details: list[Element],
    amount: Decimal,
    *,
    own: str,
    is_in: bool,
    part: int,
    raw: Element,
    booked_on: dt.date,
    valued_on: dt.date | None,
    currency: str,
    is_reversal: bool,
) -> StatementEntry:
    first = details[0] if details else entry
    side = _other_side(first, own, is_in=is_in)
    party = _one(first, "RltdPties", side)
    instructed, instructed_currency = _instructed(first, entry)
    own_reference = _text(first, "Refs", "AcctSvcrRef") if details else ""
    texts = [line for tx in details for line in _texts(tx)]
    for tx in details:  # “in the name of”
        behind = _party_name(_one(tx, "RltdPties", f"Ultmt{side}"))
        texts += [behind] if behind and behind != _party_name(party) else []
    return StatementEntry(
        booked_on=booked_on,
        valued_on=valued_on,
        amount=amount if is_in else -amount,
        currency=currency,
        is_reversal=is_reversal,
        is_return=any(_one(tx, "RtrInf") is not None for tx in details),
        bank_reference=_bank_reference(entry, own_reference, part),
        part=part,
        end_to_end_id=real_reference(_text(first, "Refs", "EndToEndId")) if details else "",
        structured_reference=" ".join(
            reference for tx in details if (reference := _structured(tx))
        )[:140],
        other_name=_party_name(party)[:140],
        other_iban=_account(_one(first, "RltdPties", f"{side}Acct"))[:34],
        other_identifier=_party_identifier(party)[:40],
        details="\n".join(texts or _plain_lines(_text(entry, "AddtlNtryInf")))[:4000],
        instructed_amount=instructed,
        instructed_currency=instructed_currency,
        code=_code(entry),
        raw=_raw(raw),
    )


def _other_side(tx: Element, own: str, *, is_in: bool) -> str:
    """Who is not us. In a reversal the parties stay what they were in the transfer itself."""
    side, ours = ("Dbtr", "Cdtr") if is_in else ("Cdtr", "Dbtr")
    is_own = bool(own) and _account(_one(tx, "RltdPties", f"{side}Acct")) == own
    return ours if is_own and _one(tx, "RltdPties", ours) is not None else side


def _bank_reference(entry: Element, own_reference: str, part: int) -> str:
    """The bank's own for the entry; of a part the part's own, else the entry's with its place."""
    of_entry = real_reference(_text(entry, "AcctSvcrRef"))
    if part and (own := real_reference(own_reference)) and own != of_entry:
        return own
    if part:
        return f"{of_entry}/{part}" if of_entry else ""
    return of_entry or real_reference(own_reference)


def _instructed(tx: Element, entry: Element) -> tuple[Decimal | None, str]:
    """What the payer ordered, in the payer's words, where that was another currency."""
    for place in (tx, entry):
        amount, currency = _amount(_one(place, "AmtDtls", "InstdAmt", "Amt"))
        if amount is not None:
            return amount, currency
    return None, ""


def _texts(tx: Element) -> list[str]:
    lines = [_flat(item) for item in _all(_one(tx, "RmtInf"), "Ustrd")]
    for block in _all(_one(tx, "RmtInf"), "Strd"):
        lines += [_text(block, "RfrdDocInf", "Nb"), *map(_flat, _all(block, "AddtlRmtInf"))]
    lines += _plain_lines(_text(tx, "AddtlTxInf"))
    lines += [_flat(item) for item in _all(_one(tx, "RtrInf"), "AddtlInf")]
    return [line for line in lines if line]


def _structured(tx: Element) -> str:
    blocks = _all(_one(tx, "RmtInf"), "Strd")
    return " ".join(filter(None, (_text(block, "CdtrRefInf", "Ref") for block in blocks)))


def _plain_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _party_name(party: Element | None) -> str:
    return _text(party, "Nm") or _text(party, "Pty", "Nm")


def _party_identifier(party: Element | None) -> str:
    for path in (("Id", "OrgId", "Othr", "Id"), ("Pty", "Id", "OrgId", "Othr", "Id")):
        if found := _text(party, *path):
            return found
    return ""


def _account(element: Element | None) -> str:
    written = _text(element, "Id", "IBAN") or _text(element, "Id", "Othr", "Id")
    return real_iban(written) or "".join(written.split())


def _code(entry: Element) -> str:
    domain = [
        _text(entry, "BkTxCd", "Domn", "Cd"),
        _text(entry, "BkTxCd", "Domn", "Fmly", "Cd"),
        _text(entry, "BkTxCd", "Domn", "Fmly", "SubFmlyCd"),
    ]
    return ("/".join(filter(None, domain)) or _text(entry, "BkTxCd", "Prtry", "Cd"))[:40]


def _raw(element: Element) -> str:
    for item in element.iter():
        if isinstance(item.tag, str):
            item.tag = _local(item)
    return tostring(element, encoding="unicode").strip()[:_LONGEST_RAW]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [child for child in element if _local(child) == name]


def _one(element: Element | None, *path: str) -> Element | None:
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if _local(child) == name), None)
    return element


def _flat(element: Element) -> str:
    return " ".join((element.text or "").split())


def _text(element: Element | None, *path: str) -> str:
    found = _one(element, *path)
    return (found.text or "").strip() if found is not None else ""


def _amount(element: Element | None) -> tuple[Decimal | None, str]:
    """Raises ValueError for what is no amount of money."""
    if element is None:
        return None, ""
    text = (element.text or "").strip()
    if not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit():
        raise ValueError(text)
    number = Decimal(text)
    if number > LARGEST or number != round(number, 2):
        raise ValueError(text)
    return round(number, 2), element.get("Ccy", "").upper()[:3]


def _day(text: str) -> dt.date | None:
    return likely_day(dt.date.fromisoformat(text[:10])) if text else None
