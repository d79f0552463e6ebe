from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of, words_asked
from working_groups.groups import policies as groups
from working_groups.initiatives.models import Initiative, InitiativeStatus


@require_safe
def initiative_list(request: HttpRequest) -> HttpResponse:
    """For the signed-in; what the public may know of stands in the FAQ's answers."""
    initiatives = Initiative.objects.visible_to(request.user)
    known = set(initiatives.order_by().values_list("status", flat=True).distinct())
    words, status = words_asked(request), request.GET.get("state", "")
    if words:
        initiatives = initiatives.matching(words)
    if status in InitiativeStatus.values:
        initiatives = initiatives.filter(status=status)
    return render(
        request,
        "working_groups/initiatives/initiative_list.html",
        {
            "page": page_of(request, initiatives.for_list()),
            "words": words,
            "status": status,
            "statuses": [choice for choice in InitiativeStatus.choices if choice[0] in known],
            "is_member": groups.represents_a_member(request.user),
        },
    )
