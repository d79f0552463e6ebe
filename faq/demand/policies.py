"""Whoever writes answers tends the gaps: the office's editors."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User


def can_tend(actor: User | AnonymousUser) -> bool:
    """Say by whom a gap is closed, that it is answered, or that it is not for us."""
    return actor.has_perm("faq.change_question") or actor.has_perm("faq.change_gap")
