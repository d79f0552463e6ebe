from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.services.models import ServiceRequest

STEP = "step"
ANSWER, DELIVER, INVOICE, LATE = "answer", "deliver", "invoice", "late"


def worklists() -> list[Worklist]:
    rows = ServiceRequest.objects.select_related("service", "organisation").order_by("due_on", "pk")
    common = {
        "permission": "members.change_servicerequest",
        "changelist": "members_servicerequest",
    }
    return [
        Worklist(
            title=_("Requests for services to answer"),
            rows=rows.to_answer(),
            query=f"{STEP}={ANSWER}",
            empty=_("Every request has its answer."),
            **common,
        ),
        Worklist(
            title=_("Services to deliver"),
            rows=rows.to_deliver(),
            query=f"{STEP}={DELIVER}",
            empty=_("Nothing waits to be delivered."),
            **common,
        ),
        Worklist(
            title=_("Services to invoice"),
            rows=rows.to_invoice(),
            query=f"{STEP}={INVOICE}",
            empty=_("Everything delivered is invoiced."),
            **common,
        ),
    ]
