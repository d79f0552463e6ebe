"""Letters about meetings: to the Board always, to members when the notice went to them too."""

from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail.actions import absolute, send_mail
from governance.mandates.models import Mandate
from governance.meetings.models import Body, Meeting
from members.accounts.models import User
from members.organisations.models import Representative, Role

FOLDER = "governance/meetings/mail"
ON_THE_BOARD = _("You get this because you sit with the Board of Directors.")
FOR_A_MEMBER = _(
    "You get this because you answer for a member organisation, and members may attend."
)


def meeting_convened(meeting: Meeting, *, by: User) -> None:
    _tell_all(meeting, "convened", key=f"meeting-convened-{meeting.pk}", by=by)


def meeting_moved(meeting: Meeting, *, by: User, reason: str, event_id: int) -> None:
    """`event_id` is the history event of the move: each move is told once."""
    _tell_all(meeting, "moved", key=f"meeting-moved-{event_id}", by=by, reason=reason)


def meeting_cancelled(meeting: Meeting, *, by: User) -> None:
    _tell_all(
        meeting,
        "cancelled",
        key=f"meeting-cancelled-{meeting.pk}",
        by=by,
        reason=meeting.cancel_reason,
    )


def board_people() -> list[User]:
    """Everybody who sits with the Board today and can be written to."""
    mandates = Mandate.objects.on()
    return list(User.objects.filter(is_active=True, mandates__in=mandates).distinct())


def member_people(body: str) -> list[User]:
    """Who answers for each active member; for the Assembly its delegate too."""
    roles = [Role.PRIMARY_CONTACT]
    if body == Body.ASSEMBLY:
        roles.append(Role.ASSEMBLY_DELEGATE)
    ties = Representative.objects.of_active_members().with_role(*roles)
    return list(User.objects.filter(is_active=True, representations__in=ties).distinct())


def _tell_all(meeting: Meeting, letter: str, *, key: str, by: User, **context: Any) -> None:
    told = {}
    for person in board_people():
        told[person.pk] = person
        _tell(person, meeting, letter, key, ON_THE_BOARD, by, shows_link=True, **context)
    if meeting.members_told:
        for person in member_people(meeting.body):
            if person.pk not in told:
                _tell(person, meeting, letter, key, FOR_A_MEMBER, by, shows_link=False, **context)


def _tell(
    person: User,
    meeting: Meeting,
    letter: str,
    key: str,
    why: str | Promise,
    by: User,
    *,
    shows_link: bool,
    **context: Any,
) -> None:
    """`shows_link`: whether the address of the online meeting stands in the letter itself."""
    with translation.override(person.language):
        send_mail(
            template=f"{FOLDER}/{letter}",
            to_address=person.email,
            to_name=str(person),
            language=person.language,
            why=str(why),
            about=meeting,
            key=f"{key}-{person.pk}",
            context={
                "meeting": meeting,
                "agenda": list(meeting.agenda.all()),
                "by": str(by),
                "link": absolute(meeting.get_absolute_url()),
                "online_url": meeting.online_url if shows_link else "",
                **context,
            },
        )
