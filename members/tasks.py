"""Gathers the rooms' jobs; the worker looks for them here."""

from members.organisations import periodic as organisations
from members.registration import periodic as registration

__all__ = ["organisations", "registration"]
