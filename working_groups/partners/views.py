from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of, words_asked
from working_groups.partners.models import Partner, PartnerKind


@login_not_required
@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """The partners of today, the same for everybody."""
    partners = Partner.objects.current()
    known = set(partners.order_by().values_list("kind", flat=True).distinct())
    words, kind = words_asked(request), request.GET.get("kind", "")
    if words:
        partners = partners.matching(words)
    if kind in PartnerKind.values:
        partners = partners.filter(kind=kind)
    return render(
        request,
        "working_groups/partners/partner_list.html",
        {
            "page": page_of(request, partners),
            "words": words,
            "kind": kind,
            "kinds": [choice for choice in PartnerKind.choices if choice[0] in known],
        },
    )
