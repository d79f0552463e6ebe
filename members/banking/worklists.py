from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.banking.models import StatementLine


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Lines of bank statements to decide about"),
            rows=StatementLine.objects.waiting(),
            permission="members.change_statementline",
            changelist="members_statementline",
            query="status__exact=queued",
            empty=_("Every line of the statements has found its place."),
        )
    ]
