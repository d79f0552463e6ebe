from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail.models import OutgoingMail
from cluster_portal.toolkit.worklists import Worklist


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Mails that failed"),
            rows=OutgoingMail.objects.failed(),
            permission="toolkit.change_outgoingmail",
            changelist="toolkit_outgoingmail",
            query="status__exact=failed",
            empty=_("Every mail went out."),
        )
    ]
