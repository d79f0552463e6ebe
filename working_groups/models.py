"""Gathers the rooms' models for Django; import them from their rooms."""

from working_groups.groups.models import Seat, WorkingGroup
from working_groups.projects.models import Project, ProjectParticipant

__all__ = ["Project", "ProjectParticipant", "Seat", "WorkingGroup"]
