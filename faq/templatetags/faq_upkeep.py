from typing import Any

from django import template
from django.utils import timezone

from faq.questions.models import Question
from faq.upkeep import policies

register = template.Library()


@register.inclusion_tag("faq/upkeep/admin/_upkeep.html", takes_context=True)
def upkeep_of(context: dict[str, Any], question: Question) -> dict[str, Any]:
    """On a question's page in the office: when it is due, who looked last, what it rests on."""
    user = context["request"].user
    return {
        "question": question,
        "today": timezone.localdate(),
        "verifications": question.verifications.select_related("person")[:3],
        "citations": question.citations.select_related("source"),
        "can_verify": policies.can_verify(user),
        "can_keep_sources": policies.can_keep_sources(user),
    }
