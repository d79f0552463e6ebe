"""What tests with real transactions leave behind is cleared away, table by table.

Django truncates all tables, empty or not, and makes all permissions anew: more than a second each
time. Most tests fill a tenth of the tables.
"""

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

KEPT = {  # made by migrating, and when the worker last began what it does by the clock
    "procrastinate_periodic_defers",
    "django_migrations", "django_content_type", "auth_permission", "members_reminderlevel",
}  # fmt: skip
_by_django: Any = TransactionTestCase._fixture_teardown


@cache
def _tables() -> list[str]:
    """Those of our models and the queue's, which are none to Django."""
    names = set(connection.introspection.table_names())
    return sorted(names - KEPT)


@cache
def _may_pass_over_triggers() -> bool:
    """Money is kept by triggers; only the owner of the whole server may pass over them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def clear() -> None:
    """Delete every row of the tables that have any."""
    filled = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(table, sql.Identifier(table))
        for table in _tables()
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(filled)
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _teardown(case: TransactionTestCase) -> None:
    if _may_pass_over_triggers():
        clear()
    else:
        _by_django(case)


def hurry() -> None:
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[method-assign]  # the point
