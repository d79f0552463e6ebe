"""Notices of the neighbouring room, which money is paid for."""

from tests.members.fees.conftest import members_notice, notice, table, waiting

__all__ = ["members_notice", "notice", "table", "waiting"]
