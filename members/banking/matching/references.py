"""Finds the documents that a text names: by reference, and by number as people write it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from members.banking.formats.entry import StatementEntry
from members.banking.matching.book import Book, Document, without_one
from members.banking.matching.evidence import Evidence, Kind
from members.banking.matching.texts import fold, look_alike, readings

_BEGINS = re.compile(r"(?=RF\d\d)")
_SHAPE = re.compile(r"RF\d\d[A-Z0-9]{4,21}")
_FIGURES = r"[0-9OIL]"
_AND = re.compile(r"\s*(?:,|;|\+|&|/|\bSI\b|\bAND\b)\s*(?:NR\.?\s*)?0*([0-9]{1,6})(?![0-9.])")
_WORD = re.compile(
    r"(?<![A-Z])(NOTA(?: DE PLATA)?|NOTEI(?: DE PLATA)?|N\.?P\.?|FACTURA|FACT|FC|FF|INVOICE|INV|"
    r"COTIZATIE|COTIZATIA|COTIZ|DOCUMENT|DOC)[\s.:#]*(?:NUMARUL|NUMAR|NR|NO|#)?[\s.:#]*"
    r"0*([0-9]{1,6})(?![0-9])"
    r"(?:\s*(?:/|DIN|-)\s*(?:[0-9]{1,2}[./][0-9]{1,2}[./])?(20[0-9]{2}|[0-9]{2})(?![0-9]))?"
)
_YEAR = re.compile(r"(?<![0-9./\-])(20[0-9]{2})(?![0-9])")  # not of a date or a number


def find(entry: StatementEntry, book: Book) -> list[Evidence]:
    """Certain references alone when there are any; else whatever the text may mean."""
    texts = (entry.structured_reference, entry.details, entry.end_to_end_id)
    exact: dict[int, Evidence] = {}
    damaged: dict[int, Evidence] = {}
    rest: list[str] = []
    for text in texts:
        if not text:
            continue
        hits, slips, left = _references(text, book)
        exact.update({hit.document.receivable_id: hit for hit in hits if hit.document})
        damaged.update({slip.document.receivable_id: slip for slip in slips if slip.document})
        rest.append(left)
    numbers = list(_numbers(rest, entry.booked_on.year, book))
    if exact:
        named = {hit.organisation_id for hit in exact.values()}
        more = [n for n in numbers if n.document and n.document.receivable_id not in exact]
        same = [n for n in more if n.organisation_id in named and n.kind == Kind.NUMBER]
        other = [n for n in more if n.organisation_id not in named and n.is_strong]
        return [*exact.values(), *same, *other]
    return [*damaged.values(), *_once(numbers)]


def _once(found: list[Evidence]) -> list[Evidence]:
    """The best of each document."""
    best: dict[int, Evidence] = {}
    for one in found:
        key = one.document.receivable_id if one.document else 0
        if key not in best or one.doubt < best[key].doubt:
            best[key] = one
    return list(best.values())


def _references(text: str, book: Book) -> tuple[list[Evidence], list[Evidence], str]:
    """Exact ones, those that a slip of the hand may have meant, and the text without them."""
    folded = fold(text)
    spots = [place for place, sign in enumerate(folded) if sign.isalnum() and sign.isascii()]
    plain = "".join(folded[place] for place in spots)
    alike = look_alike(plain)
    hits: list[Evidence] = []
    slips: list[Evidence] = []
    cut: list[tuple[int, int]] = []
    for match in _BEGINS.finditer(alike):
        start = match.start()
        document, length = _exact(alike, start, book)
        if document is not None:
            hits.append(
                Evidence(Kind.REFERENCE, document.organisation_id, document.reference, document)
            )
        else:
            shape = _SHAPE.match(plain, start)
            if shape is None:
                continue
            near = _one_slip_away(alike, start, book)
            length = min(max(book.lengths, default=0), len(shape.group()))
            slips += [
                Evidence(
                    Kind.DAMAGED_REFERENCE, one.organisation_id, shape.group()[:length], one,
                    is_one_of_several=len(near) > 1,
                )
                for one in near
            ]  # fmt: skip
        cut.append((spots[start], spots[start + length - 1] + 1))
    return hits, slips, _without(folded, cut)


def _exact(alike: str, start: int, book: Book) -> tuple[Document | None, int]:
    for length in book.lengths:
        if document := book.by_reference.get(alike[start : start + length]):
            return document, length
    return None, 0


def _one_slip_away(alike: str, start: int, book: Book) -> list[Document]:
    """A sign too many, too few, or another one."""
    found: dict[int, Document] = {}
    for length in book.lengths:
        for size in (length, length - 1, length + 1):
            written = alike[start : start + size]
            if len(written) < size:
                continue
            if document := book.by_reference.get(written):
                found[document.receivable_id] = document
            for damaged in without_one(written):
                if size == length + 1 and (whole := book.by_reference.get(damaged)):
                    found[whole.receivable_id] = whole
                if size == length:
                    found.update({d.receivable_id: d for d in book.by_damaged.get(damaged, ())})
            if size == length - 1:
                found.update({d.receivable_id: d for d in book.by_damaged.get(written, ())})
    return list(found.values())[:8]


def _without(text: str, cut: list[tuple[int, int]]) -> str:
    """With a bar in the place of each reference, so that no number is read out of it."""
    for start, end in reversed(cut):
        text = f"{text[:start]} | {text[end:]}"
    return text


def _numbers(texts: list[str], year: int, book: Book) -> Iterator[Evidence]:
    for text in texts:
        by_reading = [list(_numbers_in(reading, year, book)) for reading in readings(text)]
        told = [{e.document.receivable_id for e in found if e.document and e.kind == Kind.NUMBER}
                for found in by_reading]  # fmt: skip
        # A break inside a number makes two numbers of it: only what all readings say is sure.
        agreed = set.intersection(*told) if told else set()
        is_sure = all(ids == agreed for ids in told) or len(set.union(*told)) <= 1
        for one in (evidence for found in by_reading for evidence in found):
            doubtful = one.kind == Kind.NUMBER and not is_sure
            yield Evidence(
                one.kind, one.organisation_id, one.text, one.document,
                is_one_of_several=one.is_one_of_several or doubtful,
            )  # fmt: skip


@lru_cache(maxsize=200)
def _patterns(series: str) -> tuple[re.Pattern[str], ...]:
    """Series, year, number; series, number, year; series and number alone."""
    name = re.escape(series).replace("O", "[O0]").replace("I", "[I1]")
    gap = r"[\s\-./:_]*(?:SERIA|NUMARUL|NUMAR|NR|NO)?[\s\-./:_#]*"
    begins = rf"(?<![A-Z]){name}{gap}"
    return (
        re.compile(
            rf"{begins}(?P<year>2[0O]{_FIGURES}{{2}})[\s\-./:_]*(?:NR)?[\s\-./:_]*"
            rf"(?P<place>{_FIGURES}{{1,6}})(?![0-9])"
        ),
        re.compile(
            rf"{begins}(?P<place>{_FIGURES}{{1,6}})\s*(?:/|-|DIN|\s)\s*"
            rf"(?:[0-9]{{1,2}}[./][0-9]{{1,2}}[./])?(?P<year>20[0-9]{{2}}|[0-9]{{2}})(?![0-9])"
        ),
        re.compile(rf"{begins}(?P<place>[0-9]{{1,6}})(?![0-9])"),
    )


def _numbers_in(text: str, year: int, book: Book) -> Iterator[Evidence]:
    taken: list[tuple[int, int]] = []
    for series in book.series:
        for rank, pattern in enumerate(_patterns(series)):
            for match in pattern.finditer(text):
                if any(start < match.end() and match.start() < end for start, end in taken):
                    continue
                found = list(_of_series(series, match, rank, year, book))
                if found:
                    taken.append(match.span())
                    yield from found
                    yield from _continued(text, match.end(), series, found[0], book)
    for match in _WORD.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        yield from _by_word(match, book)


def _of_series(
    series: str, match: re.Match[str], rank: int, year: int, book: Book
) -> Iterator[Evidence]:
    place = int(look_alike(match.group("place")))
    if rank < 2:
        written = int(look_alike(match.group("year")))
        told = written if written > 99 else 2000 + written
        if document := book.by_number.get((series, told, place)):
            yield Evidence(Kind.NUMBER, document.organisation_id, document.number, document)
        return
    near = [
        document
        for told in (year, year - 1, year + 1)
        if (document := book.by_number.get((series, told, place)))
    ]
    for document in near:
        yield Evidence(
            Kind.LOOSE_NUMBER, document.organisation_id, match.group().strip(), document,
            is_one_of_several=len(near) > 1,
        )  # fmt: skip


def _continued(text: str, end: int, series: str, first: Evidence, book: Book) -> Iterator[Evidence]:
    """“COT-2026-0042, 43 și 51”: the further numbers of the same series, year and organisation."""
    parts = first.document.parts() if first.document else None
    while parts and (match := _AND.match(text, end)):
        end = match.end()
        document = book.by_number.get((series, parts[1], int(match.group(1))))
        if document and document.organisation_id == first.organisation_id:
            yield Evidence(Kind.ALSO_NUMBER, document.organisation_id, document.number, document)


def _by_word(match: re.Match[str], book: Book) -> Iterator[Evidence]:
    place, written = int(match.group(2)), match.group(3)
    if not written and 2000 <= place <= 2099:
        return  # a year, not a number
    told = int(written) if written else 0
    told = told + 2000 if 0 < told < 100 else told
    near = [d for d in book.by_sequence.get(place, ()) if not told or d.year == told]
    for document in near:
        yield Evidence(
            Kind.LOOSE_NUMBER, document.organisation_id, match.group().strip(), document,
            is_one_of_several=len(near) > 1,
        )  # fmt: skip


def unknown_number(entry: StatementEntry, book: Book) -> str:
    """A number that the payer gives for a document and that no document of ours has."""
    for reading in readings(entry.details):
        for match in _WORD.finditer(reading):
            place = int(match.group(2))
            is_year = not match.group(3) and 2000 <= place <= 2099
            if not is_year and not list(_by_word(match, book)):
                return match.group().strip()
    return ""


def years_named(entry: StatementEntry) -> set[int]:
    return {int(year) for text in readings(entry.details) for year in _YEAR.findall(text)}
