import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from working_groups.projects import policies
from working_groups.projects.errors import ProjectDatesError
from working_groups.projects.models import (
    PROJECT_MOVES,
    Project,
    ProjectEvent,
    ProjectStatus,
)


@transaction.atomic
def change_project_status(
    *,
    project_id: int,
    target: ProjectStatus,
    actor: User,
    on: dt.date | None = None,
    reason: str = "",
) -> Project:
    """Start or complete a project. `on` is kept as its first or last day when none is known."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    if not policies.can_move(actor):
        raise NotAllowedError
    before = ProjectStatus(project.status)
    check_move(PROJECT_MOVES, before, target, _("This project"))
    project.status = target
    if target == ProjectStatus.RUNNING:
        project.started_on = project.started_on or on
    if target == ProjectStatus.COMPLETED:
        project.ended_on = project.ended_on or on
    if project.started_on and project.ended_on and project.ended_on < project.started_on:
        raise ProjectDatesError(_("A project cannot end before it starts: mend its days first."))
    project.save(update_fields=["status", "started_on", "ended_on"])
    history.record(
        subject=project,
        kind=ProjectEvent[target.name],
        actor=actor,
        reason=reason,
        changes={"status": [before.value, target.value]},
    )
    return project
