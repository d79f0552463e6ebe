"""Letters about fees, to those of the member who look after them."""

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from members.accounts.models import User
from members.fees.documents import NoticeDocument
from members.fees.models import FeeNotice, Payment
from members.organisations.models import Organisation, Role

FOLDER = "members/fees/mail"


def looks_after_fees(organisation: Organisation) -> list[User]:
    """Its billing people; where there are none, its primary contact; else its administrators."""
    for role in (Role.BILLING, Role.PRIMARY_CONTACT, Role.ADMINISTRATOR):
        ties = organisation.representatives.open().with_role(role)
        people = User.objects.filter(representations__in=ties, is_active=True).order_by("pk")
        if people:
            return list(people)
    return []


def notice_issued(notice: FeeNotice) -> None:
    _tell("notice_issued", notice)


def notice_cancelled(notice: FeeNotice, *, reason: str) -> None:
    _tell("notice_cancelled", notice, reason=reason)


def payment_received(payment: Payment, *, balance: Decimal) -> None:
    """`balance` is what is still owed of the notice, in its currency; below zero: too much."""
    _tell("payment_received", payment.notice, payment=payment, balance=balance, surplus=-balance)


def _tell(letter: str, notice: FeeNotice, **context: Any) -> None:
    for person in looks_after_fees(notice.organisation):
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
