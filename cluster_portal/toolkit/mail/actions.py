import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import tasks
from cluster_portal.toolkit.mail.errors import MailError
from cluster_portal.toolkit.mail.models import MAIL_MOVES, MailStatus, OutgoingMail
from cluster_portal.toolkit.states import check_move

GAPS = re.compile(r"\n{3,}")  # what is left of a paragraph that a letter has not


def absolute(path: str) -> str:
    """A link that works in a mail: the site's address before a path that starts with a slash."""
    return f"{settings.SITE_URL}{path}"


@transaction.atomic
def send_mail(
    *,
    template: str,
    to_address: str,
    language: str,
    why: str | Promise,
    context: dict[str, Any] | None = None,
    to_name: str = "",
    about: models.Model | None = None,
    key: str | None = None,
    is_secret: bool = False,
) -> OutgoingMail:
    """Write a mail and have the worker send it once this transaction is committed.

    `template` names a folder entry without ending: `members/registration/mail/submitted` means
    `submitted.subject.txt`, `submitted.txt` and `submitted.html` under templates/. They are
    rendered now, in `language`, with the `association`, `why` (one sentence: why this person gets
    it), `to_name`, `site_url` and `context`. `key` makes it happen once: a second call with the
    same key returns the first mail. `why` is a lazy or translated text.
    """
    if key:
        known = OutgoingMail.objects.filter(key=key).first()
        if known:
            return known
    with translation.override(language):
        values = {
            **import_string(settings.MAIL_BRANDING)(),
            "why": why,
            "to_name": to_name,
            "site_url": settings.SITE_URL,
            "language": language,
            **(context or {}),
        }
        subject = render_to_string(f"{template}.subject.txt", values)
        text = render_to_string(f"{template}.txt", values)
        html = render_to_string(f"{template}.html", values)
    return queue(
        OutgoingMail(
            key=key,
            to_address=to_address.strip(),
            to_name=" ".join(to_name.split())[:200],
            language=language,
            subject=" ".join(subject.split())[:250],
            text=GAPS.sub("\n\n", text).strip() + "\n",
            html=html,
            template=template,
            about=about,
            is_secret=is_secret,
        )
    )


@transaction.atomic
def queue(mail: OutgoingMail) -> OutgoingMail:
    """Keep a rendered mail and defer its sending in the same transaction.

    Where two transactions write the same key at once, the second waits and gets the first's mail.
    """
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        known = OutgoingMail.objects.filter(key=mail.key).first() if mail.key else None
        if known is None:
            raise
        return known
    tasks.deliver.defer(mail_id=mail.pk)
    return mail


@transaction.atomic
def send_again(*, mail_id: int) -> OutgoingMail:
    """Queue a mail once more, as it was written; twice is sent once. A secret one is gone once it
    was sent: MailError.
    """
    mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
    check_move(MAIL_MOVES, MailStatus(mail.status), MailStatus.QUEUED, _("This mail"))
    if not mail.text:
        raise MailError(_("Its text was a secret and has been removed: ask for a new one instead."))
    mail.status, mail.sent_at, mail.attempts, mail.last_error = MailStatus.QUEUED, None, 0, ""
    mail.save(update_fields=["status", "sent_at", "attempts", "last_error"])
    tasks.deliver.defer(mail_id=mail.pk)
    return mail


@transaction.atomic
def forget(*, about: Iterable[models.Model]) -> None:
    """Remove the letters about things whose reader is forgotten; one that waits is not sent."""
    for subject in about:
        kind = ContentType.objects.get_for_model(subject)
        OutgoingMail.objects.filter(about_type=kind, about_id=subject.pk).delete()
