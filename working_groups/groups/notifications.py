"""Letters about seats. Each is written in the transaction of what it tells, once."""

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail.actions import absolute, send_mail
from members.accounts.models import User
from working_groups.groups.models import Seat

COORDINATES = _("You coordinate this working group.")
ASKED = _("You asked to join this working group.")


def seat_requested(*, seat: Seat) -> None:
    for coordinator in _other_coordinators(seat):
        _tell(
            coordinator.user,
            "seat_requested",
            seat,
            page="request_decide",
            why=COORDINATES,
            by=seat.user,
        )


def seat_accepted(*, seat: Seat, by: User) -> None:
    _tell(seat.user, "seat_accepted", seat, page="group_inside", why=ASKED, by=by)


def seat_declined(*, seat: Seat, by: User) -> None:
    _tell(seat.user, "seat_declined", seat, page="group_detail", why=ASKED, by=by)


def seat_left(*, seat: Seat) -> None:
    for coordinator in _other_coordinators(seat):
        _tell(
            coordinator.user, "seat_left", seat, page="group_inside", why=COORDINATES, by=seat.user
        )


def seat_ended(*, seat: Seat, by: User, reason: str) -> None:
    why = _("You had a seat in this working group.")
    _tell(seat.user, "seat_ended", seat, page="group_detail", why=why, by=by, reason=reason)


def coordinator_named(*, seat: Seat, by: User) -> None:
    why = _("You were named coordinator of this working group.")
    _tell(seat.user, "coordinator_named", seat, page="group_inside", why=why, by=by)


def _other_coordinators(seat: Seat) -> models.QuerySet[Seat]:
    return (
        Seat.objects.coordinating()
        .filter(group=seat.group)
        .exclude(user=seat.user)
        .select_related("user")
    )


def _tell(
    person: User,
    template: str,
    seat: Seat,
    *,
    page: str,
    why: str | Promise,
    by: User,
    reason: str = "",
) -> None:
    """`page` is the route that the letter's link opens."""
    keys = [seat.group.slug] + ([seat.pk] if page == "request_decide" else [])
    with translation.override(person.language):
        send_mail(
            template=f"working_groups/groups/mail/{template}",
            to_address=person.email,
            to_name=str(person),
            language=person.language,
            why=str(why),
            context={
                "seat": seat,
                "group": seat.group,
                "organisation": seat.organisation_name,
                "by": str(by),
                "reason": reason,
                "link": absolute(reverse(f"working_groups:{page}", args=keys)),
            },
            about=seat.group,
            key=f"{template}-{seat.pk}-{person.pk}",
        )
