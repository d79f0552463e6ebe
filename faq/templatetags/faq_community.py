"""Votes, wishes to be told and comments on the page of an answer, for whoever reads it."""

from typing import Any

from django import template

from faq.community.models import Contribution, Follow, Helped, Vote
from faq.community.tokens import ballot_for
from faq.community.visitors import signed_in, viewer_of
from faq.questions.models import Question, RevisionNeed, Translation, readable_by

SHOWN = 10

register = template.Library()


@register.inclusion_tag("faq/community/_helpful.html")
def helpful(question: Question, text: Translation) -> dict[str, Any]:
    """Did this answer help? One query; another where the page has not looked for needs."""
    needs = getattr(question, "open_needs", None)
    if needs is None:
        needs = RevisionNeed.objects.open().filter(question=question)[:1]
    if needs:
        return {"is_paused": True}
    return {
        "question": question,
        "ballot": ballot_for(text),
        "choices": Helped,
        "helpfulness": Vote.objects.helpfulness(question),
    }


@register.inclusion_tag("faq/community/_follow.html", takes_context=True)
def follow(
    context: dict[str, Any], question: Question, need: RevisionNeed | None = None
) -> dict[str, Any]:
    """Tell me when it is revised. No query for a visitor."""
    person = signed_in(context["request"])
    wishes = Follow.objects.active().filter(question=question, person=person)
    return {
        "question": question,
        "person": person,
        "is_following": person is not None and wishes.exists(),
    }


@register.inclusion_tag("faq/community/_contributions.html", takes_context=True)
def contributions(context: dict[str, Any], question: Question, text: Translation) -> dict[str, Any]:
    """The newest of what readers wrote, what is taken up last. One query for a visitor."""
    readable = readable_by(viewer_of(context["request"]))
    rows = Contribution.objects.filter(question=question).readable(readable).for_page()
    found = list(rows[: SHOWN + 1])
    shown = found[:SHOWN]
    return {
        "question": question,
        "open": [row for row in shown if not row.is_resolved],
        "resolved": [row for row in shown if row.is_resolved],
        "has_more": len(found) > SHOWN,
    }
