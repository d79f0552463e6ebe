"""What a year of membership was worth: facts with their sources, and sums that leave nothing out.

Prices are without VAT, sums by currency. What has no market price saves nothing here: it is shown,
and not counted.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from members.fees.models import FeeNotice, FeeNoticeStatus, FeeTerms
from members.organisations.models import Category, Organisation
from members.services.models import IN_USE, Service, ServiceRequest
from members.services.quotas import Quota, quotas_of, tier_names

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class ValueFact:
    """Something else that the year brought, told by a room above: MEMBER_VALUE_FACTS names them."""

    label: str | Promise
    value: str
    source: str | Promise


@dataclass(frozen=True)
class FeePart:
    number: str
    currency: str
    asked: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Use:
    request: ServiceRequest

    @property
    def market(self) -> Decimal | None:
        return self.request.market_value

    @property
    def paid(self) -> Decimal:
        return self.request.amount

    @property
    def saved(self) -> Decimal | None:
        return None if self.market is None else self.market - self.paid


@dataclass
class Sums:
    """In one currency."""

    currency: str
    fee: Decimal = NOTHING
    market: Decimal = NOTHING
    paid: Decimal = NOTHING
    saved: Decimal = NOTHING

    @property
    def balance(self) -> Decimal:
        """What was saved beyond the fee; below zero where the fee was more."""
        return self.saved - self.fee


@dataclass(frozen=True)
class Statement:
    organisation: Organisation
    year: int
    fees: list[FeePart]
    uses: list[Use]
    quotas: list[Quota]
    others: list[ValueFact] = field(default_factory=list)

    @property
    def sums(self) -> list[Sums]:
        found: dict[str, Sums] = {}
        for part in self.fees:
            found.setdefault(part.currency, Sums(part.currency)).fee += part.paid
        for use in self.uses:
            sums = found.setdefault(use.request.currency, Sums(use.request.currency))
            sums.paid += use.paid
            if use.saved is not None and use.market is not None:
                sums.market += use.market
                sums.saved += use.saved
        return [found[currency] for currency in sorted(found)]

    @property
    def without_market_price(self) -> int:
        return sum(use.market is None for use in self.uses)

    @property
    def is_empty(self) -> bool:
        return not (self.fees or self.uses or self.quotas or self.others)


Teller = Callable[[Organisation, int], list[ValueFact]]


def statement(organisation: Organisation, year: int) -> Statement:
    notices = (
        FeeNotice.objects.filter(
            organisation=organisation, fee_year=year, status=FeeNoticeStatus.ISSUED
        )
        .with_balance()
        .order_by("issued_on", "pk")
    )
    uses = (
        ServiceRequest.objects.filter(
            organisation=organisation, status__in=IN_USE, delivered_on__year=year
        )
        .select_related("service")
        .order_by("delivered_on", "pk")
    )
    return Statement(
        organisation=organisation,
        year=year,
        fees=[
            FeePart(notice.number, notice.currency, notice.amount, notice.paid)
            for notice in notices
        ],
        uses=[Use(request) for request in uses],
        quotas=numbered_quotas(organisation, year),
        others=[
            fact for path in settings.MEMBER_VALUE_FACTS for fact in _told(path, organisation, year)
        ],
    )


def _told(path: str, organisation: Organisation, year: int) -> list[ValueFact]:
    teller: Teller = import_string(path)
    return teller(organisation, year)


def numbered_quotas(organisation: Organisation, year: int) -> list[Quota]:
    """Those with a number, of the entries that held in the year: “3 of 5 used”."""
    latest: dict[str, Service] = {}
    rows = (
        Service.objects.exclude(status="draft")
        .filter(year__lte=year, quotas__isnull=False)
        .distinct()
        .prefetch_related("quotas")
        .order_by("year", "position", "pk")
    )
    for service in rows:
        latest[service.key] = service
    standing = [
        service
        for service in latest.values()
        if service.offered_until is None or service.offered_until.year >= year
    ]
    return [quota for quota in quotas_of(standing, organisation, year) if quota.included]


@dataclass(frozen=True)
class CategoryRow:
    """What services were worth to the members of a category and tier in a year, in one currency.
    An empty tier is the plain membership.
    """

    category: Category
    tier: str
    currency: str
    organisations: int
    requests: int
    free_units: int
    market: Decimal
    paid: Decimal
    saved: Decimal


def by_category(year: int) -> list[CategoryRow]:
    """For the Board and the office: delivered services of a year; saved only where a market price
    is known. Tiers are those of today, or of the last day of a year gone by.
    """
    money = DecimalField(max_digits=14, decimal_places=2)
    value = ExpressionWrapper(F("market_price") * F("quantity"), output_field=money)
    has_price = Q(market_price__isnull=False)
    rows = (
        ServiceRequest.objects.filter(status__in=IN_USE, delivered_on__year=year)
        .order_by()
        .values("organisation", "organisation__category", "currency")
        .annotate(
            number=Count("pk"),
            free=Sum("free_quantity"),
            spent=Sum("amount"),
            market=Coalesce(Sum(value, filter=has_price), NOTHING, output_field=money),
            compared=Coalesce(Sum("amount", filter=has_price), NOTHING, output_field=money),
        )
    )
    day = min(timezone.localdate(), dt.date(year, 12, 31))
    tiers = dict(FeeTerms.objects.in_force(day).values_list("organisation", "tier_code"))
    groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        tier = tiers.get(row["organisation"], "")
        groups[row["organisation__category"], tier, row["currency"]].append(row)
    names = tier_names(tier for _category, tier, _currency in groups)
    order = list(Category)
    return [
        _category_row(Category(category), names.get(tier, ""), currency, groups[key])
        for key in sorted(groups, key=lambda key: (order.index(Category(key[0])), *key[1:]))
        for category, tier, currency in [key]
    ]


def _category_row(category: Category, tier: str, currency: str, rows: list[Any]) -> CategoryRow:
    def total(name: str) -> Any:
        return sum((row[name] for row in rows), Decimal(0))

    return CategoryRow(
        category=category,
        tier=tier,
        currency=currency,
        organisations=len(rows),
        requests=int(total("number")),
        free_units=int(total("free")),
        market=total("market"),
        paid=total("spent"),
        saved=total("market") - total("compared"),
    )


@dataclass(frozen=True)
class YearOfWorth:
    """A page of figures: `rows` each with how many members its category has today."""

    year: int
    years: list[int]
    rows: list[tuple[CategoryRow, int]]


def year_of_worth(asked: str) -> YearOfWorth:
    """`asked` is a year as it stands in an address; one without deliveries is the present year."""
    today = timezone.localdate()
    delivered = ServiceRequest.objects.filter(delivered_on__isnull=False)
    years = {day.year for day in delivered.dates("delivered_on", "year")} | {today.year}
    year = next((one for one in years if str(one) == asked), today.year)
    members = Organisation.objects.active_members().counted_by_category()
    return YearOfWorth(
        year=year,
        years=sorted(years, reverse=True),
        rows=[(row, members.get(row.category, 0)) for row in by_category(year)],
    )
