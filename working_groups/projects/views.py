from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of, words_asked
from members.organisations.models import Organisation
from working_groups.groups.models import WorkingGroup
from working_groups.projects.models import Project, ProjectStatus


@login_not_required
@require_safe
def project_list(request) -> HttpResponse:
    projects = Project.objects.visible_to(request.user)
    known = set(projects.order_by().values_list("status", flat=True).distinct())
    words = words_asked(request)
    status = request.GET.get("state", "")
    if words:
        projects = projects.matching(words)
    if status in ProjectStatus.values:
        projects = projects.filter(status=status)
    return render(
        request,
        "working_groups/projects/project_list.html",
        {
            "page": page_of(request, projects.for_list()),
            "words": words,
            "status": status,
            "statuses": [choice for choice in ProjectStatus.choices if choice[0] in known],
        },
    )


@login_not_required
@require_safe
def project_detail(request, slug: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    shown = Organisation.objects.visible_to(request.user)
    return render(
        request,
        "working_groups/projects/project_detail.html",
        {
            "project": project,
            "group": WorkingGroup.objects.visible_to(request.user)
            .filter(pk=project.group_id)
            .first(),
            "participants": project.participants.with_page(shown),
        },
    )
