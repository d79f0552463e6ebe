"""What answers of the FAQ can show of the services."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from members.services.models import Service, ServiceKind

MOST = 100


@live_block(
    shows=_("The services of today: what the fee includes, and what is paid for separately."),
    empty=_("The catalogue of services is being prepared."),
    takes={"kind": ServiceKind},
)
def services(kind: str = "") -> str:
    offered = Service.objects.offered()
    rows = list((offered.filter(kind=kind) if kind else offered)[: MOST + 1])
    if not rows:
        return ""
    kinds = [
        (kind.label, [service for service in rows[:MOST] if service.kind == kind])
        for kind in ServiceKind
    ]
    context = {
        "kinds": [(label, group) for label, group in kinds if group],
        "names_kinds": not kind,
        "has_more": len(rows) > MOST,
    }
    return render_to_string("members/services/_block.html", context)
