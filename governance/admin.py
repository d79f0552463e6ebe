"""Gathers the rooms' pages of the admin."""

from governance.mandates.admin import BoardTermAdmin, MandateAdmin
from governance.meetings.admin import MeetingAdmin
from governance.minutes.admin import MinutesAdmin

__all__ = ["BoardTermAdmin", "MandateAdmin", "MeetingAdmin", "MinutesAdmin"]
