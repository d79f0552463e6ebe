"""The weekly letter to those who look after answers."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from faq.upkeep.waiting import Duty
from members.accounts.models import User

FOLDER = "faq/upkeep/mail"


def digest(person: User, duty: Duty) -> None:
    """Once a week (ISO 8601), however often it is asked for."""
    year, week, _day = timezone.localdate().isocalendar()
    with translation.override(person.language):
        why = _("You get this once a week because you look after answers in the FAQ.")
    mail.send_mail(
        template=f"{FOLDER}/digest",
        to_address=person.email,
        to_name=person.full_name,
        language=person.language,
        why=why,
        key=f"faq-reviews-{person.pk}-{year}-{week:02}",
        context={"duty": duty},
    )
