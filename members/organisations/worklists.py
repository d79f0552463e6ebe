from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.organisations.models import Organisation


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Members that nobody administers"),
            rows=Organisation.objects.members_without_administrator(),
            permission="members.change_representative",
            changelist="members_organisation",
            query="administrator=none",
            empty=_("Every member has somebody who administers it."),
        )
    ]
