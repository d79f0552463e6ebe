"""Putting things in order around answers; the texts themselves are the editors' room's."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User

Viewer = User | AnonymousUser


def can_arrange(actor: Viewer) -> bool:
    """Say what stands beside an answer, and which addresses lead to it: who writes or publishes."""
    return actor.has_perm("faq.change_question") or actor.has_perm("faq.publish_question")
