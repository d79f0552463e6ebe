"""What everybody may read: the catalogue of today, and a page for each service."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of, words_asked
from members.organisations.models import Category
from members.services import capacity, ratings
from members.services.models import Service, ServiceKind
from members.services.quotas import quota_of, tier_names


@login_not_required
@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """The catalogue of today, the same for everybody."""
    services = Service.objects.offered()
    known = set(services.order_by().values_list("kind", flat=True).distinct())
    words, kind = words_asked(request), request.GET.get("kind", "")
    if words:
        services = services.matching(words)
    if kind in ServiceKind.values:
        services = services.filter(kind=kind)
    services = services.defer("description", "description_html").prefetch_related("quotas")
    page = page_of(request, services)
    stars = ratings.averages(service.key for service in page)
    return render(
        request,
        "members/services/service_list.html",
        {
            "page": page,
            "rows": [
                (service, included_lines(service), stars.get(service.key)) for service in page
            ],
            "words": words,
            "kind": kind,
            "kinds": [choice for choice in ServiceKind.choices if choice[0] in known],
            "why_pay": why_pay(),
        },
    )


def why_pay() -> Any:
    """The answer to “why do we pay for services although we paid the fee?”, if somebody knows it:
    a higher room tells, which the setting names.
    """
    return import_string(settings.SERVICES_WHY_PAY)() if settings.SERVICES_WHY_PAY else None


def included_lines(service: Service) -> list[tuple[str, int]]:
    """For whom the fee includes how many a year: tiers, categories, then everyone, whose name is
    empty. Needs `quotas`.
    """
    lines = list(service.quotas.all())
    tiers = tier_names(line.tier_code for line in lines)
    categories = dict(Category.choices)
    order = list(categories)
    lines.sort(
        key=lambda line: (
            not line.tier_code,
            not line.category,
            order.index(line.category) if line.category else 0,
        )
    )
    return [
        (tiers.get(line.tier_code) or str(categories.get(line.category, "")), line.included)
        for line in lines
    ]


@login_not_required
@require_safe
def service_detail(request: HttpRequest, key: str) -> HttpResponse:
    service = get_object_or_404(Service.objects.offered().prefetch_related("quotas"), key=key)
    acting = request.acting  # type: ignore[attr-defined]  # the middleware sets it
    organisation = acting.organisation if acting else None
    today = timezone.localdate()
    return render(
        request,
        "members/services/service_detail.html",
        {
            "service": service,
            "included": included_lines(service),
            "average": ratings.averages([service.key]).get(service.key),
            "places": capacity.places(service, today) if service.capacity else None,
            "organisation": organisation,
            "quota": quota_of(service, organisation, today.year) if organisation else None,
            "why_pay": why_pay(),
        },
    )
