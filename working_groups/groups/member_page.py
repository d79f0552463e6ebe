"""What a member's page shows of this room (setting MEMBER_PAGE_SECTIONS)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.directory.sections import Section
from members.organisations.models import Organisation
from working_groups.groups.models import Seat, WorkingGroup


def groups_of(organisation: Organisation, viewer: Any) -> Section:
    seats = Seat.objects.held().filter(organisation=organisation)
    groups = WorkingGroup.objects.visible_to(viewer).filter(pk__in=seats.values("group"))
    return Section(
        key="groups",
        title=_("Working groups"),
        text=_("Where its people take part."),
        places=groups.order_by("name"),
    )
