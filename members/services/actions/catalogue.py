"""An entry of the catalogue: offered, copied to the next year, closed."""

import calendar
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.services import policies
from members.services.errors import CopyError, ServiceDatesError
from members.services.models import (
    SERVICE_MOVES,
    Service,
    ServiceEvent,
    ServiceQuota,
    ServiceStatus,
)


def _locked(service_id: int) -> Service:
    return Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service_id)


@transaction.atomic
def offer_service(*, service_id: int, actor: User | None) -> Service:
    """Show it to everybody from its first day on. Offered twice, nothing changes."""
    service = _locked(service_id)
    demand(policies.can_change, actor)
    if service.status == ServiceStatus.OFFERED:
        return service
    check_move(
        SERVICE_MOVES, ServiceStatus(service.status), ServiceStatus.OFFERED, _("This service")
    )
    service.status = ServiceStatus.OFFERED
    service.save(update_fields=["status"])
    history.record(subject=service, kind=ServiceEvent.OFFERED, actor=actor)
    return service


@transaction.atomic
def close_service(*, service_id: int, last_day: dt.date, actor: User, reason: str = "") -> Service:
    """Offer it until that day, this day included. Closed twice on the same day, nothing changes.

    Requests that were made go on. Raises ServiceDatesError when it would end before it began.
    """
    service = _locked(service_id)
    demand(policies.can_change, actor)
    if service.status == ServiceStatus.CLOSED and service.offered_until == last_day:
        return service
    if service.status != ServiceStatus.CLOSED:
        check_move(
            SERVICE_MOVES, ServiceStatus(service.status), ServiceStatus.CLOSED, _("This service")
        )
    if last_day < service.offered_from:
        raise ServiceDatesError(_("A service cannot end before it begins."))
    before, service.offered_until = service.offered_until, last_day
    service.status = ServiceStatus.CLOSED
    service.save(update_fields=["offered_until", "status"])
    history.record(
        subject=service,
        kind=ServiceEvent.CLOSED,
        actor=actor,
        reason=reason,
        changes={"offered_until": [str(before or ""), str(last_day)]},
    )
    return service


COPIED = (
    "key", "name_en", "name_ro", "summary_en", "summary_ro", "description_en", "description_ro",
    "kind", "unit_en", "unit_ro", "currency", "member_price", "market_price",
    "market_source_en", "market_source_ro", "market_checked_on", "vat_code",
    "price_note_en", "price_note_ro", "capacity", "capacity_period", "in_charge",
    "is_example", "position",
)  # fmt: skip


@transaction.atomic
def copy_to_next_year(*, service_id: int, actor: User) -> Service:
    """The entry of the next year as a draft, with the same prices, quotas and texts.

    Copied twice, the first copy is given back. The day on which the market's price was found stays
    as it was: a copy does not look anything up. Raises CopyError for what has ended.
    """
    service = _locked(service_id)
    demand(policies.can_change, actor)
    known = Service.objects.filter(key=service.key, year=service.year + 1).first()
    if known is not None:
        return known
    if service.status == ServiceStatus.CLOSED:
        raise CopyError(
            _("“%(service)s” has ended: enter a new service instead.") % {"service": service.name}
        )
    values = {name: getattr(service, name) for name in COPIED}
    copy = Service(
        **values,
        year=service.year + 1,
        offered_from=dt.date(service.year + 1, 1, 1),
        offered_until=_a_year_later(service.offered_until),
        copied_from=service,
    )
    copy.save()
    ServiceQuota.objects.bulk_create(
        ServiceQuota(
            service=copy,
            category=quota.category,
            tier_code=quota.tier_code,
            included=quota.included,
        )
        for quota in service.quotas.all()
    )
    history.record(
        subject=copy,
        kind=ServiceEvent.COPIED,
        actor=actor,
        changes={"year": [str(service.year), str(copy.year)]},
    )
    return copy


def _a_year_later(day: dt.date | None) -> dt.date | None:
    """29 February becomes the 28th."""
    if day is None:
        return None
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


@transaction.atomic
def copy_catalogue(*, year: int, actor: User) -> list[Service]:
    """Every entry that is offered in a year, for the next one: the copies that are new."""
    demand(policies.can_change, actor)
    taken = Service.objects.filter(year=year + 1).values("key")
    rows = Service.objects.filter(year=year, status=ServiceStatus.OFFERED).exclude(key__in=taken)
    return [
        copy_to_next_year(service_id=pk, actor=actor)
        for pk in rows.order_by("pk").values_list("pk", flat=True)
    ]
