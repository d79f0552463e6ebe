"""Gathers the rooms' models for Django; import them from their rooms."""

from governance.mandates.models import BoardTerm, Mandate
from governance.meetings.models import AgendaItem, Meeting
from governance.minutes.models import Minutes

__all__ = ["AgendaItem", "BoardTerm", "Mandate", "Meeting", "Minutes"]
