from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.organisations.models import Membership, Organisation


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Members that nobody administers"),
            rows=Organisation.objects.filter(
                pk__in=Membership.objects.open().values("organisation")
            ).without_administrator(),
            permission="members.change_representative",
            changelist="members_organisation",
            query="administrator=none",
            empty=_("Every member has somebody who administers it."),
        )
    ]
