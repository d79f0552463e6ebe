from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from faq.demand.models import Gap


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("What people look for and do not find"),
            rows=Gap.objects.open(),
            permission="faq.change_question",
            changelist="faq_gap",
            query="status__exact=open",
            empty=_("Whatever people have searched for, they have found."),
        ),
    ]
