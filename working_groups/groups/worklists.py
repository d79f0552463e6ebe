from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from working_groups.groups.models import Seat, WorkingGroup


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Requests to join a working group"),
            rows=Seat.objects.requested().select_related("group").order_by("requested_at", "pk"),
            permission="working_groups.change_seat",
            changelist="working_groups_seat",
            query="status__exact=requested&o=6",
            empty=_("Every request has its answer."),
        ),
        Worklist(
            title=_("Seats without rights"),
            rows=Seat.objects.lapsed().select_related("group").order_by("group", "person_name"),
            permission="working_groups.change_seat",
            changelist="working_groups_seat",
            query="rights=lapsed",
            empty=_("Whoever holds a seat represents an active member."),
        ),
        Worklist(
            title=_("Working groups without a coordinator"),
            rows=WorkingGroup.objects.running().without_coordinator(),
            permission="working_groups.change_workinggroup",
            changelist="working_groups_workinggroup",
            query="coordination=none",
            empty=_("Every group at work has a coordinator."),
        ),
    ]
