"""The tables of the tests, made once and copied for each worker.

    python -m cluster_portal.testtemplate NAME      # makes the database, or makes it anew

On the server of DATABASE_URL. `TEST` in the settings copies the database that PORTAL_TEST_TEMPLATE
names; cluster_portal/testdb.py drops it when the tests have ended.
"""

import os
import sys
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.core.management import call_command
from psycopg import sql


def create(server: str, name: str) -> str:
    """An empty database, whatever stood there under this name; its address."""
    drop(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop(server: str, name: str) -> None:
    """Also while somebody is connected, and if it is not there."""
    with psycopg.connect(server, autocommit=True) as connection:
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(command.format(sql.Identifier(name)))


def main(name: str) -> None:
    """Dropped again if it cannot be finished."""
    server = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = create(server, name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    try:
        django.setup()
        call_command("migrate", verbosity=0)
    except BaseException:
        drop(server, name)
        raise


if __name__ == "__main__":
    main(sys.argv[1])
