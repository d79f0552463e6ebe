"""Gathers the rooms' jobs; the worker looks for them here."""

from members.imports import jobs as imports
from members.registration import periodic

__all__ = ["imports", "periodic"]
