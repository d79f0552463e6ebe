"""What answers of the FAQ can show of the initiatives: what is public of them."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from working_groups.initiatives.models import Initiative

MOST = 50


@live_block(
    shows=_("The initiatives that the Board has approved and that are not yet completed."),
    empty=_("There is no approved initiative at the moment."),
)
def current_initiatives() -> str:
    rows = list(Initiative.objects.current().for_list()[: MOST + 1])
    if not rows:
        return ""
    context = {"initiatives": rows[:MOST], "has_more": len(rows) > MOST}
    return render_to_string("working_groups/initiatives/_block.html", context)
