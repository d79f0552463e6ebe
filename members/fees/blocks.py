"""What answers of the FAQ can show of the fees: the table of today."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from members.fees.models import FeeTable
from members.fees.prices import price_groups


@live_block(
    shows=_("The fee table in force today: amounts with their currency, and since when."),
    empty=_("The fees are not published yet; the office tells them to you."),
)
def fee_table() -> str:
    table = FeeTable.objects.in_force(timezone.localdate())
    groups = price_groups(table) if table else []
    if not groups:
        return ""
    has_entry_fee = any(price.entry_fee for group in groups for price in group.prices)
    context = {"table": table, "groups": groups, "has_entry_fee": has_entry_fee}
    return render_to_string("members/fees/_block.html", context)
