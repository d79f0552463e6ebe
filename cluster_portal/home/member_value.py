"""What else a year of membership brought, told to the statement of members/services."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.organisations.models import Organisation
from members.services.worth import ValueFact
from working_groups.groups.models import Seat


def groups(organisation: Organisation, year: int) -> list[ValueFact]:
    """The working groups in which its people held a seat on some day of the year."""
    held = (
        Seat.objects.took_part()
        .filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=dt.date(year, 1, 1)),
            organisation=organisation,
            started_on__lte=dt.date(year, 12, 31),
        )
        .select_related("group")
    )
    people: dict[str, set[int]] = {}
    for seat in held.order_by("group__name", "pk"):
        people.setdefault(str(seat.group), set()).add(seat.user_id)
    return [
        ValueFact(
            label=group,
            value=_("a seat in the working group, people: %(number)d") % {"number": len(persons)},
            source=gettext_lazy("the groups' own lists of seats"),
        )
        for group, persons in people.items()
    ]
