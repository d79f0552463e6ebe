"""Gathers the rooms' jobs; the worker looks for them here."""

from members.onboarding import periodic as onboarding
from members.registration import periodic

__all__ = ["onboarding", "periodic"]
