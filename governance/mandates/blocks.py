"""What answers of the FAQ can show of the Board: who serves on it today."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from governance.mandates.models import Mandate


@live_block(
    shows=_("Who serves on the Board today, with office and organisation."),
    empty=_("The names of the present Board are being entered."),
)
def board_members() -> str:
    mandates = list(Mandate.objects.on().select_related("term").in_order_of_office())
    if not mandates:
        return ""
    return render_to_string("governance/mandates/_block.html", {"mandates": mandates})
