from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.onboarding.models import Onboarding


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("New members whose first steps are open"),
            rows=Onboarding.objects.open().select_related("membership__organisation"),
            permission="members.view_onboarding",
            changelist="members_onboarding",
            query="state=open",
            empty=_("Every new member has done the first steps."),
        )
    ]
