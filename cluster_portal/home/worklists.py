"""What waits for the office, gathered from the rooms for the admin's first page."""

from cluster_portal.toolkit.mail import worklists as mail
from cluster_portal.toolkit.worklists import Worklist
from faq.asking import worklists as asking
from faq.community import worklists as readers
from faq.demand import worklists as demand
from faq.editorial import worklists as answers
from faq.upkeep import worklists as upkeep
from governance.meetings import worklists as meetings
from governance.minutes import worklists as minutes
from members.banking import worklists as banking
from members.fees import worklists as fees
from members.invoices import worklists as invoices
from members.onboarding import worklists as onboarding
from members.organisations import worklists as organisations
from members.payments import worklists as payments
from members.registration import worklists as registration
from members.renewals import worklists as renewals
from members.services import worklists as services
from working_groups.groups import worklists as groups

ROOMS = [
    registration,
    onboarding,
    fees,
    services,
    invoices,
    payments,
    renewals,
    banking,
    answers,
    readers,
    asking,
    demand,
    upkeep,
    groups,
    meetings,
    minutes,
    organisations,
    mail,
]


def for_staff(user) -> list[Worklist]:
    """The worklists that this person may act on, in the order of the rooms."""
    return [
        worklist
        for room in ROOMS
        for worklist in room.worklists()
        if user.has_perm(worklist.permission)
    ]


def pages_for(user) -> list[tuple[str, str]]:
    """Pages of the office, by title and address, that stand above the worklists."""
    return upkeep.pages(user)
