from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.registration.models import Application

WAITING = "waiting"
NEW, ANSWERED, READY, LATE = "new", "answered", "ready", "late"


def worklists() -> list[Worklist]:
    rows = Application.objects.to_screen()
    common = {"permission": "members.view_application", "changelist": "members_application"}
    return [
        Worklist(
            title=_("Applications to look through"),
            rows=rows.filter(is_answered=False),
            query=f"{WAITING}={NEW}",
            empty=_("No application waits to be looked through."),
            **common,
        ),
        Worklist(
            title=_("Answers from applicants"),
            rows=rows.filter(is_answered=True),
            query=f"{WAITING}={ANSWERED}",
            empty=_("No answer waits to be read."),
            **common,
        ),
        Worklist(
            title=_("Applications waiting for a decision"),
            rows=Application.objects.for_decision(),
            query=f"{WAITING}={READY}",
            empty=_("No application waits for the Board."),
            **common,
        ),
    ]
