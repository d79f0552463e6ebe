"""One question as search sees it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cluster_portal.toolkit import markdown
from faq.questions.blocks import without_blocks
from faq.questions.models import Question, QuestionStatus, Visibility
from faq.search.lexemes import TITLE, lexemes, relatives
from faq.search.stopwords import STOP_WORDS
from faq.search.words import Word, clean, fold, plain, words

_MOST_POSITIONS = 200  # PostgreSQL keeps 255 of a lexeme
_LAST_POSITION = 16_000  # and none past 16,383
_LARGEST = 900_000  # bytes; a tsvector takes 1,048,575
_GAP = 5  # so that no phrase runs from one part into the next


@dataclass
class Document:
    """The words of the parts that count, each part with its weight."""

    question_id: int
    visibility: str
    names: list[str]
    parts: list[tuple[str, list[Word]]] = field(default_factory=list)

    @property
    def vocabulary(self) -> dict[str, str]:
        """Folded words worth repairing an error with, each as it is best written."""
        best: dict[str, str] = {}
        for shown in sorted({word.shown for _weight, part in self.parts for word in part}):
            folded = fold(shown)
            if len(folded) >= 3 and not folded.isdigit() and folded not in STOP_WORDS:
                known = best.get(folded, "")
                if len(shown.encode()) > len(known.encode()):
                    best[folded] = shown.lower()
        return best

    def places(self) -> dict[str, list[str]]:
        """Each lexeme with its positions: the forms of a word stand at the same one.

        What is more than PostgreSQL takes is left out, from the end.
        """
        places: dict[str, list[str]] = {}
        position = size = 0
        for weight, part in self.parts:
            for word in part:
                position = min(position + 1, _LAST_POSITION)
                place = f"{position}{weight}"
                for lexeme in _written(fold(word.shown), weight == "A") if size < _LARGEST else ():
                    known = places.setdefault(lexeme, [])
                    size += 2 if known else len(lexeme.encode()) + 8
                    if len(known) < _MOST_POSITIONS:
                        known.append(place)
            position += _GAP
        return places


@lru_cache(maxsize=20_000)
def _written(folded: str, is_title: bool) -> tuple[str, ...]:
    forms = lexemes(folded)
    found = forms if folded in STOP_WORDS else forms | relatives(folded)
    titles = {TITLE + form for form in found} if is_title else set()
    return tuple(found | titles)


def vector(places: dict[str, list[str]]) -> str:
    """A tsvector, written out."""
    return " ".join(
        "'{}':{}".format(lexeme.replace("\\", "\\\\").replace("'", "''"), ",".join(known))
        for lexeme, known in sorted(places.items())
    )


def documents_of(question: Question) -> list[Document]:
    """None while the answer may not be read; else one for its readers, and for members a second
    one with what they read beneath a public answer."""
    texts = [text for text in question.translations.all() if text.is_written]
    if question.status != QuestionStatus.PUBLISHED or not texts:
        return []
    aliases = [alias.text for alias in question.aliases.all()]
    named = [*(text.title for text in texts), *aliases]
    parts = [("A", name) for name in named]
    for text in texts:
        parts.append(("B", text.short_answer))
        parts.append(("C", markdown.to_text(without_blocks(text.body_html))))
    parts.extend(("B", name) for name in _names_around(question))
    present = {text.title for text in texts}
    former = {
        revision.title for text in texts for revision in text.revisions.all()
    } - present  # fmt: skip
    parts.extend(("D", title) for title in sorted(former))
    for_members = [("C", markdown.to_text(without_blocks(text.addendum_html))) for text in texts]
    is_public = question.visibility == Visibility.PUBLIC
    found = [
        Document(
            question_id=question.pk,
            visibility=question.visibility,
            names=sorted({plain(name)[:300] for name in named}),
            parts=_worded(parts if is_public else [*parts, *for_members]),
        )
    ]
    if is_public and any(text for _weight, text in for_members):
        found.append(Document(question.pk, Visibility.MEMBERS.value, [], _worded(for_members)))
    return found


def _worded(parts: list[tuple[str, str]]) -> list[tuple[str, list[Word]]]:
    return [(weight, list(words(clean(part)))) for weight, part in parts if part]


def _names_around(question: Question) -> Iterator[str]:
    things: list[Any] = [*question.labels.all(), *filter(None, [question.topic])]
    for thing in things:
        yield from {thing.name_en or thing.name, thing.name_ro or ""}
