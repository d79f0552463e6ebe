"""What tests with real transactions leave behind is cleared away, table by table.

Django truncates all tables, empty or not, and makes all permissions anew: more than a second each
time. Most tests fill a tenth of the tables.
"""

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

# The frame's own, and when the worker last began what it does by the clock.
KEPT = {
    "django_migrations", "django_content_type", "auth_permission", "procrastinate_periodic_defers",
}  # fmt: skip
FIRST_ROWS: dict[str, list[tuple]] = {}  # what migrations wrote, by table
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


def _filled(cursor) -> list[str]:
    parts = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(table, sql.Identifier(table))
        for table in _tables()
    )
    cursor.execute(parts)
    return [table for (table,) in cursor.fetchall()]


def remember() -> None:
    """What stands in the tables before the first test."""
    with connection.cursor() as cursor:
        for table in _filled(cursor):
            cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            FIRST_ROWS[table] = cursor.fetchall()


def clear() -> None:
    """Delete every row of the tables that have any."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _filled(cursor):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def write_first_rows() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in FIRST_ROWS.items():
            places = sql.SQL(", ").join([sql.Placeholder()] * len(rows[0]))
            into = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(table), places)
            cursor.executemany(into, rows)


def _teardown(case: TransactionTestCase) -> None:
    if _may_pass_over_triggers():
        clear()
    else:
        _by_django(case)
    write_first_rows()


def hurry() -> None:
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[method-assign]  # the point
