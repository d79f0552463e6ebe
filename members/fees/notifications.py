"""Letters about fees, to those of the member who look after them."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from members.fees.documents import NoticeDocument
from members.fees.models import FeeNotice
from members.ledger.notifications import looks_after_money

FOLDER = "members/fees/mail"


def notice_issued(notice: FeeNotice) -> None:
    _tell("notice_issued", notice)


def notice_cancelled(notice: FeeNotice, *, reason: str) -> None:
    _tell("notice_cancelled", notice, reason=reason)


def _tell(letter: str, notice: FeeNotice, **context: Any) -> None:
    for person in looks_after_money(notice.organisation):
        with translation.override(person.language):
            why = _("You get this because you look after the fees of %(organisation)s.") % {
                "organisation": notice.organisation
            }
        mail.send_mail(
            template=f"{FOLDER}/{letter}",
            to_address=person.email,
            to_name=person.full_name,
            language=person.language,
            why=why,
            about=notice,
            context={
                "person": person,
                "notice": notice,
                "document": NoticeDocument(notice),
                **context,
            },
        )
