"""What members can do with the words of an answer."""

from typing import Any

from django import template

from faq.community.visitors import signed_in
from faq.editorial import policies
from faq.editorial.models import Proposal, ProposalStatus
from faq.questions.models import Question, Translation

register = template.Library()


@register.inclusion_tag("faq/editorial/_propose_edit.html", takes_context=True)
def propose_edit(context: dict[str, Any], question: Question, text: Translation) -> dict[str, Any]:
    """For those who represent an active member. No query for a visitor."""
    person = signed_in(context["request"])
    may_propose = person is not None and policies.is_member(person)
    waiting = Proposal.objects.filter(
        question=question, language=text.language, author=person, status=ProposalStatus.PENDING
    )
    return {
        "question": question,
        "may_propose": may_propose,
        "is_waiting": may_propose and waiting.exists(),
    }
