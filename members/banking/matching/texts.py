"""Words as they are compared: capitals, no accents, legal forms left out."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_RESPONSIBILITY = re.compile(
    r"\bSOCIETATE(?:A)?(?: CU)?(?: R\w*)?(?: LIM\w*)?$|\bSOC(?:I|IE|IET|IETA|IETAT)?$|"
    r"\bCU RASPUNDERE LIMITATA\b"
)
LEGAL_FORMS = frozenset(
    """SRL SRLD SA SC SNC SCS SCA PFA PFI II IF RA SCM SCA LTD LIMITED LLC INC CORP GMBH AG KG BV NV
    KFT SPA OY AB SARL SAS EOOD OOD DOO SOCIETATEA SOCIETATE COMERCIALA""".split()  # noqa: SIM905 - a list to read
)
TELLING_FORMS = frozenset({"SRL", "SA", "SNC", "SCS", "SCA", "PFA", "II", "IF", "RA", "SCM", "GMBH",
                           "LTD", "LLC", "INC", "AG", "BV", "KFT"})  # fmt: skip
CUT_FROM = 18  # signs; banks' fields for a name are longer
_DOTTED = re.compile(r"\b(?:[A-Z]\.\s?){2,}(?:[A-Z]\b)?")
_BEFORE = re.compile(r"(?<![A-Z.])S\.\s?C\.(?!\s?M\.)")
_DEBUTANT = re.compile(r"\bS\.?R\.?L\.?\s?-?\s?D\b\.?")
_SIGNS = re.compile(r"[^A-Z0-9]+")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Capitals without accents; signs stay."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).upper()


def tight(text: str) -> str:
    """Only letters and figures."""
    return _SIGNS.sub("", fold(text))


def look_alike(text: str) -> str:
    """What people take for each other when they copy by hand: O and 0, I and 1."""
    return text.replace("O", "0").replace("I", "1").replace("L", "1")


def readings(details: str) -> tuple[str, ...]:
    """A text that the bank broke into lines, without its breaks and with spaces for them."""
    folded = fold(details)
    if "\n" not in folded:
        return (folded,)
    return folded.replace("\n", ""), folded.replace("\n", " ")


def _undotted(folded: str) -> str:
    """“S.C. A.B.C. SOFT S.R.L.-D.” is SC ABC SOFT SRLD."""
    folded = _DEBUTANT.sub("SRLD ", _BEFORE.sub("SC ", folded))
    return _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", folded)


@lru_cache(maxsize=50_000)
def name_words(name: str) -> tuple[str, ...]:
    """Of a firm's name, without what says only that it is a firm."""
    folded = _undotted(fold(name))
    folded = _RESPONSIBILITY.sub(" ", " ".join(folded.split()))
    words = _SIGNS.sub(" ", folded.replace("&", " SI ").replace("'", "")).split()
    if len(name) >= CUT_FROM and words[-1:] and words[-1] in {"S", "SR"}:
        words.pop()  # the bank's field ended within “SRL”
    told = [word for word in words if word not in LEGAL_FORMS]
    return tuple(told or words)


def legal_forms(name: str) -> frozenset[str]:
    """Which kinds of firm a name says that it is: `SRL` of “S.C. Delta S.R.L.”."""
    words = {
        "SRL" if word == "SRLD" else word for word in _SIGNS.sub(" ", _undotted(fold(name))).split()
    }
    return frozenset(words & TELLING_FORMS)


def words_after(text: str, name: Sequence[str]) -> tuple[str, ...]:
    """The words that follow a name in a text, legal forms among them."""
    words = _SIGNS.sub(" ", _undotted(fold(text)).replace("&", " SI ").replace("'", "")).split()
    for place in range(len(words) - len(name) + 1):
        if words[place : place + len(name)] == list(name):
            return tuple(words[place + len(name) :])
    return ()


def name_key(name: str) -> str:
    return "".join(name_words(name))
