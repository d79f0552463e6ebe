"""From a question that is asked to an answer, and the asker told of every step."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history.models import Unnamed
from cluster_portal.toolkit.mail import actions as mail
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from faq.asking import notifications, policies
from faq.asking.errors import AskError, WordsMissingError
from faq.asking.models import ASK_MOVES, Ask, AskEvent, AskStatus
from faq.community import screening
from faq.community.models import Held, Helped
from faq.questions.models import Audience, Question, QuestionStatus, readable_by
from members.accounts.models import User
from members.organisations.notifications import office

ANSWER_WITHIN = dt.timedelta(days=7)  # offered when somebody is given a question
UNCONFIRMED_KEPT = dt.timedelta(days=7)
SPAM_KEPT = dt.timedelta(days=30)
ADDRESS_KEPT = dt.timedelta(days=365)  # after the answer
_KEPT_FROM = (AskStatus.PUBLISHED, AskStatus.ATTACHED, AskStatus.ANSWERED, AskStatus.DECLINED,
              AskStatus.WITHDRAWN)  # fmt: skip


@transaction.atomic
def ask(
    *,
    text: str,
    details: str = "",
    audience: str = Audience.JOINING,
    language: str,
    author: User | None,
    organisation_name: str = "",
    guest_name: str = "",
    guest_email: str = "",
    held: Iterable[str] = (),
    offered: Iterable[int] = (),
) -> Ask:
    """Take a question. A signed-in person's reaches the office at once; a guest's once its
    address is confirmed; what screening calls spam reaches nobody unless the office lets it.

    Raises AskError for an empty question. The same question of the same sender that still waits
    is returned as it is: a second click asks nothing twice.
    """
    words = " ".join(text.split())
    if not words:
        raise AskError(_("Please write your question."))
    email = "" if author else guest_email.strip().lower()
    key = screening.text_key(f"{words} {details}")
    sender = {"author": author} if author else {"author__isnull": True, "guest_email": email}
    known = Ask.objects.filter(
        text_key=key, status__in=[AskStatus.UNCONFIRMED, AskStatus.ASKED, AskStatus.ASSIGNED],
        **sender,
    ).first()  # fmt: skip
    if known:
        if known.status == AskStatus.UNCONFIRMED and screening.may_mail(email):
            notifications.confirm(known)
        return known
    reasons = list(held)
    is_spam = screening.is_spam(reasons)
    status = AskStatus.ASKED if author else AskStatus.UNCONFIRMED
    created = Ask.objects.create(
        text=words[:250],
        details=details.strip()[:4000],
        audience=Audience(audience),
        language=language,
        author=author,
        author_name=author.full_name if author else "",
        organisation_name=organisation_name[:200],
        guest_name="" if author else " ".join(guest_name.split())[:120],
        guest_email=email,
        held_because=[Held(reason) for reason in reasons],
        text_key=key,
        status=AskStatus.SPAM if is_spam else status,
        confirmed_at=timezone.now() if author else None,
    )
    created.offered.set(Question.objects.filter(pk__in=list(offered)))
    history.record(
        subject=created,
        kind=AskEvent.SPAM if is_spam else AskEvent.ASKED,
        actor=author,
        actor_label="" if author else Unnamed.GUEST,
        changes={"held_because": [[], created.held_because]} if reasons else {},
    )
    if is_spam:
        return created
    if author:
        notifications.received(created)
        notifications.office_has_question(created)
    elif screening.may_mail(email):
        notifications.confirm(created)
    return created


@transaction.atomic
def confirm(*, ask_id: int) -> Ask:
    """The guest has clicked the link in their mailbox. Twice is once."""
    row = _locked(ask_id)
    if row.status != AskStatus.UNCONFIRMED:
        return row
    row.confirmed_at = timezone.now()
    _move(row, AskStatus.ASKED, "confirmed_at")
    _record(row, AskEvent.CONFIRMED)
    notifications.received(row)
    notifications.office_has_question(row)
    return row


@transaction.atomic
def withdraw(*, ask_id: int) -> Ask:
    """The asker no longer wants an answer."""
    row = _locked(ask_id)
    if row.status == AskStatus.WITHDRAWN:
        return row
    _move(row, AskStatus.WITHDRAWN)
    _record(row, AskEvent.WITHDRAWN)
    return row


@transaction.atomic
def say_helped(*, ask_id: int, value: str) -> Ask:
    """The asker's word on the answer; a later one replaces it. Whoever answered hears that it did
    not help, or only partly: they may take it up again.
    """
    row = _locked(ask_id)
    answered = {AskStatus.PUBLISHED, AskStatus.ATTACHED, AskStatus.ANSWERED}
    if row.status not in answered:
        raise AskError(_("There is no answer yet."))
    if row.helped != value:
        row.helped = Helped(value)
        row.save(update_fields=["helped"])
        _record(row, AskEvent.HELPED, office_note=_in_the_offices_words(Helped(value).label))
        if value != Helped.YES:
            notifications.did_not_help(row)
    return row


@transaction.atomic
def assign(*, ask_id: int, assignee: User, due_on: dt.date, actor: User | None) -> Ask:
    """Somebody answers it by a day; the asker is told the day the first time."""
    demand(policies.can_answer, actor)
    row = _locked(ask_id)
    if (row.status, row.assignee_id, row.due_on) == (AskStatus.ASSIGNED, assignee.pk, due_on):
        return row
    is_first = row.status != AskStatus.ASSIGNED
    if is_first:
        check_move(ASK_MOVES, AskStatus(row.status), AskStatus.ASSIGNED, _("This question"))
    row.status, row.assignee, row.due_on = AskStatus.ASSIGNED, assignee, due_on
    row.save(update_fields=["status", "assignee", "due_on"])
    _record(row, AskEvent.ASSIGNED, actor, office_note=f"{assignee}, {formats.date_format(due_on)}")
    notifications.assignee_hears(row)
    if is_first:
        notifications.assigned(row)
    return row


@transaction.atomic
def answer_privately(*, ask_id: int, reply: str, actor: User | None) -> Ask:
    demand(policies.can_answer, actor)
    if not reply.strip():
        raise WordsMissingError(_("Please write the reply: the asker gets it by mail."))
    row = _locked(ask_id)
    if row.status == AskStatus.ANSWERED and row.reply == reply.strip():
        return row
    row.reply, row.answered_at = reply.strip()[:8000], timezone.now()
    _move(row, AskStatus.ANSWERED, "reply", "answered_at")
    _record(row, AskEvent.ANSWERED, actor)
    notifications.answered(row)
    return row


@transaction.atomic
def decline(*, ask_id: int, reason: str, actor: User | None) -> Ask:
    demand(policies.can_answer, actor)
    words = " ".join(reason.split())
    if not words:
        raise WordsMissingError(_("Please say why: the asker reads it."))
    row = _locked(ask_id)
    if row.status == AskStatus.DECLINED:
        return row
    row.reason, row.answered_at = words[:300], timezone.now()
    _move(row, AskStatus.DECLINED, "reason", "answered_at")
    _record(row, AskEvent.DECLINED, actor, reason=words)
    notifications.declined(row)
    return row


@transaction.atomic
def mark_as_spam(*, ask_id: int, actor: User | None) -> Ask:
    """Nobody is told; it is removed after a month unless it is let through."""
    demand(policies.can_answer, actor)
    row = _locked(ask_id)
    if row.status == AskStatus.SPAM:
        return row
    _move(row, AskStatus.SPAM)
    _record(row, AskEvent.SPAM, actor)
    return row


@transaction.atomic
def let_through(*, ask_id: int, actor: User | None) -> Ask:
    """Not spam after all. A guest who never confirmed is asked to, as anybody is."""
    demand(policies.can_answer, actor)
    row = _locked(ask_id)
    if row.status != AskStatus.SPAM:
        return row
    if row.confirmed_at is None:
        _move(row, AskStatus.UNCONFIRMED)
        notifications.confirm(row)
    else:
        _move(row, AskStatus.ASKED)
        notifications.received(row)
    _record(row, AskEvent.LET_THROUGH, actor)
    return row


@transaction.atomic
def reopen(*, ask_id: int, assignee: User, due_on: dt.date, actor: User | None) -> Ask:
    """The answer was none, or there was none: somebody looks at it again."""
    demand(policies.can_answer, actor)
    row = _locked(ask_id)
    was_declined = row.status == AskStatus.DECLINED
    check_move(ASK_MOVES, AskStatus(row.status), AskStatus.ASSIGNED, _("This question"))
    row.status, row.assignee, row.due_on = AskStatus.ASSIGNED, assignee, due_on
    row.question, row.helped, row.answered_at = None, "", None
    row.save(update_fields=["status", "assignee", "due_on", "question", "helped", "answered_at"])
    _record(row, AskEvent.REOPENED, actor)
    notifications.assignee_hears(row)
    notifications.reopened(row, was_declined=was_declined)
    return row


# For the room above, which writes the answers


@transaction.atomic
def tie(*, ask_id: int, question: Question, assignee: User, due_on: dt.date) -> Ask:
    """A new question is being written for it: its asker is told when that is published."""
    row = _locked(ask_id)
    if row.status == AskStatus.ASKED:
        assign(ask_id=ask_id, assignee=assignee, due_on=due_on, actor=None)
        row.refresh_from_db()
    if row.status != AskStatus.ASSIGNED:
        raise AskError(_("This question has been dealt with already."))
    row.question = question
    row.save(update_fields=["question"])
    return row


@transaction.atomic
def attach(*, ask_id: int, question: Question, actor: User | None) -> Ask:
    """An existing answer says it; the asker is sent there. It has to be one they may read."""
    demand(policies.can_answer, actor)
    row = _locked(ask_id)
    if row.status == AskStatus.ATTACHED and row.question_id == question.pk:
        return row
    if not is_readable_by_asker(row, question):
        raise AskError(
            _("The asker cannot read that answer. Answer privately, or choose a public one.")
        )
    row.question, row.answered_at = question, timezone.now()
    _move(row, AskStatus.ATTACHED, "question", "answered_at")
    _record(row, AskEvent.ATTACHED, actor, office_note=str(question))
    notifications.attached(row)
    return row


@transaction.atomic
def answer_published(*, question_id: int) -> None:
    """Called when an answer is published: whoever asked for it, and may read it, is told."""
    waiting = Ask.objects.open().select_for_update(of=("self",)).filter(question=question_id)
    for row in waiting.select_related("question", "author").order_by("pk"):
        question = row.question
        if question is None or not is_readable_by_asker(row, question):
            continue
        row.answered_at = timezone.now()
        _move(row, AskStatus.PUBLISHED, "answered_at")
        _record(row, AskEvent.PUBLISHED, office_note=str(question))
        notifications.published(row)


def is_readable_by_asker(row: Ask, question: Question) -> bool:
    """Guests read what is public; nobody is told of an answer that they cannot open."""
    if question.status != QuestionStatus.PUBLISHED:
        return False
    if row.author is None:
        return question.visibility == "public"
    return question.visibility in readable_by(row.author)


# By the clock


@transaction.atomic
def remind(*, ask_id: int) -> None:
    """Its day has passed: who was to answer is told so, once."""
    row = _locked(ask_id)
    if row.status == AskStatus.ASSIGNED and row.due_on and row.due_on < timezone.localdate():
        notifications.assignee_hears(row, is_late=True)


@transaction.atomic
def forget() -> dict[str, int]:
    """Remove what nobody confirmed and what was spam; empty guests' addresses a year after. The
    letters to them go, too.
    """
    now = timezone.now()
    unconfirmed = Ask.objects.filter(
        status=AskStatus.UNCONFIRMED, created_at__lt=now - UNCONFIRMED_KEPT
    )
    spam = Ask.objects.filter(status=AskStatus.SPAM, created_at__lt=now - SPAM_KEPT)
    old = Ask.objects.filter(
        status__in=_KEPT_FROM, author__isnull=True, created_at__lt=now - ADDRESS_KEPT
    ).exclude(guest_email="", guest_name="")
    for rows in (unconfirmed, spam, old):
        mail.forget(about=rows)
    return {
        "unconfirmed": unconfirmed.delete()[0],
        "spam": spam.delete()[0],
        "addresses": old.update(guest_email="", guest_name="", organisation_name=""),
    }


def _locked(ask_id: int) -> Ask:
    rows = Ask.objects.select_for_update(of=("self",))
    return rows.select_related("author", "assignee", "question").get(pk=ask_id)


def _move(row: Ask, target: AskStatus, *fields: str) -> None:
    check_move(ASK_MOVES, AskStatus(row.status), target, _("This question"))
    row.status = target
    row.save(update_fields=["status", *fields])


def _record(row: Ask, kind: AskEvent, actor: User | None = None, **facts: Any) -> None:
    """A guest is not named: history is never forgotten, a guest's name is."""
    label = ""
    if actor is None and kind in _BY_ASKER:
        label = str(row.author) if row.author else Unnamed.GUEST
    history.record(subject=row, kind=kind, actor=actor, actor_label=label, **facts)


def _in_the_offices_words(said: str | Promise) -> str:
    """What the asker did is kept in the language of those who read it."""
    association = office()
    with translation.override(association.language if association else settings.LANGUAGE_CODE):
        return str(said)


_BY_ASKER = {AskEvent.CONFIRMED, AskEvent.WITHDRAWN, AskEvent.HELPED}
