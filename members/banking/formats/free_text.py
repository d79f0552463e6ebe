"""The running text of a Romanian bank: who paid, from where, with which code, and what for.

Banks write labels into one text and break it at a fixed width, in the middle of words. So labels
are looked for in the text joined without a space; where a label is not found so, with spaces.
"""

import re
from dataclasses import dataclass

from members.banking.formats.amounts import ibans_in

_LABELS = {
    "payer": r"PL[AĂ]TITOR(?:UL)?|ORDONATOR(?:UL)?|DEBITOR|DEBTOR|EXPEDITOR|PLATIT DE",
    "payee": r"BENEFICIAR(?:UL)?|CREDITOR",
    "details": r"DETALII(?: PLAT[AĂ])?|EXPLICA[TȚŢ]II|EXPLICATIE|DESCRIERE",
    "reference": r"REFERIN[TȚŢ][AĂ]|REF\.?(?=\s*:)",
}
_LABEL = re.compile(
    r"(?<![A-Z])(?:" + "|".join(f"(?P<{key}>{words})" for key, words in _LABELS.items()) + r")"
    r"(?=[\s:;]|RO\d)[\s:]*",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:COD\s*FISC(?:AL)?|C\.?U\.?I\.?|C\.?I\.?F\.?)\s*[:.]?\s*(?:RO)?\s*(\d{2,10})",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(
    r"\bIBAN\b|RO\d{2}\s?[A-Z]{4}|COD\s*FISC|\bC\.?U\.?I\.?\b|\bC\.?I\.?F\.?\b|\s-\s|;|\bBANCA\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parties:
    name: str = ""
    iban: str = ""
    identifier: str = ""


def parties_of(details: str, *, is_in: bool, own_iban: str) -> Parties:
    """The other side of a transfer, from a text whose line breaks mean nothing."""
    wanted = "payer" if is_in else "payee"
    for text in (details.replace("\n", ""), details.replace("\n", " ")):
        parts = _parts(text)
        if wanted not in parts:
            continue
        part = parts[wanted]
        ibans = [found for found in ibans_in(part) if found != own_iban]
        code = _CODE.search(part)
        end = _NAME_ENDS.search(part)
        name = part[: end.start()] if end else part
        return Parties(
            name=" ".join(name.strip(" -:;,./").split())[:140],
            iban=ibans[0] if ibans else "",
            identifier=code.group(1) if code else "",
        )
    ibans = [
        found
        for found in ibans_in(details.replace("\n", ""), details.replace("\n", " "))
        if found != own_iban
    ]
    return Parties(iban=ibans[0] if len(ibans) == 1 else "")


def _parts(text: str) -> dict[str, str]:
    """What stands after each label, up to the next one; the first of each counts."""
    found = list(_LABEL.finditer(text))
    if not found:
        return {}
    ends = [match.start() for match in found[1:]] + [len(text)]
    parts: dict[str, str] = {}
    for match, end in zip(found, ends, strict=True):
        parts.setdefault(str(match.lastgroup), text[match.end() : end].strip())
    return parts
