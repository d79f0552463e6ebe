from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from faq.upkeep.waiting import to_review


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Answers to look at again"),
            rows=to_review().prefetch_related("translations"),
            permission="faq.change_question",
            changelist="faq_question",
            query="waits=review",
            empty=_("No answer is due for a review in the next 30 days."),
        ),
    ]
