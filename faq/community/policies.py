"""May this person? Readers may send; the office decides what is shown."""

from django.contrib.auth.models import AnonymousUser

from faq.questions.models import Question
from members.accounts.models import User
from members.organisations.models import Representative

Viewer = User | AnonymousUser


def can_moderate(actor: Viewer) -> bool:
    return actor.has_perm("faq.change_contribution")


def can_take_up(actor: Viewer) -> bool:
    """Whoever publishes a revision says what it takes up."""
    return can_moderate(actor) or actor.has_perm("faq.publish_question")


def can_read(viewer: Viewer, question: Question) -> bool:
    return Question.objects.visible_to(viewer).filter(pk=question.pk).exists()


def is_member(person: Viewer) -> bool:
    return (
        person.is_authenticated
        and Representative.objects.of_active_members().filter(user=person).exists()
    )
