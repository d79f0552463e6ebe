"""Gathers the rooms' models for Django; import them from their rooms."""

from governance.mandates.models import BoardTerm, Mandate
from governance.meetings.models import AgendaItem, Attendance, Meeting
from governance.minutes.models import Correction, Minutes

__all__ = [
    "AgendaItem",
    "Attendance",
    "BoardTerm",
    "Correction",
    "Mandate",
    "Meeting",
    "Minutes",
]
