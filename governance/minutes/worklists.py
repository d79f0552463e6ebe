from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from governance.meetings.models import Meeting
from governance.minutes.models import Minutes


def worklists() -> list[Worklist]:
    minutes = Minutes.objects.select_related("meeting").defer("search")
    return [
        Worklist(
            title=_("Held meetings without minutes"),
            rows=Meeting.objects.without_minutes(),
            permission="governance.change_minutes",
            changelist="governance_meeting",
            query="stage=without_minutes",
            empty=_("Every held meeting has its minutes."),
        ),
        Worklist(
            title=_("Minutes to finish and approve"),
            rows=minutes.to_approve(),
            permission="governance.change_minutes",
            changelist="governance_minutes",
            query="status__exact=draft",
            empty=_("No minutes wait for approval."),
        ),
        Worklist(
            title=_("Minutes to publish"),
            rows=minutes.to_publish(),
            permission="governance.change_minutes",
            changelist="governance_minutes",
            query="status__exact=approved",
            empty=_("All approved minutes are published."),
        ),
    ]
