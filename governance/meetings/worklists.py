from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from governance.meetings.models import Meeting


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Meetings to close"),
            rows=Meeting.objects.waiting_to_be_closed(),
            permission="governance.change_meeting",
            changelist="governance_meeting",
            query="stage=to_close",
            empty=_("Every past meeting is held or cancelled."),
        )
    ]
