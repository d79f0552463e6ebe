from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of, words_asked
from members.services.models import Service, ServiceKind


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
    return render(
        request,
        "members/services/service_list.html",
        {
            "page": page_of(request, services),
            "words": words,
            "kind": kind,
            "kinds": [choice for choice in ServiceKind.choices if choice[0] in known],
        },
    )
