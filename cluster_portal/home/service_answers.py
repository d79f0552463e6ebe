"""Which answer of the FAQ says why services are paid for although the fee was: for /services/."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from faq.questions.models import Question


@dataclass(frozen=True)
class Answer:
    title: str
    url: str


def why_pay() -> Answer | None:
    """The published one with the key of SERVICES_WHY_PAY_KEY; None where there is none."""
    question = (
        Question.objects.visible_to(AnonymousUser())
        .filter(key=settings.SERVICES_WHY_PAY_KEY)
        .prefetch_related("translations")
        .first()
    )
    if question is None or question.shown is None:
        return None
    return Answer(title=question.shown.title, url=question.get_absolute_url())
