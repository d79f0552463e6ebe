import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.services import policies
from members.services.errors import ServiceDatesError
from members.services.models import Service, ServiceEvent


@transaction.atomic
def close_service(*, service_id: int, last_day: dt.date, actor: User, reason: str = "") -> Service:
    """Offer it until that day, this day included. Closed twice on the same day, nothing changes.

    Raises ServiceDatesError when it would end before it began.
    """
    service = Service.objects.select_for_update(of=("self",)).get(pk=service_id)
    if not policies.can_change(actor):
        raise NotAllowedError
    if service.offered_until == last_day:
        return service
    if last_day < service.offered_from:
        raise ServiceDatesError(_("A service cannot end before it begins."))
    before, service.offered_until = service.offered_until, last_day
    service.save(update_fields=["offered_until"])
    history.record(
        subject=service,
        kind=ServiceEvent.CLOSED,
        actor=actor,
        reason=reason,
        changes={"offered_until": [str(before or ""), str(last_day)]},
    )
    return service
