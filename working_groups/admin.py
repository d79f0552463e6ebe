"""Gathers the rooms' admin pages for Django."""

from working_groups.groups.admin import SeatAdmin, WorkingGroupAdmin
from working_groups.initiatives.admin import InitiativeAdmin
from working_groups.partners.admin import PartnerAdmin
from working_groups.projects.admin import ProjectAdmin

__all__ = ["InitiativeAdmin", "PartnerAdmin", "ProjectAdmin", "SeatAdmin", "WorkingGroupAdmin"]
