"""What waits for the office, gathered from the rooms for the admin's first page."""

from cluster_portal.toolkit.mail import worklists as mail
from cluster_portal.toolkit.worklists import Worklist
from governance.meetings import worklists as meetings
from governance.minutes import worklists as minutes

ROOMS = [meetings, minutes, mail]


def for_staff(user) -> list[Worklist]:
    """The worklists that this person may act on, in the order of the rooms."""
    return [
        worklist
        for room in ROOMS
        for worklist in room.worklists()
        if user.has_perm(worklist.permission)
    ]
