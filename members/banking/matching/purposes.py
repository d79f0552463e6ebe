"""What the payer says the money is for, as far as words tell it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from members.banking.formats.entry import StatementEntry
from members.banking.matching.texts import fold, readings


class Purpose(StrEnum):
    DUES = "dues"
    SOMETHING_ELSE = "something_else"
    REFUND = "refund"
    RETURN = "return"
    CHARGE = "charge"
    INTEREST = "interest"
    SALARY = "salary"


_WORDS = {
    Purpose.DUES: (
        "COTIZ", "MEMBR", "MEMBER", "NOTA DE PLATA", "NOTEI", "TAXA ANUAL", "ADEZIUNE", "DUES",
        "FEE", r"\bRATA\b", "TRANSA", "PARTIAL", "FACTUR", r"\bFACT\b", "INVOICE",
    ),
    Purpose.SOMETHING_ELSE: (
        "SPONSOR", "DONATI", "CHIRI", "BILET", "TICHET", "TICKET", "CONFERIN", r"CURS\b", "GARANTI",
        "IMPRUMUT", "SALAR", "SUBVENTI", "GRANT", r"\bPROIECT", "EVENIMENT", r"\bEVENT",
        "WORKSHOP", "FINANTAR", "REDEVENT", "DESPAGUB", "TVA DE RECUPERAT", "PARTICIPARE",
        "INSCRIERE", r"STAND\b", "HACKATHON", "PREMI", r"\bDECONT\b", "RESTITUI", "RAMBURS",
        r"GALA\b", "TRAINING", "LICENT",
    ),
    Purpose.REFUND: (
        "RESTITUI", "RAMBURS", "REFUND", "RETURNARE (?:SUMA|PLATA|COTIZ)", "PLATA NECUVENITA",
        "SUMA NECUVENITA",
    ),
    Purpose.RETURN: (
        r"\bSTORNO", "STORNARE", r"\bRETUR\b", "RETURNAT", "REFUZAT", "RECHEMARE", r"\bREJECT",
        "RETURN(?:ED)? (?:PAYMENT|TRANSFER)", "CONT (?:INCHIS|INEXISTENT)",
    ),
    Purpose.CHARGE: (
        "COMISI", "SPEZE", "ADMINISTRARE CONT", "MENTENANTA", "BANK (?:FEE|CHARGE)",
        "TAXA (?:LUNARA|CONT|SMS|INTERNET BANKING)",
    ),
    Purpose.INTEREST: ("DOBAND", "INTEREST"),
    Purpose.SALARY: ("SALAR", r"\bWAGE"),
}  # fmt: skip
_PATTERNS = {purpose: re.compile("|".join(words)) for purpose, words in _WORDS.items()}


def purposes_of(entry: StatementEntry, *, but_for: Iterable[str] = ()) -> set[Purpose]:
    """`but_for` are names whose words say nothing: “Gala Software SRL” is no gala."""
    texts = [_without(text, but_for) for text in readings(entry.details)]
    return {
        purpose
        for purpose, pattern in _PATTERNS.items()
        if any(pattern.search(text) for text in texts)
    }


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        words = r"[^A-Z0-9]+".join(re.findall("[A-Z0-9]+", fold(name)))
        text = re.sub(rf"(?<![A-Z0-9]){words}(?![A-Z0-9])", "", text) if words else text
    return text


def is_charge(entry: StatementEntry) -> bool:
    """By the bank's own code, or in words on a line without another party."""
    code = fold(entry.code)
    if "CHRG" in code or "FEES" in code or "COMM" in code or code in {"NCHG", "NCOM", "FCHG"}:
        return True
    return Purpose.CHARGE in purposes_of(entry) and not entry.other_iban
