from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.fees.models import FeeNotice


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Payments to record"),
            rows=FeeNotice.objects.open().order_by("due_on", "pk"),
            permission="members.add_payment",
            changelist="members_feenotice",
            query="settlement=unpaid",
            empty=_("Every fee notice is paid."),
        )
    ]
