"""Letters to those who wrote and to those who wait, in their language.

To an address that has not confirmed goes nothing that somebody typed: no name, no words.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from faq.community.models import Contribution, Follow
from faq.questions.models import Question, Revision, RevisionNeed
from members.accounts.models import User

FOLDER = "faq/community/mail"


def confirm(contribution: Contribution) -> None:
    with translation.override(contribution.language):
        why = _("You get this because somebody wrote to us with this address.")
    mail.send_mail(
        template=f"{FOLDER}/confirm",
        to_address=contribution.guest_email,
        language=contribution.language,
        why=why,
        about=contribution,
        is_secret=True,
        context={
            "title": _title(contribution.question, None, contribution.language),
            "address": _address("faq:contribution_confirm", contribution.token, contribution),
            "forget": _address("faq:contribution_forget", contribution.token, contribution),
        },
    )


def confirm_follow(wish: Follow) -> None:
    with translation.override(wish.language):
        why = _("You get this because somebody asked, with this address, to be told of a revision.")
    mail.send_mail(
        template=f"{FOLDER}/confirm_follow",
        to_address=wish.email,
        language=wish.language,
        why=why,
        about=wish,
        is_secret=True,
        context={
            "title": _title(wish.question, None, wish.language),
            "address": _address("faq:follow_confirm", wish.token, wish),
            "end": _address("faq:follow_end", wish.token, wish),
        },
    )


def published(contribution: Contribution) -> None:
    _to_sender("published", contribution)


def declined(contribution: Contribution) -> None:
    _to_sender("declined", contribution)


def replied(contribution: Contribution) -> None:
    _to_sender("replied", contribution)


def taken_up(contribution: Contribution) -> None:
    revision = contribution.resolved_in
    key = f"contribution-{contribution.pk}-in-{revision.pk}" if revision else None
    _to_sender("taken_up", contribution, key=key, revision=revision)


def revised(wish: Follow, revision: Revision, *, sees_it: bool) -> None:
    """What changed in words that the reader does not see is not told."""
    question, revised_in = revision.translation.question, revision.translation.language
    own = question.shown_in(wish.language)
    _to_follower(
        "revised",
        wish,
        question,
        key=f"revised-{revision.pk}",
        what=revision.comment if sees_it and revised_in == wish.language else "",
        only_in=revised_in if sees_it and own and own.language != revised_in else "",
    )


def in_order(wish: Follow, need: RevisionNeed) -> None:
    """The notice is gone, and the words are as they were."""
    _to_follower("in_order", wish, need.question, key=f"in-order-{need.pk}")


def _to_follower(
    letter: str, wish: Follow, question: Question, *, key: str, **context: Any
) -> None:
    """One letter to an address, also when it was given twice."""
    with translation.override(wish.language):
        why = _("You get this because you asked to be told when this answer is revised.")
    mail.send_mail(
        template=f"{FOLDER}/{letter}",
        to_address=wish.address,
        to_name=wish.person.full_name if wish.person else "",
        language=wish.language,
        why=why,
        about=wish,
        key=f"{key}-{wish.address}"[:150],
        context={
            "question": question,
            "title": _title(question, wish.person, wish.language),
            "asked_on": wish.created_at,
            "end": _address("faq:follow_end", wish.token, wish),
            **context,
        },
    )


def _to_sender(
    letter: str, contribution: Contribution, *, key: str | None = None, **context: Any
) -> None:
    """To whoever sent it; what they may no longer read is not named."""
    author = contribution.author
    address = contribution.sender_email
    if not address or not contribution.confirmed_at or (author and not author.is_active):
        return
    with translation.override(contribution.language):
        why = _("You get this because you wrote to us about one of our answers.")
    mail.send_mail(
        template=f"{FOLDER}/{letter}",
        to_address=address,
        to_name=contribution.sender_name,
        language=contribution.language,
        why=why,
        about=contribution,
        key=key,
        context={
            "contribution": contribution,
            "question": contribution.question,
            "title": _title(contribution.question, author, contribution.language),
            "forget": _address("faq:contribution_forget", contribution.token, contribution),
            **context,
        },
    )


def _title(question: Question, reader: User | None, language: str) -> str:
    """The question as this reader finds it on the page; empty where they may not read it."""
    viewer = reader or AnonymousUser()
    if not Question.objects.visible_to(viewer).filter(pk=question.pk).exists():
        return ""
    text = question.shown_in(language)
    return text.title if text else ""


def _address(route: str, token: str, about: Contribution | Follow) -> str:
    with translation.override(about.language):
        return mail.absolute(reverse(route, args=[token]))
