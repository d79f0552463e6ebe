"""A database for one measurement, dropped when the program ends."""

import atexit
import importlib
import os
from urllib.parse import urlsplit, urlunsplit


def make(name: str) -> None:
    """DATABASE_URL names a new database from here on: on its server, else on the test server."""
    devdb = importlib.import_module("cluster_portal.devdb")
    localstate = importlib.import_module("cluster_portal.localstate")
    psycopg = importlib.import_module("psycopg")
    os.environ["PORTAL_MODE"] = "test"
    lease = None
    if not os.environ.get("DATABASE_URL"):
        lease = devdb.attach("test")
        os.environ["DATABASE_URL"] = lease.url("postgres")
    localstate.prepare_mode("test")
    server = os.environ["DATABASE_URL"]
    own = f"{name}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {own}")

    def leave() -> None:
        connections = importlib.import_module("django.db").connections
        for each in connections.all(initialized_only=True):
            each.close()
            each.close_pool()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        if lease:
            lease.release()

    atexit.register(leave)
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{own}"))
