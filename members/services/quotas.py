"""How much of a service the fee includes for an organisation, and how much is left."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from members.fees.models import FeeTerms, Tier
from members.organisations.models import Organisation
from members.services.models import (
    FREE_IS_TAKEN,
    Service,
    ServiceKind,
    ServiceQuota,
    ServiceRequest,
)


@dataclass(frozen=True)
class Quota:
    """`included` is None where the fee includes the service without a number."""

    service: Service
    year: int
    included: int | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.included is None else max(0, self.included - self.used)

    @property
    def is_offered(self) -> bool:
        """The fee pays for at least one."""
        return self.included != 0

    def covers(self, quantity: int) -> int:
        """How many of so many the fee still pays for."""
        return quantity if self.left is None else min(quantity, self.left)


def included_for(
    service: Service, category: str, lines: Iterable[ServiceQuota], *, tier: str = ""
) -> int | None:
    """The line of the tier, else of the category, else of everyone; without any, what the kind
    says.
    """
    known: dict[tuple[str, str | None], int] = {
        (line.category, line.tier_code): line.included for line in lines
    }
    for key in (("", tier or None), (category, ""), ("", "")):
        if key in known:
            return known[key]
    return None if service.kind == ServiceKind.INCLUDED and not known else 0


def tier_of(organisation: Organisation, year: int) -> str:
    """The code of the tier that it holds today, or held on the last day of a year gone by."""
    day = min(timezone.localdate(), dt.date(year, 12, 31))
    terms = FeeTerms.objects.in_force(day).filter(organisation=organisation).first()
    return terms.tier_code if terms else ""


def quota_of(service: Service, organisation: Organisation, year: int) -> Quota:
    """What is left in a calendar year. Ask it under the lock of the service before you give any."""
    used = ServiceRequest.objects.filter(
        organisation=organisation, service__key=service.key, year=year
    ).free_units()
    included = included_for(
        service,
        organisation.category,
        service.quotas.all(),
        tier=tier_of(organisation, year),
    )
    return Quota(service, year, included, used)


def quotas_of(services: Iterable[Service], organisation: Organisation, year: int) -> list[Quota]:
    """The same for many services at once; prefetch their `quotas`."""
    rows = (
        ServiceRequest.objects.filter(
            organisation=organisation, year=year, status__in=FREE_IS_TAKEN
        )
        .order_by()
        .values_list("service__key")
        .annotate(number=Sum("free_quantity"))
    )
    used: dict[str, int] = defaultdict(int, dict(rows))
    tier = tier_of(organisation, year)
    return [
        Quota(
            service,
            year,
            included_for(service, organisation.category, service.quotas.all(), tier=tier),
            used[service.key],
        )
        for service in services
    ]


def tier_names(codes: Iterable[str]) -> dict[str, str]:
    """As the latest fee table calls them; a code that no table has is its own name."""
    wanted = {code for code in codes if code}
    names = {code: code for code in wanted}
    if wanted:
        rows = Tier.objects.filter(code__in=wanted).order_by("table__year", "table_id")
        names |= {tier.code: str(tier) for tier in rows}
    return names
