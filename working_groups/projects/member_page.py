"""What a member's page shows of this room (setting MEMBER_PAGE_SECTIONS)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.directory.sections import Section
from members.organisations.models import Organisation
from working_groups.projects.models import Project, ProjectParticipant


def projects_of(organisation: Organisation, viewer: Any) -> Section:
    parts = ProjectParticipant.objects.filter(organisation=organisation)
    projects = Project.objects.visible_to(viewer).filter(pk__in=parts.values("project"))
    return Section(
        key="projects", title=_("Projects"), places=projects.order_by("-started_on", "name")
    )
