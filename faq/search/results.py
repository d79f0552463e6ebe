"""What was found, as a person sees it: index says maybe, database says yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString

from cluster_portal.toolkit import markdown
from faq.questions.blocks import without_blocks
from faq.questions.models import Question, QuestionStatus, Translation, Visibility
from faq.questions.models.questions import best_of
from faq.search.engine import Outcome, search
from faq.search.highlighting import Highlighter
from faq.search.thesaurus import Thesaurus

# What a list of results shows: the rest of a row is long, and most of it is never looked at.
_SHOWN = (
    "id", "question_id", "language", "title", "slug", "short_answer", "revision_number",
)  # fmt: skip
_OF_QUESTION = ("id", "key", "visibility")
# What is shown comes last, in the order of _SHOWN.
_TEXTS = """
SELECT question.key, question.visibility,
       EXISTS (SELECT FROM faq_revisionneed
               WHERE question_id = question.id AND closed_at IS NULL),
       text.id, text.question_id, text.language, text.title, text.slug, text.short_answer,
       text.revision_number
FROM faq_translation AS text JOIN faq_question AS question ON question.id = text.question_id
WHERE question.id = ANY(%s) AND question.status = %s AND question.visibility = ANY(%s)
      AND text.revision_number > 0
"""


class _Bodies:
    """The whole answers, fetched together when the first excerpt is wanted."""

    def __init__(self, texts: Iterable[Translation], *, for_members: bool):
        self._numbers = [text.pk for text in texts]
        self._parts = ("body_html", "addendum_html") if for_members else ("body_html",)

    def of(self, text: Translation) -> tuple[str, ...]:
        """The answer, and for members what only they read."""
        return self._found.get(text.pk, ())

    @cached_property
    def _found(self) -> dict[int, tuple[str, ...]]:
        rows = Translation.objects.filter(pk__in=self._numbers).values_list("pk", *self._parts)
        return {pk: tuple(parts) for pk, *parts in rows}


@dataclass
class Result:
    """Its words are marked when they are shown: who asks for JSON needs no marks.

    The question comes without its texts; `text` is the one to show, and `url` leads to it.
    """

    question: Question
    text: Translation
    score: float
    highlighter: Highlighter
    bodies: _Bodies

    @property
    def url(self) -> str:
        return reverse("faq:question_detail", args=[self.question.pk, self.text.slug])

    @cached_property
    def title(self) -> SafeString:
        return self.highlighter.marked(self.text.title)

    @cached_property
    def short_answer(self) -> SafeString:
        return self.highlighter.marked(self.text.short_answer)

    @cached_property
    def excerpt(self) -> SafeString | str:
        """The part of the answer that has the words, unless the title or the short answer has."""
        marks = self.highlighter
        if marks.has_any(self.text.title) or marks.has_any(self.text.short_answer):
            return ""
        parts = self.bodies.of(self.text)
        texts = (markdown.to_text(without_blocks(part)) for part in parts)
        return next(filter(None, map(marks.excerpt, texts)), "")

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.question.pk,
            "title": self.text.title,
            "url": self.url,
            "score": self.score,
        }


@dataclass
class Page:
    outcome: Outcome
    results: list[Result]

    def as_json(self) -> dict[str, Any]:
        return {
            "query": self.outcome.query,
            "confidence": self.outcome.confidence if self.results else 0.0,
            "results": [result.as_json() for result in self.results],
        }


def results_for(
    query: str,
    readable: list[str],
    *,
    language: str,
    is_exact: bool = False,
    synonyms: Thesaurus | None = None,
) -> Page:
    """Search, then fetch what these readers may see, in their language where it exists."""
    outcome = search(query, readable, is_exact=is_exact, synonyms=synonyms)
    if not outcome.hits:
        return Page(outcome, [])
    texts = _texts([hit.question_id for hit in outcome.hits], readable, language)
    highlighter = Highlighter(outcome.groups)
    bodies = _Bodies(texts.values(), for_members=Visibility.MEMBERS in readable)
    return Page(
        outcome,
        [
            Result(text.question, text, hit.score, highlighter, bodies)
            for hit in outcome.hits
            if (text := texts.get(hit.question_id))
        ],
    )


def _texts(ids: list[int], readable: list[str], language: str) -> dict[int, Translation]:
    """Of each question that these readers may see the text for them; its question knows whether
    anything waits for it. By hand, since a query set takes three times as long.
    """
    written: dict[int, list[Translation]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [ids, QuestionStatus.PUBLISHED.value, readable])
        rows = cursor.fetchall()
    for key, visibility, is_waiting, *shown in rows:
        one = Translation.from_db(connection.alias, _SHOWN, shown)
        row = (one.question_id, key, visibility)
        question: Any = Question.from_db(connection.alias, _OF_QUESTION, row)
        question.open_needs = is_waiting
        one.question = question
        written.setdefault(one.question_id, []).append(one)
    return {pk: text for pk, found in written.items() if (text := best_of(found, language))}
