"""How many units can be delivered in a month or a year, and how many are taken."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from members.services.models import (
    HOLDS_A_PLACE,
    CapacityPeriod,
    RequestStatus,
    Service,
    ServiceRequest,
)

_DECEMBER = 12


@dataclass(frozen=True)
class Places:
    """`total` is None where there are as many as are asked for. `until` is the day after."""

    since: dt.date
    until: dt.date
    total: int | None
    taken: int

    @property
    def left(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.taken)

    def has_room(self, quantity: int) -> bool:
        return self.left is None or quantity <= self.left


def period_of(service: Service, day: dt.date) -> tuple[dt.date, dt.date]:
    """The month or year that a day lies in: its first day, and the first day of the next."""
    if service.capacity_period == CapacityPeriod.YEAR:
        return dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)
    since = day.replace(day=1)
    if day.month == _DECEMBER:
        return since, dt.date(day.year + 1, 1, 1)
    return since, since.replace(month=day.month + 1)


def places(service: Service, day: dt.date, *, without: ServiceRequest | None = None) -> Places:
    """Ask it under the lock of the service before you give a place away."""
    since, until = period_of(service, day)
    rows = ServiceRequest.objects.filter(
        service__key=service.key,
        status__in=HOLDS_A_PLACE,
        place_on__gte=since,
        place_on__lt=until,
    )
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    taken = rows.order_by().aggregate(number=Sum("quantity"))["number"] or 0
    return Places(since, until, service.capacity, taken)


def day_for(request: ServiceRequest, today: dt.date) -> dt.date:
    """The day whose month or year a request wants a place in; what is past is today."""
    wanted = request.planned_on or request.wanted_on or today
    return max(wanted, today)


def queue(service: Service) -> list[ServiceRequest]:
    """Those who wait for a place, the first who asked first."""
    rows = ServiceRequest.objects.filter(service__key=service.key, status=RequestStatus.WAITING)
    return list(rows.select_related("service", "organisation").order_by("created_at", "pk"))
