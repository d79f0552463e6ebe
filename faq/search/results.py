"""What was found, as a person sees it: index says maybe, database says yes."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from cluster_portal.toolkit import markdown
from faq.questions.blocks import without_blocks
from faq.questions.models import Question, Translation, Visibility
from faq.search.engine import Outcome, search
from faq.search.highlighting import Highlighter
from faq.search.thesaurus import Thesaurus


@dataclass
class Result:
    """Its words are marked when they are shown: who asks for JSON needs no marks."""

    question: Question
    text: Translation
    score: float
    highlighter: Highlighter
    for_members: bool

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
        found = marks.excerpt(markdown.to_text(without_blocks(self.text.body_html)))
        if not found and self.for_members:
            found = marks.excerpt(markdown.to_text(without_blocks(self.text.addendum_html)))
        return found

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.question.pk,
            "title": self.text.title,
            "url": self.question.get_absolute_url(),
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
    found = (
        Question.objects.readable(readable)
        .with_texts(whole=True)
        .in_bulk([hit.question_id for hit in outcome.hits])
    )
    highlighter = Highlighter(outcome.groups)
    for_members = Visibility.MEMBERS in readable
    return Page(
        outcome,
        [
            Result(found[hit.question_id], text, hit.score, highlighter, for_members)
            for hit in outcome.hits
            if hit.question_id in found and (text := found[hit.question_id].shown_in(language))
        ],
    )
