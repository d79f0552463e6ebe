"""Who paid: by account, fiscal code and name."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from stdnum.ro import cui

from members.banking.formats.amounts import ibans_in, real_iban
from members.banking.formats.entry import StatementEntry
from members.banking.matching.book import Book, digits
from members.banking.matching.evidence import Evidence, Kind
from members.banking.matching.texts import (
    TELLING_FORMS,
    legal_forms,
    name_key,
    name_words,
    readings,
    words_after,
)

_CODE = re.compile(
    r"(?<![A-Z])(?:COD\s?FISC(?:AL)?|C\.?U\.?I\.?|C\.?I\.?F\.?|VAT(?:\s?ID)?|TVA)[\s:.]*(?:NR)?[\s:.]*"
    r"((?:RO)?\s?[0-9]{2,10})(?![0-9])|(?<![A-Z0-9])RO\s?([0-9]{6,10})(?![0-9A-Z])"
)
_BARE = re.compile(r"(?<![0-9A-Z])([0-9]{7,10})(?![0-9])")
_FIRM = re.compile(
    r"(?:^|(?<=[^A-Z0-9 ])|\b(?:PENTRU|PT|FIRMA|SC|S\.C|SOCIETATEA|MEMBRU|MEMBRULUI|COTIZATI[AE]|"
    r"COTIZ|FACTUR[AI]|FACT|PLATA|FOR|20[0-9]{2}))[\s.:,;-]*([A-Z0-9]{3,})\s+"
    r"(?:S\.?\s?R\.?\s?L|S\.?\s?A)(?![A-Z])"
)
_BETWEEN = frozenset(
    """PENTRU PT FIRMA SC SI CUI CIF CF COD FISCAL PLATA COTIZATIE COTIZATIA FACTURA FACT FC NOTA
    CONF CONFORM CVAL CV CONTRAVALOARE MEMBRU CLUSTER ROC RFB NR DIN IN REF""".split()  # noqa: SIM905 - a list to read
)
SHORTEST_NAME = 5  # letters of a name that may be looked for inside a text
SHORTEST_CUT = 14
ALIKE = 0.9


def find(entry: StatementEntry, book: Book) -> list[Evidence]:
    by_name = list(_by_name(entry, book))
    return [*_by_iban(entry, book, by_name), *_by_identifier(entry, book), *by_name]


def _by_iban(entry: StatementEntry, book: Book, by_name: list[Evidence]) -> Iterator[Evidence]:
    """An account is an organisation's own when the payer's name is that organisation's as well,
    or no name is told; else somebody pays for it who may pay for others too.
    """
    given = real_iban(entry.other_iban)
    ibans = [given] if given else ibans_in(*readings(entry.details))
    for iban in ibans:
        owners = book.by_iban.get(iban, set())
        if iban in book.own_ibans or not owners:
            continue
        named = {e.organisation_id for e in by_name if e.kind != Kind.NAME_IN_TEXT}
        for owner in owners:
            is_own = owner in named or not name_key(entry.other_name)
            yield Evidence(
                Kind.IBAN if is_own else Kind.IBAN_OF_ANOTHER_NAME, owner, iban,
                is_one_of_several=len(owners) > 1,
            )  # fmt: skip


def _by_identifier(entry: StatementEntry, book: Book) -> Iterator[Evidence]:
    given = digits(entry.other_identifier)
    seen: set[str] = set()
    for kind, code in [(Kind.IDENTIFIER, given), *_codes_in(entry)]:
        if code in seen or code in book.own_identifiers or not code:
            continue
        owners = book.by_identifier.get(code, set())
        if owners:
            seen.add(code)
        for owner in owners:
            yield Evidence(kind, owner, code, is_one_of_several=len(owners) > 1)


def _codes_in(entry: StatementEntry) -> Iterator[tuple[Kind, str]]:
    for text in readings(entry.details):
        for match in _CODE.finditer(text):
            yield Kind.IDENTIFIER, digits(match.group(1) or match.group(2))
    for text in readings(entry.details):
        for match in _BARE.finditer(text):
            if cui.is_valid(match.group(1)):
                yield Kind.BARE_IDENTIFIER, match.group(1)


def _by_name(entry: StatementEntry, book: Book) -> Iterator[Evidence]:
    key = name_key(entry.other_name.replace("\n", " "))
    found = list(_of_payer(entry.other_name, key, book)) if key else []
    yield from found
    known = {one.organisation_id for one in found}
    for one in _in_text(entry, book):
        if one.organisation_id not in known:
            yield one


def _of_payer(written: str, key: str, book: Book) -> Iterator[Evidence]:
    exact = book.by_name.get(key, set())
    if exact:
        same = {owner for owner in exact if _may_be_of_one_kind(written, book, owner)}
        for owner in same:
            yield Evidence(Kind.NAME, owner, written, is_one_of_several=len(same) > 1)
        for owner in exact - same if not same else ():
            yield Evidence(Kind.SIMILAR_NAME, owner, written, is_one_of_several=True)
        return
    if key in book.own_names:
        return
    near = book.by_beginning.get(key[:5], set())
    if len(key) >= SHORTEST_CUT:
        cut = {owner for name, owner in near if name.startswith(key)}
        if cut:
            for owner in cut:
                yield Evidence(Kind.CUT_NAME, owner, written, is_one_of_several=len(cut) > 1)
            return
    yield from _alike(written, key, book)


def _may_be_of_one_kind(written: str, book: Book, owner: int) -> bool:
    """“Delta SA” is not “Delta SRL”; where one of them does not say what it is, it may be."""
    forms = legal_forms(written)
    known = {form for name in book.parties[owner].names for form in legal_forms(name)}
    return not forms or not known or bool(forms & known)


def _alike(written: str, key: str, book: Book) -> Iterator[Evidence]:
    """With a slip of the hand. Figures must be the same: “Nova 1” and “Nova 2” are two."""
    if len(key) < SHORTEST_NAME + 1:
        return
    candidates: dict[str, set[int]] = defaultdict(set)
    for beginning in {key[:5], *_beginnings(key)}:
        for name, owner in book.by_beginning.get(beginning, ()):
            candidates[name].add(owner)
    for word in name_words(written):
        for words, owner in book.by_first_word.get(word, ()):
            candidates["".join(words)].add(owner)
    figures = re.sub(r"\D", "", key)
    close = {
        owner
        for name, owners in candidates.items()
        if abs(len(name) - len(key)) <= 3
        and re.sub(r"\D", "", name) == figures
        and SequenceMatcher(None, name, key, autojunk=False).ratio() >= ALIKE
        for owner in owners
    }
    for owner in close:
        yield Evidence(Kind.SIMILAR_NAME, owner, written, is_one_of_several=len(close) > 1)


def _beginnings(key: str) -> Iterator[str]:
    """The first five letters with two neighbours in each other's place."""
    for place in range(4):
        yield key[:place] + key[place + 1] + key[place] + key[place + 2 : 5]


def _in_text(entry: StatementEntry, book: Book) -> Iterator[Evidence]:
    """A name that stands in the text, whole and between other words; the longest at its place."""
    found: dict[int, str] = {}
    for text in readings(entry.details):
        words = name_words(text)
        for place, word in enumerate(words):
            fitting = [
                (name, owner)
                for name, owner in book.by_first_word.get(word, ())
                if words[place : place + len(name)] == name and _tells(name)
            ]
            longest = max((len(name) for name, _owner in fitting), default=0)
            if longest and longest <= max(
                (len(own) for own in book.own_words if words[place : place + len(own)] == own),
                default=0,
            ):
                continue  # the association's own name
            found.update(
                {
                    owner: " ".join(name)
                    for name, owner in fitting
                    if len(name) == longest and _is_whole(text, name, book, owner)
                }
            )
    if not found:
        found = {
            owner: name for text in readings(entry.details) for name, owner in _short(text, book)
        }
    for owner, name in found.items():
        yield Evidence(Kind.NAME_IN_TEXT, owner, name, is_one_of_several=len(found) > 1)


def _is_whole(text: str, name: tuple[str, ...], book: Book, owner: int) -> bool:
    """“Iris Computers Media SRL” is another firm than “Iris Computers SRL”, and so is an SA."""
    after = words_after(text, name)[:4]
    place = next((n for n, word in enumerate(after) if word in TELLING_FORMS), None)
    if place is None or any(word in _BETWEEN or word.isdigit() for word in after[:place]):
        return True
    return place == 0 and _may_be_of_one_kind(f"{name} {after[0]}", book, owner)


def _short(text: str, book: Book) -> Iterator[tuple[str, int]]:
    """A name of one word tells where it stands as a firm: “cotizatie pentru Delta SRL”."""
    for match in _FIRM.finditer(text):
        for owner in book.by_name.get(match.group(1), ()):
            if _may_be_of_one_kind(match.group().strip(), book, owner):
                yield match.group(1), owner


def _tells(name: tuple[str, ...]) -> bool:
    """One short or everyday word is no name to be looked for."""
    letters = sum(map(len, name))
    return (len(name) >= 2 and letters >= SHORTEST_NAME) or letters >= SHORTEST_CUT
