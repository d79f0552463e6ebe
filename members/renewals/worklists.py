from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.organisations.models import Membership
from members.renewals.lapsing import lapsed
from members.renewals.models import Reminder, ReminderOutcome, RenewalRun, RunStatus


def worklists() -> list[Worklist]:
    waiting = [ReminderOutcome.TASK, ReminderOutcome.NOBODY]
    return [
        Worklist(
            title=_("Reminders that need a person"),
            rows=Reminder.objects.filter(outcome__in=waiting)
            .select_related("instalment__receivable", "level")
            .order_by("on", "pk"),
            permission="members.change_reminder",
            changelist="members_reminder",
            query="outcome__exact=task",
            empty=_("No reminder waits for a person."),
        ),
        Worklist(
            title=_("Lapsed memberships for the Board to decide on"),
            rows=lapsed(Membership.objects.open(), timezone.localdate()),
            permission="members.view_membership",
            changelist="members_membership",
            query="",
            empty=_("No membership has lapsed."),
        ),
        Worklist(
            title=_("Renewal runs under way"),
            rows=RenewalRun.objects.filter(status=RunStatus.ISSUING),
            permission="members.issue_renewalrun",
            changelist="members_renewalrun",
            query="status=issuing",
            empty=_("No run is under way."),
        ),
    ]
