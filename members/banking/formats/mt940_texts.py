"""What stands in `:86:` of MT940, in each bank's way.

As free text broken at 65 places in the middle of words, as subfields (`?20`, ING's `~20`,
Raiffeisen's `^20`, BRD's `+20`), or as `/CODE/` words. Line breaks are kept in `details`, since
nobody can say what they mean.
"""

import re
from dataclasses import replace

from members.banking.formats.amounts import decimal_of, real_iban
from members.banking.formats.entry import StatementEntry, real_reference
from members.banking.formats.free_text import told_by

LONGEST = 20_000  # signs; a bank's text has some hundreds
_SUBFIELDS = (*range(20, 30), *range(60, 64))  # of the text that the payer wrote
_BEGINS = re.compile(r"^\s*\d{0,3}\s*([?~^+<>|@$])\s*(?:0\d|1\d|2\d|3\d|6[0-3])")
_CODE_WORD = re.compile(
    r"/(EREF|KREF|MREF|CRED|DEBT|REMI|ORDP|BENM|IBAN|NAME|TRCD|CNTP|ROC|INV|RFB|TXT|PREF|RTRN|ULTD|"
    r"ULTC|ISDT|MARF|SVCL|PURP|CSID|OCMT|CHGS)/"
)
_ORDERED = re.compile(r"/OCMT/([A-Z]{3})([\d.,]+)")
_NO_NAME = re.compile(r"\d{3}|[/:]|PLATA|INCAS|TRANSFER|COMIS|COTIZ|FACT|NOTA|TAXA")
_FISCAL = re.compile(
    r"(?:C\.?U\.?I\.?(?:\s*/\s*CNP)?|C\.?I\.?F\.?|CNP)[\s:]*((?:RO)?\s?\d*)",
    re.IGNORECASE,
)
_OF_THE_ORDER = re.compile(r"^REF\.?\s?DOC\b", re.IGNORECASE)  # the payer's paper, not ours


def with_text(entry: StatementEntry, lines: list[str], own_iban: str) -> StatementEntry:
    """Several :86: for one :61: add up."""
    text = "\n".join(lines)[:LONGEST]
    lines = text.split("\n")
    raw = f"{entry.raw}\n:86:{text}"[:LONGEST]
    if found := _BEGINS.match("".join(lines)):
        subfields = _subfields("".join(lines), found.group(1))
        if len(subfields) >= 2:
            return replace(_by_subfields(entry, subfields), raw=raw)
    if len(_CODE_WORD.findall(text.replace("\n", ""))) >= 2 and text.lstrip().startswith("/"):
        return replace(_by_code_words(entry, text), raw=raw)
    details = "\n".join(filter(None, [entry.details, *lines]))[:4000]
    parties, details = told_by(details, is_in=entry.amount > 0, own_iban=own_iban)
    return replace(
        entry,
        raw=raw,
        details=details,
        other_name=parties.name or entry.other_name,
        other_iban=parties.iban,
        other_identifier=parties.identifier,
    )


def settled(entry: StatementEntry) -> StatementEntry:
    """The second line of :61: is the payer's name with one bank and the payer's words with another:
    a name where :86: told none and it looks like one, else it belongs to the details.
    """
    lines = entry.raw.partition("\n:86:")[0].split("\n")[1:]
    told = " ".join(" ".join(lines).split())[:140]
    entry = _as_ordered(entry, told)
    if not told or (entry.other_name == told and _is_name(told, entry.details)):
        return entry
    name = "" if entry.other_name == told else entry.other_name
    return _with_words(replace(entry, other_name=name), told)


def _is_name(told: str, details: str) -> bool:
    return not _NO_NAME.search(told.upper()) and _tight(told) not in _tight(details)


def _with_words(entry: StatementEntry, told: str) -> StatementEntry:
    known = _tight(f"{entry.details}{entry.other_name}")
    if _tight(told) in known or told.startswith("/"):
        return entry
    return replace(entry, details="\n".join(filter(None, [entry.details, told]))[:4000])


def _as_ordered(entry: StatementEntry, told: str) -> StatementEntry:
    """`/OCMT/EUR300,00/`: what the payer ordered, where that was another currency."""
    found = _ORDERED.search(told) or _ORDERED.search(entry.raw.replace("\n", ""))
    if found is None or entry.instructed_amount is not None:
        return entry
    try:
        amount = decimal_of(found.group(2), decimal_sign="," if "," in found.group(2) else "")
    except ValueError:
        return entry
    return replace(entry, instructed_amount=amount, instructed_currency=found.group(1))


def _tight(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _subfields(text: str, sign: str) -> dict[int, str]:
    parts = re.split(rf"{re.escape(sign)}(0\d|1\d|2\d|3\d|6[0-3])", text)
    fields: dict[int, str] = {}
    for code, value in zip(parts[1::2], parts[2::2], strict=True):
        fields[int(code)] = fields.get(int(code), "") + value
    return fields


def _by_subfields(entry: StatementEntry, fields: dict[int, str]) -> StatementEntry:
    remittance = [fields[n] for n in _SUBFIELDS if fields.get(n, "").strip()]
    remittance = [text for text in remittance if not _OF_THE_ORDER.match(text.strip())]
    account = next((good for n in (38, 31, 33) if (good := real_iban(fields.get(n)))), "")
    account = account or "".join((fields.get(38) or fields.get(31, "")).split())
    second = fields.get(33, "")
    fiscal = _FISCAL.search(second)
    has_name = not fiscal and not real_iban(second) and second.strip(" /-")
    name = fields.get(32, "") + (second if has_name else "")
    return replace(
        entry,
        details="\n".join(remittance)[:4000],
        other_name=" ".join(name.split()).strip(" /")[:140] or entry.other_name,
        other_iban=account[:34],
        other_identifier=fiscal.group(1).strip()[:40] if fiscal else entry.other_identifier,
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
