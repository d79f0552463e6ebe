"""What answers of the FAQ can show of the projects."""

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from working_groups.projects.models import Project, ProjectStatus

MOST = 50


def _told(status: str) -> str:
    projects = Project.objects.visible_to(AnonymousUser()).for_list()
    shown = projects.filter(status=status) if status else projects
    rows = list(shown[: MOST + 1])
    return (
        render_to_string(
            "working_groups/projects/_block.html",
            {"projects": rows[:MOST], "has_more": len(rows) > MOST, "shows_state": not status},
        )
        if rows
        else ""
    )


@live_block(
    shows=_("The projects that are running, each with its sentence."),
    empty=_("There is no running project at the moment."),
)
def current_projects() -> str:
    return _told(ProjectStatus.RUNNING)


@live_block(
    shows=_("All running and completed projects, the running ones first."),
    empty=_("There is no such project yet."),
    takes={"status": ProjectStatus},
)
def projects(status: str = "") -> str:
    return _told(status)
