"""Whoever may write answers may say that one is still correct; sources are kept by publishers."""

from faq.editorial import policies as editorial
from members.accounts.models import User


def can_verify(actor: User) -> bool:
    return editorial.can_write(actor)


def can_keep_sources(actor: User) -> bool:
    return editorial.can_write(actor)


def can_see_the_editors_page(actor: User) -> bool:
    return editorial.can_write(actor) or actor.has_perm("faq.view_question")
