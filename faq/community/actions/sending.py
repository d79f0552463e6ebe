"""What readers send: comments, corrections, wishes for more."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history.models import Unnamed
from cluster_portal.toolkit.mail import actions as mail
from faq.community import notifications, policies, screening
from faq.community.actions.locking import locked, to_office
from faq.community.errors import FloodError, LinkExpiredError, StaleFormError
from faq.community.models import (
    Contribution,
    ContributionEvent,
    ContributionStatus,
    Follow,
    Held,
)
from faq.community.models import ContributionKind as Kind
from faq.questions.models import Question, Revision, Visibility
from members.accounts.models import User

UNCONFIRMED_LASTS = dt.timedelta(days=7)
A_DAY = dt.timedelta(days=1)
S = ContributionStatus


@transaction.atomic
def contribute(
    *,
    question_id: int,
    revision: Revision | None,
    kind: str,
    text: str,
    language: str,
    crowd: str,
    stamp: str,
    trap: str = "",
    person: User | None = None,
    guest_name: str = "",
    guest_email: str = "",
    organisation_name: str = "",
    is_for_members: bool = False,
) -> Contribution:
    """Take in what a person or a guest wrote about an answer; sent twice it is kept once.

    A guest gets a mail to confirm the address. A member whose earlier post was accepted is shown
    at once, everybody else after the office has read it. Raises StaleFormError and FloodError.
    """
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    if not policies.can_read(person or AnonymousUser(), question):
        raise NotAllowedError
    guest_email = "" if person else guest_email.strip().lower()
    sender = Q(author=person) if person else Q(guest_email=guest_email)
    if known := _sent_just_now(question, sender, kind, text):
        return _asked_to_confirm(known)
    if screening.age_of(stamp) is None:
        raise StaleFormError(
            _("The form was open for a long time. Your words are still here: please send them now.")
        )
    if screening.is_flood(crowd):
        raise FloodError(
            _("Very much came from your network. Please wait an hour and send it again.")
        )
    accepted = Contribution.objects.shown().filter(sender, confirmed_at__isnull=False)
    held = screening.screen(
        screening.Sent(
            text=text,
            trap=trap,
            stamp=stamp,
            crowd=crowd,
            sender=f"person-{person.pk}" if person else guest_email,
            is_known=_is_of_the_office(person) or accepted.exists(),
        ),
        among=[Contribution.objects.all()],
    )
    status = _first_status(person, held)
    contribution = Contribution.objects.create(
        question=question,
        revision=revision,
        kind=Kind(kind),
        text=text,
        language=language,
        author=person,
        author_name=person.full_name if person else "",
        guest_name=guest_name,
        guest_email=guest_email,
        organisation_name=organisation_name,
        is_for_members=is_for_members or question.visibility == Visibility.MEMBERS,
        status=status,
        held_because=[str(reason) for reason in held],
        text_key=screening.text_key(text),
        confirmed_at=timezone.now() if person else None,
    )
    is_spam = status == S.SPAM
    history.record(
        subject=contribution,
        kind=ContributionEvent.HELD_AS_SPAM if is_spam else ContributionEvent.SENT,
        actor=person,
        actor_label="" if person else Unnamed.GUEST,
        changes={"held_because": [[], contribution.held_because]} if held else {},
        is_internal=True,
    )
    return contribution if is_spam else _asked_to_confirm(contribution)


@transaction.atomic
def confirm_contribution(*, contribution_id: int) -> Contribution:
    """The guest's address is theirs; done twice it is done once. Raises LinkExpiredError."""
    contribution = locked(contribution_id)
    if contribution.status != S.UNCONFIRMED or contribution.confirmed_at:
        return contribution
    if contribution.created_at < timezone.now() - UNCONFIRMED_LASTS:
        raise LinkExpiredError(
            _("This link was good for a week. Please write once more: it takes a minute.")
        )
    contribution.confirmed_at = timezone.now()
    contribution.save(update_fields=["confirmed_at"])
    to_office(contribution)
    history.record(
        subject=contribution,
        kind=ContributionEvent.CONFIRMED,
        actor_label=Unnamed.GUEST,
        is_internal=True,
    )
    return contribution


@transaction.atomic
def forget_sender(*, contribution_id: int, with_text: bool) -> None:
    """The sender wants to be forgotten: name, organisation and address go, and the words too if
    they wish, from all that came from that address.

    What nobody has confirmed may be a stranger's: it goes altogether, and alone.
    """
    contribution = locked(contribution_id)
    email, person = contribution.guest_email, contribution.author_id
    theirs = Q(pk=contribution_id)
    wishes = Follow.objects.none()
    if contribution.confirmed_at and email:
        theirs, wishes = Q(guest_email=email), Follow.objects.filter(email=email)
    elif contribution.confirmed_at and person:
        theirs = Q(author=person)
    rows = list(Contribution.objects.filter(theirs).select_for_update(of=("self",)).order_by("pk"))
    mail.forget(about=[*rows, *wishes])
    wishes.delete()
    for row in rows:
        history.record(
            subject=row,
            kind=ContributionEvent.FORGOTTEN,
            actor_label=Unnamed.SENDER,
            is_internal=True,
        )
        if with_text or row.confirmed_at is None:
            row.delete()
        else:
            forget(row)


def forget(contribution: Contribution) -> None:
    """Keep the words without whose they are."""
    contribution.author = None
    contribution.author_name = contribution.guest_name = ""
    contribution.guest_email = contribution.organisation_name = ""
    contribution.save(
        update_fields=["author", "author_name", "guest_name", "guest_email", "organisation_name"]
    )


def _sent_just_now(question: Question, sender: Q, kind: str, text: str) -> Contribution | None:
    return (
        Contribution.objects.filter(
            sender,
            question=question,
            kind=kind,
            text_key=screening.text_key(text),
            created_at__gte=timezone.now() - A_DAY,
        )
        .order_by("-created_at")
        .first()
    )


def _asked_to_confirm(contribution: Contribution) -> Contribution:
    """By mail, as long as that address has not had several already."""
    is_waiting = contribution.status == S.UNCONFIRMED and contribution.confirmed_at is None
    if is_waiting and screening.may_mail(contribution.guest_email):
        notifications.confirm(contribution)
    return contribution


def _is_of_the_office(person: User | None) -> bool:
    return person is not None and policies.can_moderate(person)


def _first_status(person: User | None, held: list[Held]) -> ContributionStatus:
    if screening.is_spam(held):
        return S.SPAM
    if person is None:
        return S.UNCONFIRMED
    may_at_once = policies.is_member(person) or _is_of_the_office(person)
    return S.PUBLISHED if may_at_once and not held else S.PENDING
