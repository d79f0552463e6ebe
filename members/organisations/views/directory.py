"""What everybody may read: the register of members, and a page for each."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of, words_asked
from cluster_portal.toolkit.uploads import download, ending
from members.organisations import policies
from members.organisations.models import Category, Organisation, Representative

A_DAY = "public, max-age=86400"


@login_not_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    query = words_asked(request)
    found = Organisation.objects.active_members().matching(query)
    counts = found.counted_by_category()
    category = request.GET.get("category", "")
    rows = found.filter(category=category) if category in Category.values else found
    rows = rows.with_member_since().by_name().defer("description", "description_html")
    return render(
        request,
        "members/organisations/organisation_list.html",
        {
            "page": page_of(request, rows),
            "query": query,
            "category": category if category in Category.values else "",
            "categories": [(one, counts.get(one, 0)) for one in Category],
            "total": sum(counts.values()),
        },
    )


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Organisation.objects.visible_to(request.user).with_member_since()
    organisation = get_object_or_404(visible, slug=slug)
    return render(
        request,
        "members/organisations/organisation_detail.html",
        {
            "organisation": organisation,
            "people": Representative.objects.open()
            .filter(organisation=organisation, is_public=True)
            .select_related("user")
            .order_by("user__full_name", "pk"),
            "groups": groups_of(organisation, request.user),
            "projects": projects_of(organisation, request.user),
            "membership": organisation.present_membership,
            "sees_inside": policies.can_see_inside(request.user, organisation),
            "may_edit": policies.can_edit_organisation(request.user, organisation),
        },
    )


@login_not_required
@require_safe
def organisation_logo(request: HttpRequest, slug: str) -> FileResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not organisation.logo:
        raise Http404
    name = f"{organisation.slug}.{ending(organisation.logo.name)}"
    response = download(organisation.logo, name=name, inline=True)
    if organisation.present_membership and organisation.present_membership.gives_rights:
        response.headers["Cache-Control"] = A_DAY
    return response


def groups_of(organisation: Organisation, viewer) -> QuerySet:
    """Groups stand on a higher floor: they are reached through the relation to their seats, and
    say themselves who may see them.
    """
    group: Any = organisation.seats.model._meta.get_field("group").related_model
    seats = organisation.seats.held()
    return group.objects.visible_to(viewer).filter(pk__in=seats.values("group")).order_by("name")


def projects_of(organisation: Organisation, viewer) -> QuerySet:
    project: Any = organisation.projects.model._meta.get_field("project").related_model
    parts = organisation.projects.values("project")
    return project.objects.visible_to(viewer).filter(pk__in=parts).order_by("-started_on", "name")
