"""What answers of the FAQ can tell of the minutes: that there are some, and of which day.

What stands in them is for members, who are asked to sign in behind the link.
"""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from governance.minutes.models import Minutes

NEWEST = 5


@live_block(
    shows=_("The days of the newest published minutes; members read them behind the links."),
    empty=_("No minutes have been published yet."),
)
def latest_minutes() -> str:
    newest = list(
        Minutes.objects.published().for_list().order_by("-meeting__starts_at", "-pk")[:NEWEST]
    )
    if not newest:
        return ""
    return render_to_string("governance/minutes/_block.html", {"newest": newest})
