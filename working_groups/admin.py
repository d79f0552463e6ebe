"""Gathers the rooms' admin pages for Django."""

from working_groups.groups.admin import SeatAdmin, WorkingGroupAdmin
from working_groups.projects.admin import ProjectAdmin

__all__ = ["ProjectAdmin", "SeatAdmin", "WorkingGroupAdmin"]
