"""The running text of a Romanian bank: who paid, from where, with which code, and what for.

Banks write labels into one text and break it at a fixed width, in the middle of words. So labels
are looked for in the text joined without a space; where a label is not found so, with spaces.
"""

import re
from dataclasses import dataclass

from members.banking.formats.amounts import ibans_in, real_iban

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
_SIGNED = re.compile(
    r"(?P<kind>(?:INCASARE|PLATA|TRANSFER|RETUR)[A-Z ]{0,40}?-\s*CANAL ELECTRONIC\s)?"
    r"(?P<words>.*)\s1\s(?P<name>.{3,80}?)\s+(?P<iban>[A-Z]{2}\d{2}[A-Z0-9]{11,30})"
    r"(?:\s+[A-Z]{6}[A-Z0-9]{2,5})?(?P<end>\s+REF:\s*\S+)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parties:
    name: str = ""
    iban: str = ""
    identifier: str = ""


def told_by(details: str, *, is_in: bool, own_iban: str) -> tuple[Parties, str]:
    """The other side of a transfer, from a text whose line breaks mean nothing, and what of the
    text the payer wrote: all of it where that cannot be told apart.
    """
    if signed := _signed(details, own_iban):
        return signed
    return parties_of(details, is_in=is_in, own_iban=own_iban), _written_by_payer(details)


def parties_of(details: str, *, is_in: bool, own_iban: str) -> Parties:
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


def _signed(details: str, own_iban: str) -> tuple[Parties, str] | None:
    """Banca Transilvania: the payer's words, “1”, name, account, bank, reference at the end."""
    found = _SIGNED.match(re.sub("[\n;]", " ", details))
    if found is None or found.group("iban").upper() == own_iban:
        return None
    iban = real_iban(found.group("iban"))  # a mistyped one is none, and the name stays
    if not found.group("kind") and not found.group("end"):
        return None  # some text with a “1” in it
    head = details[: found.end("words")]
    words = head[len(found.group("kind") or "") :].strip(" ;\n")
    name = " ".join(found.group("name").split())[:140]
    return Parties(name=name, iban=iban), words


def _written_by_payer(details: str) -> str:
    """What stands after the label for it, up to the other party where that comes later; banks
    write much of their own before it.
    """
    places = [place for place, sign in enumerate(details) if sign != "\n"]
    for text, at in (
        ("".join(details[place] for place in places), [*places, len(details)]),
        (details.replace("\n", " "), range(len(details) + 1)),
    ):
        labels: dict[str, re.Match[str]] = {}
        for match in _LABEL.finditer(text):
            labels.setdefault(str(match.lastgroup), match)
        if len(labels) < 2 or "details" not in labels:
            continue
        start = labels["details"].end()
        later = [
            match.start() for kind, match in labels.items()
            if kind in {"payer", "payee"} and ibans_in(text[match.end() :])
        ]  # fmt: skip
        end = min((place for place in later if place > start), default=len(text))
        if words := details[at[start] : at[end]].strip(" -\n"):
            return words
    return details


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
