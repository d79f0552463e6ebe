"""Letters to who asked, in their language, and to who is to answer."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail import actions as mail
from faq.asking import links
from faq.asking.models import Ask
from members.accounts.models import User
from members.organisations.notifications import tell_office

FOLDER = "faq/asking/mail"


def confirm(ask: Ask) -> None:
    """Only this one goes to an address that nobody has confirmed: nothing that somebody typed goes
    along, neither a name nor the question, which its page shows.
    """
    _to_asker("confirm", ask, is_confirmed=False)


def received(ask: Ask) -> None:
    _to_asker("received", ask)


def assigned(ask: Ask) -> None:
    _to_asker("assigned", ask)


def published(ask: Ask) -> None:
    _answered("published", ask)


def attached(ask: Ask) -> None:
    _answered("attached", ask)


def answered(ask: Ask) -> None:
    _to_asker("answered", ask)


def declined(ask: Ask) -> None:
    _to_asker("declined", ask)


def reopened(ask: Ask, *, was_declined: bool) -> None:
    _to_asker("reopened", ask, was_declined=was_declined)


def office_has_question(ask: Ask) -> None:
    tell_office(
        f"{FOLDER}/office_new",
        about=ask,
        why=_("You get this because questions that are asked in the FAQ come to the office."),
        key=f"faq-ask-{ask.pk}-new",
        ask=ask,
    )


def assignee_hears(ask: Ask, *, is_late: bool = False) -> None:
    """Given to somebody; and once more when its day has passed."""
    person = ask.assignee
    if person is None or not person.is_active:
        return
    with translation.override(person.language):
        why = _("You get this because the question was given to you to answer.")
    mail.send_mail(
        template=f"{FOLDER}/assignee",
        to_address=person.email,
        to_name=person.full_name,
        language=person.language,
        why=why,
        about=ask,
        key=f"faq-ask-{ask.pk}-{'late' if is_late else 'given'}-{person.pk}-{ask.due_on}",
        context={"ask": ask, "is_late": is_late, "person": person},
    )


def did_not_help(ask: Ask) -> None:
    """To who answered, else to the office: once for each word that the asker says of an answer."""
    person = ask.assignee
    letter = f"{FOLDER}/did_not_help"
    key = f"faq-ask-{ask.pk}-{ask.answered_at:%Y%m%d%H%M%S%f}-helped-{ask.helped}"
    if person is None or not person.is_active:
        tell_office(
            letter,
            about=ask,
            why=_("You get this because questions that are asked in the FAQ come to the office."),
            key=key,
            ask=ask,
        )
        return
    mail.send_mail(
        template=letter,
        to_address=person.email,
        to_name=person.full_name,
        language=person.language,
        why=_("You get this because the question was given to you to answer."),
        about=ask,
        key=key,
        context={"ask": ask},
    )


def _answered(letter: str, ask: Ask) -> None:
    """With the answer's words in the asker's language, or in the other one where that is all."""
    with translation.override(ask.language):
        question = ask.question
        text = question.shown if question else None
        only_in = text.language if text and text.language != ask.language else ""
        _to_asker(letter, ask, text=text, question=question, only_in=only_in)


def _to_asker(letter: str, ask: Ask, *, is_confirmed: bool = True, **context: Any) -> None:
    person: User | None = ask.author
    if not ask.sender_email or (person and not person.is_active):
        return
    with translation.override(ask.language):
        if is_confirmed:
            why = _("You get this because you asked a question in the FAQ.")
        else:
            why = _("You get this because somebody asked a question in the FAQ with your address.")
        link = links.page_of(ask)
    mail.send_mail(
        template=f"{FOLDER}/{letter}",
        to_address=ask.sender_email,
        to_name=ask.sender_name if is_confirmed else "",
        language=ask.language,
        why=why,
        about=ask,
        is_secret=not is_confirmed,
        context={"ask": ask, "link": link, **context},
    )
