"""What answers of the FAQ can show of the partners."""

from itertools import groupby

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from working_groups.partners.models import Partner, PartnerKind

MOST = 100


def _rank(partner: Partner) -> int:
    return PartnerKind.values.index(partner.kind)


@live_block(
    shows=_("The partners of today by kind, each with what we do together."),
    empty=_("There is no such partner at the moment."),
    takes={"kind": PartnerKind},
)
def partners(kind: str = "") -> str:
    current = Partner.objects.current()
    rows = list((current.filter(kind=kind) if kind else current)[: MOST + 1])
    if not rows:
        return ""
    shown = sorted(rows[:MOST], key=_rank)
    kinds = [(PartnerKind.values[rank], list(group)) for rank, group in groupby(shown, key=_rank)]
    context = {
        "kinds": [(PartnerKind(value).label, group) for value, group in kinds],
        "names_kinds": not kind,
        "has_more": len(rows) > MOST,
    }
    return render_to_string("working_groups/partners/_block.html", context)
