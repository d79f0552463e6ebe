"""Reminders, to those of the organisation who look after its money."""

from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from members.ledger.models import Receivable
from members.ledger.notifications import looks_after_money
from members.organisations.models import BankAccount
from members.renewals.reminding import Due

FOLDER = "members/renewals/mail"


def reminder(due: Due) -> int:
    """How many letters were written."""
    debt = (
        Receivable.objects.with_balance()
        .select_related("organisation")
        .get(pk=due.instalment.receivable_id)
    )
    account = (
        BankAccount.objects.filter(currency=debt.currency, closed_on=None)
        .order_by("-opened_on")
        .first()
    )
    people = looks_after_money(debt.organisation)
    for person in people:
        with translation.override(person.language):
            why = _("You get this because you look after the fees of %(organisation)s.") % {
                "organisation": debt.organisation
            }
        mail.send_mail(
            template=f"{FOLDER}/reminder",
            to_address=person.email,
            to_name=person.full_name,
            language=person.language,
            why=why,
            about=debt,
            key=f"reminder-{due.instalment.pk}-{due.level.pk}-{person.pk}",
            context={
                "person": person,
                "organisation": debt.organisation,
                "debt": debt,
                "instalment": due.instalment,
                "level": due.level,
                "account": account,
            },
        )
    return len(people)
