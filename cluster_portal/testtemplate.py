"""The tables of the tests, made once and copied for each worker.

    python -m cluster_portal.testtemplate NAME      # makes the database, or makes it anew

On the server of DATABASE_URL. `TEST` in the settings copies the database that PORTAL_TEST_TEMPLATE
names; cluster_portal/testdb.py drops it when the tests have ended.
"""

import importlib
import os
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def make(name: str) -> None:
    """Dropped again if it cannot be finished."""
    drop(name)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        _migrate(name)
    except BaseException:
        drop(name)
        raise


def drop(name: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        unless_gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(unless_gone.format(sql.Identifier(name)))


def _migrate(name: str) -> None:
    server = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        django = importlib.import_module("django")
        django.setup()
        importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
        importlib.import_module("django.db").connection.close_pool()
    finally:
        os.environ["DATABASE_URL"] = server


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    make(sys.argv[1])
