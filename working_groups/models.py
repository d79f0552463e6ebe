"""Gathers the rooms' models for Django; import them from their rooms."""

from working_groups.groups.models import Seat, WorkingGroup
from working_groups.initiatives.models import Initiative
from working_groups.partners.models import Partner
from working_groups.projects.models import Project, ProjectParticipant

__all__ = ["Initiative", "Partner", "Project", "ProjectParticipant", "Seat", "WorkingGroup"]
