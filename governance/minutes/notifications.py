"""Letters about minutes.

Published minutes are announced to those who were responsible for the meeting, the Board, and to
the office's address. Members get no letter for each: a Board that meets twice a month would fill
their boxes, and what is published stands on their own page of the portal and in the list.
"""

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail.actions import absolute, send_mail
from governance.meetings.notifications import ON_THE_BOARD, board_people
from governance.minutes import sections
from governance.minutes.models import Minutes
from members.accounts.models import User
from members.organisations.notifications import office

AT_THE_OFFICE = _("You get this because this is the address of the association's office.")


def minutes_published(minutes: Minutes, *, by: User) -> None:
    board = board_people()
    for person in board:
        _tell(minutes, person.email, str(person), person.language, ON_THE_BOARD, by)
    association = office()
    known = {person.email.lower() for person in board}
    if association and association.email.lower() not in known:
        _tell(
            minutes,
            association.email,
            str(association),
            association.language,
            AT_THE_OFFICE,
            by,
        )


def _tell(
    minutes: Minutes, address: str, name: str, language: str, why: str | Promise, by: User
) -> None:
    with translation.override(language):
        send_mail(
            template="governance/minutes/mail/published",
            to_address=address,
            to_name=name,
            language=language,
            why=str(why),
            about=minutes,
            key=f"minutes-published-{minutes.pk}-{address.lower()}"[:150],
            context={
                "minutes": minutes,
                "meeting": minutes.meeting,
                "decisions": sections.decisions(minutes.body_html),
                "by": str(by),
                "link": absolute(minutes.meeting.get_absolute_url()),
            },
        )
