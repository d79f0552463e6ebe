"""What was found, as a person sees it: index says maybe, database says yes."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from cluster_portal.toolkit import markdown
from faq.questions.models import Question, Translation, Visibility
from faq.search.engine import Outcome, search
from faq.search.highlighting import Highlighter


@dataclass
class Result:
    question: Question
    text: Translation
    score: float
    title: SafeString
    short_answer: SafeString
    excerpt: SafeString | str

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


def results_for(query: str, readable: list[str], *, language: str, is_exact: bool = False) -> Page:
    """Search, then fetch what these readers may see, in their language where it exists."""
    outcome = search(query, readable, is_exact=is_exact)
    if not outcome.hits:
        return Page(outcome, [])
    found = (
        Question.objects.readable(readable)
        .with_texts(whole=True)
        .in_bulk([hit.question_id for hit in outcome.hits])
    )
    shown = [
        (found[hit.question_id], text, hit.score)
        for hit in outcome.hits
        if hit.question_id in found and (text := found[hit.question_id].shown_in(language))
    ]
    highlighter = Highlighter(outcome.groups)
    for_members = Visibility.MEMBERS in readable
    bodies = {
        text.pk: _body(text, highlighter, for_members=for_members)
        for _question, text, _score in shown
        if not highlighter.has_any(text.title) and not highlighter.has_any(text.short_answer)
    }
    return Page(
        outcome,
        [
            Result(
                question=question,
                text=text,
                score=score,
                title=highlighter.marked(text.title),
                short_answer=highlighter.marked(text.short_answer),
                excerpt=highlighter.excerpt(bodies.get(text.pk, "")),
            )
            for question, text, score in shown
        ],
    )


def _body(text: Translation, highlighter: Highlighter, *, for_members: bool) -> str:
    """The part of the answer that has the words; members read one part more."""
    body = markdown.to_text(text.body_html)
    if for_members and text.addendum_html and not highlighter.has_any(body):
        return markdown.to_text(text.addendum_html)
    return body
