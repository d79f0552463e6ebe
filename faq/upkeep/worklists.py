from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from faq.upkeep import policies
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


def pages(user: Any) -> list[tuple[str, str]]:
    """What the room shows the office on a page of its own: title and address."""
    if not policies.can_see_the_editors_page(user):
        return []
    return [(_("The editors’ page"), reverse("admin:faq_editors_page"))]
