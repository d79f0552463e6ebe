"""Reading, writing and publishing are three permissions: who may publish may write, and who may
write may read.
"""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User

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
