from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse


@dataclass(frozen=True)
class Worklist:
    """Rows that wait for somebody in the office, for the admin's first page.

    `permission` is the Django permission that lets a person see it; `changelist` and `query` lead
    to all of the rows in the admin.
    """

    title: str
    rows: QuerySet
    permission: str
    changelist: str
    query: str = ""
    empty: str = ""

    @property
    def url(self) -> str:
        address = reverse(f"admin:{self.changelist}_changelist")
        return f"{address}?{self.query}" if self.query else address

    @cached_property
    def count(self) -> int:
        return self.rows.count()

    @property
    def first(self) -> list[tuple[Any, str]]:
        """A few of the rows, each with the address of its page in the admin."""
        name = f"admin:{self.changelist}_change"
        return [(row, reverse(name, args=[row.pk])) for row in self.rows[:5]]
