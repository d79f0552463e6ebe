"""Rows that only an index may find. The planner does not know how rare two words are together, and
would rather read everything.
"""

from typing import Any

from django.db import connection

_BEFORE = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; "
_AFTER = "; SET LOCAL enable_seqscan = DEFAULT; SET LOCAL enable_indexscan = DEFAULT"


def fetch(text: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE + text + _AFTER, given)
        while cursor.description is None:
            cursor.nextset()
        return cursor.fetchall()
