from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from faq.asking.models import Ask


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Questions that were asked"),
            rows=Ask.objects.open().order_by("due_on", "created_at"),
            permission="faq.change_ask",
            changelist="faq_ask",
            query="waits=answer",
            empty=_("Nobody waits for an answer."),
        ),
    ]
