"""Gathers the rooms' admin pages for Django."""

from members.fees import admin as fees
from members.registration import admin as registration

__all__ = ["fees", "registration"]
