"""Reading, writing and publishing are three permissions: who may publish may write, and who may
write may read.
"""

from django.contrib.auth.models import AnonymousUser

from faq.questions.models import Question
from members.accounts.models import User
from members.organisations.models import Representative

Viewer = User | AnonymousUser


def can_publish(actor: Viewer) -> bool:
    """Decide what readers see: publish, take back, archive, open to the public."""
    return actor.has_perm("faq.publish_question")


def can_write(actor: Viewer) -> bool:
    """Write drafts, put questions in order, note what is to be revised."""
    return actor.has_perm("faq.change_question") or can_publish(actor)


def can_read(actor: Viewer) -> bool:
    """See texts, drafts, earlier wordings, their differences and the history; change nothing."""
    return actor.has_perm("faq.view_question") or can_write(actor)


def can_add(actor: Viewer) -> bool:
    return actor.has_perm("faq.add_question")


def can_name_labels(actor: Viewer) -> bool:
    return can_write(actor) and actor.has_perm("faq.change_label")


def is_member(person: Viewer) -> bool:
    """Represents an active member."""
    return (
        person.is_authenticated
        and Representative.objects.of_active_members().filter(user=person).exists()
    )


def can_propose(person: Viewer, question: Question) -> bool:
    """Members, for an answer that they can read."""
    return is_member(person) and (
        Question.objects.visible_to(person).filter(pk=question.pk).exists()
    )
